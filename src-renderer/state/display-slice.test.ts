import { describe, expect, test, vi } from 'vitest';
import type { Study } from '#shared/contract/index.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { createFakeBackend, type FakeBackend } from '../testing/fake-connection.ts';
import { testResult, testShape, testStudy } from '../testing/fixtures.ts';
import { comparedLabels, layoutOf } from './selectors.ts';
import { createWorkspaceStore, type Workspace } from './workspace-store.ts';

const ml = { tissuesMl: { ncr: 0, ed: 0, et: 0 }, regionsMl: { wt: 0, tc: 0, et: 0 } };
const reference: Study['reference'] = { labelMapId: 'labels-reference', fileName: 'kim_seg.nii.gz', ...ml };

async function opened(study: Study): Promise<{ backend: FakeBackend; workspace: Workspace }> {
  const backend = createFakeBackend([study]);
  for (const { labelMapId } of [...study.results, ...(study.reference === null ? [] : [study.reference])]) {
    backend.blobs.set(labelMapId, new ArrayBuffer(voxelCount(testShape)));
  }
  const workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.openStudy(study.studyId);
  return { backend, workspace };
}

function label(backend: FakeBackend, labelMapId: string, voxels: readonly Vec3[]): void {
  const labels = new Uint8Array(voxelCount(testShape));
  for (const voxel of voxels) labels[voxelOffset(testShape, voxel)] = 3;
  backend.blobs.set(labelMapId, labels.buffer);
}

describe('going back and forth', () => {
  test('one key changes between the last two modalities', async () => {
    const { workspace } = await opened(testStudy());
    const { store, actions } = workspace;
    actions.viewer.showPreviousModality();
    expect(store.getState().viewer.modality).toBe('t1c');
    actions.viewer.showModality('t2f');
    actions.viewer.showPreviousModality();
    expect(store.getState().viewer.modality).toBe('t1c');
    actions.viewer.showPreviousModality();
    expect(store.getState().viewer.modality).toBe('t2f');
  });
});

describe('panes', () => {
  test('every modality has its own picture and window; an unchanged one keeps its scene', async () => {
    const { workspace } = await opened(testStudy());
    const { store, actions, scenes } = workspace;
    const sceneOf = (modality: 't1c' | 't2f') => scenes.scene(store.getState(), { modality, labels: 'shown' });
    const [t1c, t2f] = [sceneOf('t1c'), sceneOf('t2f')];
    expect(t1c?.volume).not.toBe(t2f?.volume);
    actions.viewer.dragWindow({ level: 10, width: 0 }, 't2f');
    expect(sceneOf('t1c')).toBe(t1c);
    expect(sceneOf('t2f')?.window).toEqual({ low: 110, high: 910 });
    actions.viewer.resetWindow('t2f');
    expect(sceneOf('t2f')?.window).toEqual({ low: 100, high: 900 });
  });
});

describe('comparing label maps', () => {
  test('there is nothing to compare with one label map: two side by side fall back to three planes', async () => {
    const { workspace } = await opened(testStudy({ results: [testResult('only')] }));
    const { store, actions } = workspace;
    actions.display.setLayout('label-maps');
    expect(layoutOf(store.getState())).toBe('planes');
    actions.display.toggleAgreement();
    expect(store.getState().viewer.isAgreementShown).toBe(false);
    actions.display.setLayout('modalities');
    actions.display.cycleLayout();
    expect(layoutOf(store.getState())).toBe('planes');
  });

  test('the reference comes first; another result can be chosen; what is shown is not offered', async () => {
    const study = testStudy({ results: [testResult('new'), testResult('old')], reference });
    const { store, actions } = (await opened(study)).workspace;
    expect(comparedLabels(store.getState())).toEqual({ kind: 'reference' });
    actions.display.compareWith({ kind: 'result', resultId: 'old' });
    expect(comparedLabels(store.getState())).toEqual({ kind: 'result', resultId: 'old' });
    actions.viewer.showLabels({ kind: 'result', resultId: 'old' });
    expect(comparedLabels(store.getState())).toEqual({ kind: 'reference' });
  });

  test('agreement reads the other label map, gives Dice, and both tissues under the crosshair', async () => {
    const study = testStudy({ results: [testResult('new')], reference });
    const { backend, workspace } = await opened(study);
    const { store, actions, scenes } = workspace;
    expect(backend.callsOf('readBlob')).not.toContain('labels-reference');
    expect(scenes.dice(store.getState())).toBeNull();
    expect(scenes.readout(store.getState())?.otherTissue).toBeUndefined();
    label(backend, 'labels-reference', [
      [1, 1, 1],
      [2, 1, 1],
    ]);
    actions.display.toggleAgreement();
    await vi.waitFor(() => expect(scenes.dice(store.getState())).toEqual({ wt: 0, tc: 0, et: 0 }));
    actions.viewer.moveCrosshair([1, 1, 1]);
    expect(scenes.readout(store.getState())).toMatchObject({ tissue: null, otherTissue: 'et' });
    expect(scenes.scene(store.getState())?.otherLabels).not.toBeNull();
    actions.display.setLayout('label-maps');
    expect(scenes.scene(store.getState(), { modality: null, labels: 'shown' })?.otherLabels).toBeNull();
    const beside = scenes.scene(store.getState(), { modality: null, labels: 'other' });
    expect(beside?.labels?.voxels[voxelOffset(testShape, [1, 1, 1])]).toBe(3);
  });
});

