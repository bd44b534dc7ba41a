import { beforeEach, expect, test } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { voxelOffset } from '#shared/domain/vector.ts';
import type { FakeBackend } from '../testing/fake-connection.ts';
import { testResult, testShape, testStudy } from '../testing/fixtures.ts';
import { labelVoxel, opened, strokeIn } from '../testing/opened-workspace.ts';
import type { Workspace } from './workspace-store.ts';

/* Another window has changed, meanwhile, what is corrected in this one. */

let backend: FakeBackend;
let workspace: Workspace;

beforeEach(async () => {
  ({ backend, workspace } = await opened(testStudy({ results: [testResult('r1')] })));
  labelVoxel(backend, 'r1');
  workspace.actions.correction.setRadius(0.5);
  await workspace.actions.correction.open();
  strokeIn(workspace, [1, 2, 3]);
  await expect.poll(() => workspace.store.getState().correction.mask?.journal.status).toBe('kept');
  backend.failures.set('corrections.append', new GlioscopeError('edited-elsewhere'));
});

test('what was done there is taken over, and said', async () => {
  strokeIn(workspace, [3, 4, 3]);
  await expect
    .poll(() => workspace.store.getState().notices)
    .toMatchObject([{ failure: { code: 'edited-elsewhere' } }]);
  await expect.poll(() => workspace.store.getState().correction.mask?.done).toBe(1);
  const labels = workspace.scenes.scene(workspace.store.getState())?.labels;
  expect(labels?.voxels[voxelOffset(testShape, [3, 4, 3])]).toBe(0);
  expect(labels?.voxels[voxelOffset(testShape, [1, 2, 3])]).toBe(3);
});

test('of a study that was deleted there nothing is shown as if it were kept', async () => {
  backend.studies.delete('study-1');
  strokeIn(workspace, [3, 4, 3]);
  await expect.poll(() => workspace.store.getState().notices).toMatchObject([{ failure: { code: 'not-found' } }]);
  const { correction, viewer } = workspace.store.getState();
  expect([correction.mask, viewer.shownLabels]).toEqual([null, { kind: 'none' }]);
});

test('where the result that was corrected is gone, the one that is left is shown', async () => {
  backend.studies.set('study-1', testStudy({ results: [testResult('r2')] }));
  strokeIn(workspace, [3, 4, 3]);
  await expect
    .poll(() => workspace.store.getState().notices)
    .toMatchObject([{ failure: { code: 'edited-elsewhere' } }]);
  const { correction, viewer } = workspace.store.getState();
  expect([correction.mask, viewer.shownLabels]).toEqual([null, { kind: 'result', resultId: 'r2' }]);
});
