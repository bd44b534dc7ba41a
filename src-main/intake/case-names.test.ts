import { describe, expect, test } from 'vitest';
import { findCases } from './case-names.ts';

function casesOf(names: readonly string[]): readonly (readonly string[])[] {
  return findCases(names, (name) => name);
}

describe('findCases', () => {
  test.each([
    [['Brats18_2013_90_1_t1.nii.gz', 'Brats18_2013_90_1_t1ce.nii.gz', 'Brats18_XYZ_ABC_1_t2.nii.gz', 'Brats18_XYZ_ABC_1_flair.nii.gz'], 2],
    [['kim_t1.nii', 'kim_t1ce.nii', 'kim_t2.nii', 'lee_flair.nii'], 3],
    [['kim_t1.nii', 'kim_t1ce.nii', 'kim_t2.nii', 'kim_flair.nii', 'lee_seg.nii'], 4],
    [['001_T1.nii', '001_T1ce.nii', '002_T2.nii', '002_FLAIR.nii'], 2],
    [['김철수_T1.nii', '김철수_T1조영.nii', '이영희_T2.nii', '이영희_FLAIR.nii'], 2],
    [['kim 2021-03-01 t1.nii', 'kim 2021-03-01 t2.nii', 'kim 2024-03-01 flair.nii'], 2],
  ])('%j: the case changes after %i', (names, first) => {
    expect(casesOf(names)).toEqual([names.slice(0, first), names.slice(first)]);
  }); // prettier-ignore

  test.each([
    { what: 'one case', names: ['kim_t1.nii', 'kim_t1ce.nii', 'kim_t2.nii', 'kim_flair.nii', 'kim_seg.nii'] },
    { what: 'nothing before the modality', names: ['t1.nii', 't1ce.nii', 'kim_t2.nii', 'kim_flair.nii'] },
    { what: 'numbers of series', names: ['0005_t1.nii', '0006_t1ce.nii', '0009_t2.nii', '0011_flair.nii'] },
    { what: 'planes and sequences', names: ['ax_t1.nii', 'ax_t1ce.nii', 'cor_tse_t2.nii', '3D_flair.nii'] },
    { what: 'BIDS', names: ['sub-01_T1w.nii', 'sub-01_ce-gd_T1w.nii', 'sub-01_acq-2d_T2w.nii', 'sub-01_FLAIR.nii'] },
    { what: 'a visit that one name tells of', names: ['kim_t1.nii', 'kim_t1ce.nii', 'kim_visit2_t2.nii', 'kim_flair.nii'] },
    { what: 'names without a modality', names: ['kim_t1.nii', 'kim_t1ce.nii', 'lee.nii', 'park.nii'] },
    { what: 'case does not count', names: ['KIM_T1.nii', 'KIM_T1CE.nii', 'kim_t2.nii', 'Kim-flair.nii'] },
    { what: 'no file', names: [] },
  ])('tells of no second one: $what', ({ names }) => {
    expect(casesOf(names)).toEqual([]);
  }); // prettier-ignore
});
