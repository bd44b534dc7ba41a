import { describe, expect, test, vi } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { createFakeBackend } from '../testing/fake-connection.ts';
import { testResult, testShape, testStudy, testStudyWithout, testVolume } from '../testing/fixtures.ts';
import { labelVoxel, opened } from '../testing/opened-workspace.ts';
import { absentFromStudy, selectScreen } from './selectors.ts';
import { createWorkspaceStore } from './workspace-store.ts';

describe('opening a study', () => {
  test('starts at the centre where nothing is labelled, with the newest result shown, and reads what is on the screen first', async () => {
    const results = [testResult('new'), testResult('old')];
    const { backend, workspace } = await opened(testStudy({ results }));
    const { study, viewer } = workspace.store.getState();
    expect(selectScreen(workspace.store.getState())).toBe('workspace');
    expect(viewer.crosshairMm).toEqual([2, 3, 4]);
    expect(viewer.shownLabels).toEqual({ kind: 'result', resultId: 'new' });
    expect(backend.callsOf('readBlob').slice(0, 2)).toEqual(['labels-new', 'volume-t1c']);
    expect(study.status === 'open' && [...study.heldBlobs].sort()).toEqual(
      ['labels-new', 'volume-t1c', 'volume-t1n', 'volume-t2f', 'volume-t2w'].sort(),
    );
  });

  test('begins where the newest result is largest, and goes on where the user left it', async () => {
    const studies = ['study-1', 'study-2'].map((studyId) =>
      testStudy({ studyId, results: [testResult('new', { studyId })] }),
    );
    const backend = createFakeBackend(studies);
    labelVoxel(backend, 'new');
    const { store, actions } = createWorkspaceStore(backend.connection);
    const place = () => store.getState().viewer.crosshairMm;
    await actions.openStudy('study-1');
    expect(place()).toEqual([1, 4, 6]);
    actions.viewer.goToSlice('axial', 2);
    const left = place();
    expect(left).not.toEqual([1, 4, 6]);
    await actions.openStudy('study-2');
    expect(place()).toEqual([1, 4, 6]);
    await actions.backToStudies();
    await actions.openStudy('study-1');
    expect(place()).toEqual(left);
    await actions.openStudy('study-2');
    expect(place()).toEqual([1, 4, 6]);
  });

  test('a place the user went to while the label map was on the way stays', async () => {
    const backend = createFakeBackend([testStudy({ results: [testResult('new')] })]);
    labelVoxel(backend, 'new');
    const { store, actions } = createWorkspaceStore(backend.connection);
    const opening = actions.openStudy('study-1');
    await vi.waitFor(() => expect(store.getState().study.status).toBe('open'));
    actions.viewer.moveCrosshair([0, 1, 2]);
    await opening;
    expect(store.getState().viewer.crosshairMm).toEqual([0, 1, 2]);
  });

  test('the tumour asked for while its label map is on the way is shown once it is there', async () => {
    const backend = createFakeBackend([testStudy({ results: [testResult('new')] })]);
    labelVoxel(backend, 'new');
    const { store, actions } = createWorkspaceStore(backend.connection);
    const opening = actions.openStudy('study-1');
    await vi.waitFor(() => {
      expect(store.getState().study.status).toBe('open');
    });
    actions.viewer.goToTumour();
    await opening;
    await vi.waitFor(() => {
      expect(store.getState().viewer.crosshairMm).toEqual([1, 4, 6]);
    });
  });

  test('reads ahead only as far as the cache has room', async () => {
    const bytes = voxelCount(testShape) * 2;
    const { workspace } = await opened(testStudy(), bytes * 2);
    const { study } = workspace.store.getState();
    expect(study.status === 'open' && study.heldBlobs).toEqual(['volume-t1c', 'volume-t1n']);
  });

  test('a study that cannot be read is a failure on its screen', async () => {
    const backend = createFakeBackend();
    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.openStudy('gone');
    expect(store.getState().study).toMatchObject({ status: 'failed', failure: { code: 'not-found' } });
  });

  test('going back while it opens is not undone by the late answer', async () => {
    const backend = createFakeBackend([testStudy()]);
    const { store, actions } = createWorkspaceStore(backend.connection);
    const opening = actions.openStudy('study-1');
    await actions.backToStudies();
    await opening;
    expect(store.getState().study.status).toBe('none');
  });

  test('an image that cannot be read says so, and can be read again', async () => {
    const backend = createFakeBackend([testStudy()]);
    backend.failures.set('readBlob', new GlioscopeError('file-not-found', { file: 'x' }));
    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.openStudy('study-1');
    expect(store.getState().study).toMatchObject({ blobFailures: { 'volume-t1c': { code: 'file-not-found' } } });
    backend.failures.clear();
    await actions.study.loadVoxels();
    expect(store.getState().study).toMatchObject({ blobFailures: {} });
  });

  test('closing frees the voxels', async () => {
    const { workspace } = await opened();
    expect(workspace.scenes.scene(workspace.store.getState())?.volume).not.toBeNull();
    await workspace.actions.backToStudies();
    expect(workspace.scenes.scene(workspace.store.getState())).toBeNull();
    await workspace.actions.openStudy('study-1');
    expect(workspace.store.getState().viewer.shownLabels.kind).toBe('none');
  });

  test('without T1ce the first modality there is shown', async () => {
    const { workspace } = await opened(testStudy({ volumes: [testVolume('t2w')], modalities: ['t2w'] }));
    expect(workspace.store.getState().viewer.modality).toBe('t2w');
  });
});

