import { describe, expect, test } from 'vitest';
import { createReadingFrame } from '../viewer/reading-frame.ts';
import { testDraft, testResult, testStudy } from '../testing/fixtures.ts';
import {
  activeWindow,
  blobFailure,
  exportConvention,
  filterStudies,
  isImageLoading,
  selectScreen,
  shownLabelMap,
} from './selectors.ts';
import { initialState, type WorkspaceState } from './workspace-state.ts';

const reference = {
  labelMapId: 'labels-reference',
  fileName: 'kim_seg.nii.gz',
  tissuesMl: { ncr: 1, ed: 2, et: 3 },
  regionsMl: { wt: 6, tc: 4, et: 3 },
};

function openState(change: Partial<WorkspaceState> = {}): WorkspaceState {
  const study = testStudy({ results: [testResult('r1')], reference });
  return {
    ...initialState('connected'),
    study: { status: 'open', study, frame: createReadingFrame(study.geometry), heldBlobs: [], blobFailures: {} },
    ...change,
  };
}

describe('selectors', () => {
  test('an intake lies over an open study, which lies over the list', () => {
    expect(selectScreen(initialState('connected'))).toBe('studies');
    expect(selectScreen(openState())).toBe('workspace');
    expect(selectScreen(openState({ intake: { status: 'reading' } }))).toBe('intake');
    const draft = {
      draft: testDraft([]),
      patientName: '',
      isNameTyped: false,
      thumbnails: new Map(),
      activity: 'idle',
      aligning: null,
      failure: null,
    } as const;
    expect(selectScreen(openState({ intake: { status: 'draft', ...draft } }))).toBe('intake');
  });

  test('studies are found by any part of the name, whatever the case', () => {
    const studies = [testStudy({ patientName: 'Kim Minji' }), testStudy({ studyId: 's2', patientName: '박서준' })];
    expect(filterStudies(studies, ' MIN ').map((study) => study.patientName)).toEqual(['Kim Minji']);
    expect(filterStudies(studies, '서준').map((study) => study.patientName)).toEqual(['박서준']);
    const fromMac = [testStudy({ patientName: '김민수'.normalize('NFD') })];
    expect(filterStudies(fromMac, '김민'), 'a name whose syllables are in parts').toHaveLength(1);
    expect(filterStudies(studies, '  ')).toHaveLength(2);
    expect(filterStudies(studies, 'x')).toEqual([]);
  });

  test('the window is the volume’s own until the user changes it for that modality', () => {
    const state = openState();
    expect(activeWindow(state)).toEqual({ low: 100, high: 900 });
    const changed = { ...state.viewer, windows: { t1c: { low: 1, high: 2 } } };
    expect(activeWindow({ ...state, viewer: changed })).toEqual({ low: 1, high: 2 });
    expect(activeWindow({ ...state, viewer: { ...changed, modality: 't2w' } })).toEqual({ low: 100, high: 900 });
  });

  test('the shown label map is the chosen result, or the reference, or none', () => {
    const state = openState();
    const show = (shownLabels: WorkspaceState['viewer']['shownLabels']): string | undefined =>
      shownLabelMap({ ...state, viewer: { ...state.viewer, shownLabels } })?.labelMapId;
    expect(show({ kind: 'none' })).toBeUndefined();
    expect(show({ kind: 'result', resultId: 'r1' })).toBe('labels-r1');
    expect(show({ kind: 'result', resultId: 'gone' })).toBeUndefined();
    expect(show({ kind: 'reference' })).toBe('labels-reference');
  });

  test('an image is loading until it is held or has failed', () => {
    const state = openState();
    if (state.study.status !== 'open') throw new Error('unreachable');
    expect(isImageLoading(state)).toBe(true);
    expect(isImageLoading({ ...state, study: { ...state.study, heldBlobs: ['volume-t1c'] } })).toBe(false);
    const failure = { code: 'file-not-found', params: {} } as const;
    const failed = { ...state, study: { ...state.study, blobFailures: { 'volume-t1c': failure } } };
    expect(isImageLoading(failed)).toBe(false);
    expect(blobFailure(failed)).toEqual(failure);
    expect(blobFailure({ ...failed, viewer: { ...failed.viewer, modality: 't1n' } })).toBeNull();
  });

  test('export starts with the convention of the study’s files', () => {
    expect(exportConvention(openState())).toBe('brats-2018');
    expect(exportConvention(openState({ resultExport: { convention: 'brats-2023', isBusy: false } }))).toBe(
      'brats-2023',
    );
  });
});
