import { describe, expect, test } from 'vitest';
import type { Study, Uncertainty } from '#shared/contract/index.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { createFakeBackend, type FakeBackend } from '../testing/fake-connection.ts';
import { testModel, testResult, testShape, testStudy } from '../testing/fixtures.ts';
import { currentPlace, placesToCheck, seenPlaces } from './uncertainty-slice.ts';
import { createWorkspaceStore, type Workspace } from './workspace-store.ts';

const place = { volumeMl: 0.5, score: 0.1 };
const uncertainty: Uncertainty = {
  ...{ mapId: 'map', passes: 1, unlistedPlaces: 0 },
  rangesMl: { wt: { low: 20, high: 30 }, tc: { low: 4, high: 5 }, et: { low: 2, high: 4 } },
  expected: null,
  places: [
    { ...place, kind: 'enhancing-focus', placeMm: [1, 2, 3] },
    { ...place, kind: 'uncertain-border', placeMm: [2, 3, 4] },
    { ...place, kind: 'small-part', placeMm: [3, 4, 5] },
  ],
};

async function opened(study: Study): Promise<{ backend: FakeBackend; workspace: Workspace }> {
  const backend = createFakeBackend([study]);
  for (const { labelMapId } of study.results) backend.blobs.set(labelMapId, new ArrayBuffer(voxelCount(testShape)));
  backend.blobs.set('map', new Uint8Array(voxelCount(testShape)).fill(200).buffer);
  const workspace = createWorkspaceStore(backend.connection);
  await workspace.actions.openStudy(study.studyId);
  return { backend, workspace };
}

const sureAndOlder = testStudy({ results: [testResult('r1', { uncertainty }), testResult('r0')] });

describe('places to check', () => {
  test('next and previous go round, move the crosshair, and tick off; what was ticked off can be unticked', async () => {
    const { workspace } = await opened(sureAndOlder);
    const { store, actions } = workspace;
    expect(currentPlace(store.getState())).toBeNull();
    actions.uncertainty.stepPlace(1);
    expect(store.getState().viewer.crosshairMm).toEqual([1, 2, 3]);
    actions.uncertainty.stepPlace(-1);
    expect(store.getState().viewer.crosshairMm).toEqual([3, 4, 5]);
    actions.uncertainty.stepPlace(1);
    expect(currentPlace(store.getState())).toBe(0);
    expect(seenPlaces(store.getState()).toSorted()).toEqual([0, 2]);
    actions.uncertainty.setSeen(2, false);
    expect(seenPlaces(store.getState())).toEqual([0]);
  });

  test('a result without them has none, and keeps none of another’s', async () => {
    const { workspace } = await opened(sureAndOlder);
    const { store, actions } = workspace;
    actions.uncertainty.goToPlace(1);
    actions.viewer.showLabels({ kind: 'result', resultId: 'r0' });
    const before = store.getState().viewer.crosshairMm;
    actions.uncertainty.stepPlace(1);
    expect(store.getState().viewer.crosshairMm).toEqual(before);
    expect([placesToCheck(store.getState()), seenPlaces(store.getState()), currentPlace(store.getState())]).toEqual([
      ...[[], [], null],
    ]);
    actions.viewer.showLabels({ kind: 'result', resultId: 'r1' });
    expect(seenPlaces(store.getState())).toEqual([1]);
  });
});

describe('the map over the image', () => {
  test('is read when it is wanted and drawn with the labels as lines; without one nothing changes', async () => {
    const { backend, workspace } = await opened(sureAndOlder);
    const { store, actions, scenes } = workspace;
    expect(scenes.scene(store.getState())?.heat).toBeNull();
    const plainLook = scenes.scene(store.getState())?.labelLook;
    expect(plainLook?.fill).not.toBeNull();
    expect(backend.callsOf('readBlob')).not.toContain('map');
    actions.uncertainty.toggleMap();
    await actions.study.loadVoxels();
    expect(scenes.scene(store.getState())?.heat?.voxels[0]).toBe(200);
    expect(scenes.scene(store.getState())?.labelLook.fill).toBeNull();
    actions.viewer.showLabels({ kind: 'result', resultId: 'r0' });
    expect(scenes.scene(store.getState())).toMatchObject({ heat: null, labelLook: plainLook });
  });
});

describe('thorough', () => {
  test('is asked for only of a model that can, and the estimate is asked for again', async () => {
    const { backend, workspace } = await opened(testStudy());
    const { actions } = workspace;
    await actions.models.load();
    actions.uncertainty.setThorough(true);
    expect(backend.callsOf('jobs.estimate').at(-1)).not.toHaveProperty('isThorough');
    backend.models = [{ ...testModel('ours', 'shipped'), thoroughPasses: 8 }];
    await actions.models.load();
    actions.uncertainty.setThorough(true);
    expect(backend.callsOf('jobs.estimate').at(-1)).toMatchObject({ isThorough: true });
    void actions.job.start();
    await Promise.resolve();
    expect(backend.callsOf('jobs.start').at(-1)).toMatchObject({ isThorough: true });
  });
});