describe('the views', () => {
  test('steps stay inside the frame and move along one axis', async () => {
    const { workspace } = await opened();
    const { viewer } = workspace.actions;
    viewer.stepSlice('axial', 2);
    expect(workspace.store.getState().viewer.crosshairMm).toEqual([2, 3, 6]);
    viewer.stepSlice('axial', 100);
    viewer.goToSlice('sagittal', -5);
    expect(workspace.store.getState().viewer.crosshairMm).toEqual([0, 3, 7]);
    viewer.moveCrosshair([50, -50, 1]);
    expect(workspace.store.getState().viewer.crosshairMm).toEqual([3, 0, 1]);
  });

  test('a window drag moves level and width of the shown modality only; reset brings the volume’s own back', async () => {
    const { workspace } = await opened();
    const { viewer } = workspace.actions;
    viewer.dragWindow({ level: 50, width: 100 });
    expect(workspace.store.getState().viewer.windows).toEqual({ t1c: { low: 100, high: 1000 } });
    viewer.dragWindow({ level: 0, width: -1e9 });
    const { low, high } = workspace.store.getState().viewer.windows.t1c ?? { low: 0, high: 0 };
    expect(high).toBeGreaterThan(low);
    viewer.resetWindow();
    expect(workspace.store.getState().viewer.windows).toEqual({ t1c: { low: 100, high: 900 } });
  });

  test('the scene stays the same object until something drawn changes', async () => {
    const { workspace } = await opened(testStudy({ results: [testResult('r1')] }));
    const { store, actions, scenes } = workspace;
    const before = scenes.scene(store.getState());
    actions.studies.search('x');
    expect(scenes.scene(store.getState())).toBe(before);
    actions.viewer.toggleLabels();
    const after = scenes.scene(store.getState());
    expect(after).not.toBe(before);
    expect(after).toMatchObject({ isLabelsVisible: false });
    expect(after?.volume).toBe(before?.volume);
  });

  test('a study without FLAIR: its key, its window and its value are not there, and nothing fails', async () => {
    const { workspace } = await opened(testStudyWithout('t2f'));
    const { actions, scenes, store } = workspace;
    actions.viewer.showModality('t2f');
    expect(store.getState().viewer.modality).toBe('t1c');
    actions.viewer.dragWindow({ level: 10, width: 10 }, 't2f');
    actions.viewer.resetWindow('t2f');
    expect(store.getState().viewer.windows).toEqual({});
    expect(Object.keys(scenes.readout(store.getState())?.values ?? {})).toEqual(['t1n', 't1c', 't2w']);
    expect(scenes.scene(store.getState(), { modality: 't2f', labels: 'shown' })?.volume).toBeNull();
    expect(absentFromStudy(store.getState())).toBe('t2f');
  });

  test('a modality the study lacks is not shown', async () => {
    const { workspace } = await opened(testStudy({ volumes: [testVolume('t1c')], modalities: ['t1c'] }));
    workspace.actions.viewer.showModality('t2f');
    expect(workspace.store.getState().viewer.modality).toBe('t1c');
  });
});

describe('around the study', () => {
  test('export takes the shown result, the study’s convention and the patient’s name', async () => {
    const { backend, workspace } = await opened(testStudy({ results: [testResult('r1')] }));
    await workspace.actions.resultExport.exportShown();
    expect(backend.callsOf('exportResult')).toEqual([
      { resultId: 'r1', convention: 'brats-2018', name: 'Kim_glioscope-seg.nii.gz' },
    ]);
    expect(workspace.store.getState().notices).toMatchObject([
      { kind: 'exported', fileName: 'Kim_glioscope-seg.nii.gz' },
    ]);
  });

  test('an export that fails is told, and can be tried again', async () => {
    const { backend, workspace } = await opened(testStudy({ results: [testResult('r1')] }));
    backend.failures.set('exportResult', new GlioscopeError('storage-full'));
    await workspace.actions.resultExport.exportShown();
    expect(workspace.store.getState()).toMatchObject({
      resultExport: { isBusy: false },
      notices: [{ kind: 'failure', failure: { code: 'storage-full' } }],
    });
  });

  test('deleting a study takes it off the list', async () => {
    const backend = createFakeBackend([testStudy(), testStudy({ studyId: 'study-2' })]);
    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.begin();
    await actions.studies.remove(['study-1']);
    expect(store.getState().studies.list).toMatchObject({ status: 'ready', studies: [{ studyId: 'study-2' }] });
  });

  test('a list that cannot be loaded says why; a later failure keeps what is shown', async () => {
    const backend = createFakeBackend([testStudy()]);
    backend.failures.set('studies.list', new GlioscopeError('storage-failed'));
    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.begin();
    expect(store.getState().studies.list).toMatchObject({ status: 'failed', failure: { code: 'storage-failed' } });
    backend.failures.clear();
    await actions.studies.load();
    backend.failures.set('studies.list', new Error('x'));
    await actions.studies.load();
    expect(store.getState().studies.list.status).toBe('ready');
  });

  test('the language is kept by the backend', async () => {
    const backend = createFakeBackend();
    backend.preferences = { language: 'ko', engine: 'automatic' };
    const { store, actions } = createWorkspaceStore(backend.connection);
    await actions.begin();
    expect(store.getState().preferences.language).toBe('ko');
    await actions.preferences.setLanguage('en');
    expect(backend.preferences).toMatchObject({ language: 'en' });
  });
});
