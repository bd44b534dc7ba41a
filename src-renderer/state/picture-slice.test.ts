import { describe, expect, test } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { createFakeBackend, type FakeBackend } from '../testing/fake-connection.ts';
import { testResult, testShape, testStudy } from '../testing/fixtures.ts';
import { createWorkspaceStore, type Workspace } from './workspace-store.ts';

const png = new Blob(['png'], { type: 'image/png' });
const paint = (): Promise<Blob> => Promise.resolve(png);

async function opened(change: (backend: FakeBackend) => void = () => undefined): Promise<{
  backend: FakeBackend;
  workspace: Workspace;
}> {
  const backend = createFakeBackend([testStudy({ results: [testResult('r1'), testResult('r2')] })]);
  backend.blobs.set('labels-r1', new ArrayBuffer(voxelCount(testShape)));
  change(backend);
  const workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.openStudy('study-1');
  return { backend, workspace };
}

describe('pictures', () => {
  test('are saved by the host, and copied; either is told', async () => {
    const { backend, workspace } = await opened();
    await workspace.actions.picture.save(paint, 'picture.png');
    expect(workspace.store.getState().notices).toMatchObject([{ kind: 'picture-saved', fileName: 'picture.png' }]);
    await workspace.actions.picture.copy(paint);
    expect(backend.callsOf('saveFile')).toEqual([{ content: png, name: 'picture.png' }]);
    expect(backend.callsOf('copyImage')).toEqual([png]);
    expect(workspace.store.getState().notices).toMatchObject([{ kind: 'picture-copied' }]);
  });

  test('tell how far they are, and nothing once they are made or could not be', async () => {
    const { workspace } = await opened();
    const { store, actions } = workspace;
    const told: (number | null)[] = [];
    store.subscribe(({ picture: { progress } }) => {
      if (told.at(-1) !== progress) told.push(progress);
    });
    await actions.picture.copy(async (onProgress) => {
      await Promise.resolve();
      onProgress(0.5);
      return png;
    });
    expect(told).toEqual([0, 0.5, null]);
    await actions.picture.copy(() => Promise.reject(new Error('encoding')));
    expect(store.getState().picture.progress).toBeNull();
  });

  test('are not made while the mask is still being read', async () => {
    const { backend, workspace } = await opened();
    workspace.actions.viewer.showLabels({ kind: 'result', resultId: 'r2' });
    let painted = 0;
    await workspace.actions.picture.save(() => {
      painted += 1;
      return paint();
    }, 'picture.png');
    expect(painted).toBe(0);
    expect(backend.callsOf('saveFile')).toEqual([]);
    expect(workspace.store.getState().notices.at(-1)).toMatchObject({
      kind: 'failure',
      failure: { code: 'picture-not-made', params: { reason: 'still-reading' } },
    });
  });

  test('are not made of images that could not be read: that is told again', async () => {
    const { backend, workspace } = await opened((fake) => {
      fake.failures.set('readBlob', new GlioscopeError('storage-failed'));
    });
    await workspace.actions.picture.save(paint, 'picture.png');
    expect(backend.callsOf('saveFile')).toEqual([]);
    expect(workspace.store.getState().notices.at(-1)).toMatchObject({ failure: { code: 'storage-failed' } });
  });

  test.each([
    ['a view that shows nothing', (): null => null, 'still-reading'],
    [
      'a canvas the browser refuses',
      (): Promise<Blob> => {
        throw new RangeError('canvas');
      },
      'too-large',
    ],
    ['a PNG that cannot be made', (): Promise<Blob> => Promise.reject(new Error('encoding')), 'too-large'],
  ] as const)('say why not: %s', async (_case, failing, reason) => {
    const { backend, workspace } = await opened();
    await workspace.actions.picture.copy(failing);
    expect(backend.callsOf('copyImage')).toEqual([]);
    expect(workspace.store.getState().notices).toMatchObject([
      { kind: 'failure', failure: { code: 'picture-not-made', params: { reason } } },
    ]);
  });

  test('a clipboard that is refused is told', async () => {
    const { backend, workspace } = await opened();
    backend.failures.set('copyImage', new GlioscopeError('picture-not-copied'));
    await workspace.actions.picture.copy(paint);
    expect(workspace.store.getState().notices).toMatchObject([
      { kind: 'failure', failure: { code: 'picture-not-copied' } },
    ]);
  });

  test('carry the patient’s name only when asked, and not in the next study', async () => {
    const { backend, workspace } = await opened();
    backend.studies.set('study-2', testStudy({ studyId: 'study-2' }));
    const { store, actions } = workspace;
    expect(store.getState().picture.isNamed).toBe(false);
    actions.picture.setNamed(true);
    expect(store.getState().picture.isNamed).toBe(true);
    await actions.openStudy('study-2');
    expect(store.getState().picture.isNamed).toBe(false);
  });
});
