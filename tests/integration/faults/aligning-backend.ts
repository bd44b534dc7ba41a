import { createRouterClient } from '@orpc/server';
import type { BackendClient } from '#shared/contract/index.ts';
import { forkChild } from '../../../src-main/processes/fork-child.ts';
import type { RegistrationReport } from '../../../src-main/registration/registration.ts';
import { runRegistration } from '../../../src-main/registration/run-registration.ts';
import { createBackend } from '../../../src-main/services/backend.ts';
import { silentLogger } from '../../../src-main/services/logger.ts';
import { inferenceEntry, registrationEntry, sampleEntry } from '../temporary-backend.ts';

/*
 * A backend in a process of its own, to be killed: aligns the heads of the files it is given, and prints the id of
 * the registration process as each image begins.
 */
const [, , dataDirectory = '', modelsDirectory = '', ...paths] = process.argv;

const backend = await createBackend({
  ...{ dataDirectory, modelsDirectory, inferenceEntry, registrationEntry, sampleEntry },
  ...{ appVersion: '0', host: 'test', log: silentLogger },
  runRegistration: (request, options) =>
    runRegistration(request, {
      ...options,
      forkProcess(entry) {
        const child = forkChild(entry);
        child.on('message', (message) => {
          const report = message as RegistrationReport; // holds: the entry sends nothing else
          if (report.kind === 'begun') process.stdout.write(`begun ${child.pid ?? 0}\n`);
        });
        return child;
      },
    }),
});
const client: BackendClient = createRouterClient(backend.router);
const { draftId } = await client.intake.open({ files: paths.map((path) => ({ kind: 'path', path })) });
for await (const event of await client.intake.align({ draftId })) {
  if (event.kind === 'done') process.stdout.write('done 0\n');
}
