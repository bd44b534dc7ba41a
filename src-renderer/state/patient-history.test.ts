import { expect, test } from 'vitest';
import type { Study, StudySummary } from '#shared/contract/index.ts';
import { identityAffine } from '#shared/domain/affine.ts';
import { testShape, testStudy } from '../testing/fixtures.ts';
import { createReadingFrame } from '../viewer/reading-frame.ts';
import { patientHistory } from './patient-history.ts';
import { initialState, type WorkspaceState } from './workspace-state.ts';

const volumes = (wt: number, tc: number, et: number): StudySummary['regionsMl'] => ({ wt, tc, et });

function readyList(studies: readonly StudySummary[]): WorkspaceState['studies'] {
  return { ...initialState('connected').studies, list: { status: 'ready', studies } };
}

function stateOf(open: Study, others: readonly Study[]): WorkspaceState {
  const frame = createReadingFrame({ shape: testShape, affine: identityAffine });
  return {
    ...initialState('connected'),
    study: { status: 'open', study: open, frame, heldBlobs: [], blobFailures: {} },
    studies: readyList([open, ...others]),
  };
}

test('studies of one name stand in the order of their scans, with the change since the last that has a result', () => {
  const first = testStudy({ studyId: 'a', scannedOn: '2025-12-31', regionsMl: volumes(10, 4, 0) });
  const unsegmented = testStudy({ studyId: 'b', scannedOn: '2026-01-20', regionsMl: null });
  const open = testStudy({ studyId: 'c', createdAt: '2026-02-02T23:00:00Z', regionsMl: volumes(15, 3, 1) });
  const last = testStudy({ studyId: 'd', scannedOn: '2026-02-03', regionsMl: volumes(15, 0, 1) });
  const another = testStudy({ studyId: 'e', patientName: 'Lee', regionsMl: volumes(1, 1, 1) });
  const history = patientHistory(stateOf(open, [last, another, unsegmented, first]));
  expect(history.map(({ study, change }) => [study.studyId, change])).toEqual([
    ['a', { wt: null, tc: null, et: null }],
    ['b', { wt: null, tc: null, et: null }],
    ['c', { wt: 0.5, tc: -0.25, et: null }], // from nothing there is no percentage
    ['d', { wt: 0, tc: -1, et: 0 }],
  ]);
});

test('the open study counts as it is, not as the list has it', () => {
  const listed = testStudy({ regionsMl: volumes(1, 1, 1) });
  const open = testStudy({ regionsMl: volumes(2, 1, 1), scannedOn: '2026-01-01' });
  const state = stateOf(open, []);
  const history = patientHistory({ ...state, studies: readyList([listed]) });
  expect(history.map(({ study }) => [study.scannedOn, study.regionsMl?.wt])).toEqual([['2026-01-01', 2]]);
});
