import { createRouterClient } from '@orpc/server';
import type { BackendClient } from '#shared/contract/index.ts';
import { forkInferenceProcess, runSegmentation } from '../../../src-main/inference/run-segmentation.ts';
import { createBackend } from '../../../src-main/services/backend.ts';
import { silentLogger } from '../../../src-main/services/logger.ts';
import { inferenceEntry, registrationEntry, sampleEntry } from '../temporary-backend.ts';

/*
 * A backend in a process of its own, to be killed: opens a library, starts the studies it is given with
 * an engine that never ends, and prints the inference process's id once the network runs.
 */
const [, , dataDirectory = '', modelsDirectory = '', modelId = '', ...studyIds] = process.argv;

const backend = await createBackend({
  ...{ dataDirectory, modelsDirectory, inferenceEntry, registrationEntry, sampleEntry },
  ...{ appVersion: '0', host: 'test', log: silentLogger },
  runSegmentation: (request, options) => {
    let childId: number | undefined;
    return runSegmentation(request, {
      ...options,
      forkProcess(entry) {
        const child = forkInferenceProcess(entry);
        childId = child.pid;
        return child;
      },
      onProgress(progress) {
        options.onProgress(progress);
        if (progress.stage === 'predicting') process.stdout.write(`${childId ?? 'none'}\n`);
      },
    });
  },
});
const client: BackendClient = createRouterClient(backend.router);
for (const studyId of studyIds) await client.jobs.start({ studyId, modelId });
