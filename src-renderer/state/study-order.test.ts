import { expect, test } from 'vitest';
import { testStudy } from '../testing/fixtures.ts';
import { initialStudyOrder, nextStudyOrder, sortStudies, type StudyOrder } from './study-order.ts';

const studies = [
  testStudy({ patientName: 'Patient 10', createdAt: '2026-03-01T00:00:00Z', regionsMl: { wt: 12, tc: 0, et: 0 } }),
  testStudy({ patientName: '박서준', createdAt: '2026-03-04T00:00:00Z', regionsMl: null }),
  testStudy({ patientName: 'Patient 9', createdAt: '2026-03-03T00:00:00Z', regionsMl: { wt: 80, tc: 0, et: 0 } }),
  testStudy({ patientName: '김민수', createdAt: '2026-03-02T00:00:00Z', regionsMl: { wt: 3, tc: 0, et: 0 } }),
];

function namesIn(order: StudyOrder): readonly string[] {
  return sortStudies(studies, order, 'ko').map(({ patientName }) => patientName);
}

test('the newest study comes first until another order is chosen', () => {
  expect(namesIn(initialStudyOrder)).toEqual(['박서준', 'Patient 9', '김민수', 'Patient 10']);
});

test('a column begins with what is looked for in it, and is turned round when chosen again', () => {
  const byName = nextStudyOrder(initialStudyOrder, 'patient');
  expect(namesIn(byName)).toEqual(['김민수', '박서준', 'Patient 9', 'Patient 10']);
  expect(namesIn(nextStudyOrder(byName, 'patient'))).toEqual(['Patient 10', 'Patient 9', '박서준', '김민수']);
});

test('what has no volume comes last, whichever way round', () => {
  const bySize = nextStudyOrder(initialStudyOrder, 'wholeTumour');
  expect(namesIn(bySize)).toEqual(['Patient 9', 'Patient 10', '김민수', '박서준']);
  expect(namesIn(nextStudyOrder(bySize, 'wholeTumour'))).toEqual(['김민수', 'Patient 10', 'Patient 9', '박서준']);
});

test('of studies of one patient the newest comes first', () => {
  const visits = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'].map((createdAt) => testStudy({ createdAt }));
  const [first] = sortStudies(visits, { by: 'patient', isDescending: false }, 'en');
  expect(first?.createdAt).toBe('2026-02-01T00:00:00Z');
});
