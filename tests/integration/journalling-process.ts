import { randomUUID } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { beginEdit, countVoxels } from '#shared/domain/edit/label-edit.ts';
import { createBackend } from '../../src-main/services/backend.ts';
import { silentLogger } from '../../src-main/services/logger.ts';
import { inferenceEntry, registrationEntry, sampleEntry } from './temporary-backend.ts';

/*
 * A backend that journals strokes until it is killed. Arguments: data directory, study id, voxels of the
 * grid. Prints the number of strokes that are on the disk after each, and paints voxel n in stroke n.
 */
const [dataDirectory = '', studyId = '', voxels = ''] = process.argv.slice(2);
const backend = await createBackend({
  ...{ dataDirectory, modelsDirectory: dataDirectory, inferenceEntry, registrationEntry, sampleEntry },
  ...{ appVersion: '0.0.0-test', host: 'test', log: silentLogger },
});
const client = createRouterClient(backend.router);
const labels = new Uint8Array(Number(voxels));
const counts = countVoxels(labels);
const target = {
  studyId,
  correctionId: randomUUID(),
  writerId: randomUUID(),
  base: { kind: 'empty' as const },
  baseLabelMapId: null,
};
for (let stroke = 0; ; stroke += 1) {
  const edit = beginEdit(labels, counts);
  edit.set(stroke, 3);
  const lines = [{ kind: 'edit' as const, delta: [...edit.finish()] }];
  await client.corrections.append({ ...target, knownLines: stroke, lines });
  process.stdout.write(`${stroke + 1}\n`);
}