describe('looking', () => {
  test('a held key hides the labels and nothing else; letting go shows them again', async () => {
    const { store, actions, scenes } = (await opened(testStudy({ results: [testResult('new')] }))).workspace;
    actions.display.peek(true);
    expect(scenes.scene(store.getState())?.isLabelsVisible).toBe(false);
    expect(store.getState().viewer.isLabelsVisible).toBe(true);
    actions.display.peek(false);
    expect(scenes.scene(store.getState())?.isLabelsVisible).toBe(true);
  });

  test('the readout follows the mouse, and returns to the crosshair', async () => {
    const { store, actions, scenes } = (await opened(testStudy())).workspace;
    actions.viewer.moveCrosshair([1, 2, 3]);
    actions.viewer.pointAt([3, 2, 1]);
    expect(scenes.readout(store.getState())).toMatchObject({
      voxel: [3, 2, 1],
      values: { t1n: 0, t1c: 0, t2w: 0, t2f: 0 },
    });
    actions.viewer.pointAt(null);
    expect(scenes.readout(store.getState())?.voxel).toEqual([1, 2, 3]);
  });
});

describe('preferences', () => {
  test('how pictures are shown is kept, and there again next time and in the next study', async () => {
    vi.useFakeTimers();
    const backend = createFakeBackend([testStudy()]);
    const first = createWorkspaceStore(backend.connection);
    await first.actions.begin();
    first.actions.display.setColourMap('viridis');
    first.actions.display.setLabelStyle('outline');
    first.actions.viewer.setDisplayConvention('neurological');
    await vi.advanceTimersByTimeAsync(1000);
    // the first of them at once, what followed it together
    expect(backend.callsOf('app.setPreferences')).toHaveLength(2);
    first.dispose();
    vi.useRealTimers();

    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.begin();
    await actions.openStudy('study-1');
    expect(store.getState().viewer).toMatchObject({
      colourMap: 'viridis',
      labelStyle: 'outline',
      displayConvention: 'neurological',
    });
  });

  test('a section unfolded right before the window is closed is unfolded next time', async () => {
    const backend = createFakeBackend([testStudy()]);
    const first = createWorkspaceStore(backend.connection);
    await first.actions.begin();
    first.actions.display.toggleSection('provenance');
    first.dispose();

    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.begin();
    expect(store.getState().viewer.foldedSections).not.toContain('provenance');
  });

  test('what was read from the preferences is not written back', async () => {
    const backend = createFakeBackend([testStudy()]);
    const first = createWorkspaceStore(backend.connection);
    await first.actions.begin();
    first.actions.display.setColourMap('viridis');
    first.dispose();
    vi.useFakeTimers();
    const second = createWorkspaceStore(backend.connection);
    await second.actions.begin();
    await vi.advanceTimersByTimeAsync(1000);
    expect(backend.callsOf('app.setPreferences')).toHaveLength(1);
    second.dispose();
    vi.useRealTimers();
  });
});
