import { createRouterClient } from '@orpc/server';
import type { BackendClient } from '#shared/contract/index.ts';
import { createBackend } from '../../../src-main/services/backend.ts';
import { silentLogger } from '../../../src-main/services/logger.ts';
import { inferenceEntry, registrationEntry, sampleEntry } from '../temporary-backend.ts';
import { followingParts } from './follow-parts.ts';

/*
 * A backend in a process of its own, to be killed: opens a library, starts the studies it is given, and prints
 * each part of a job as it begins, with the id of the inference process.
 */
const [, , dataDirectory = '', modelsDirectory = '', modelId = '', ...studyIds] = process.argv;

const backend = await createBackend({
  ...{ dataDirectory, modelsDirectory, inferenceEntry, registrationEntry, sampleEntry },
  ...{ appVersion: '0', host: 'test', log: silentLogger },
  runSegmentation: followingParts((part, { pid = 0 }) => void process.stdout.write(`${part} ${pid}\n`)),
});
const client: BackendClient = createRouterClient(backend.router);
for (const studyId of studyIds) await client.jobs.start({ studyId, modelId });
