import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { createWorkspaceStore, type Workspace } from '../state/workspace-store.ts';
import { createFakeBackend, type FakeBackend } from './fake-connection.ts';
import { testShape, testStudy } from './fixtures.ts';

export interface OpenedWorkspace {
  readonly backend: FakeBackend;
  readonly workspace: Workspace;
}

/** The workspace over a backend in memory, the study open. */
export async function opened(study = testStudy(), cacheBytes?: number): Promise<OpenedWorkspace> {
  const backend = createFakeBackend([study]);
  const options = cacheBytes === undefined ? {} : { cacheBytes };
  const workspace = createWorkspaceStore(backend.connection, { now: () => 1000, ...options });
  await workspace.actions.openStudy(study.studyId);
  return { backend, workspace };
}

/** Labels the voxel [1, 4, 6], and no other, in the result's label map. */
export function labelVoxel(backend: FakeBackend, resultId: string): void {
  const labels = new Uint8Array(voxelCount(testShape));
  labels[voxelOffset(testShape, [1, 4, 6])] = 3;
  backend.blobs.set(`labels-${resultId}`, labels.buffer);
}

/** A stroke of the tool in hand in the axial view, as the view reports it; places in mm. */
export function strokeIn({ store, actions }: Workspace, from: Vec3, to: Vec3 = from): void {
  const tool = actions.correction.viewTool(store.getState(), 'axial');
  if (tool === null) throw new Error('no tool in hand');
  tool.press(from);
  tool.drag([to], false);
  tool.release(true);
}
