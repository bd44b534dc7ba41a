import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slots, type Slot } from '#shared/domain/modality.ts';
import {
  conventionFromNames,
  frameName,
  isNiftiName,
  isOtherImageName,
  slotFromFrame,
  slotFromName,
  suggestPatientName,
} from './file-names.ts';

const brats2018: Readonly<Record<Slot, string>> = { t1n: 't1', t1c: 't1ce', t2w: 't2', t2f: 'flair', reference: 'seg' };
const brats2023: Readonly<Record<Slot, string>> = { t1n: 't1n', t1c: 't1c', t2w: 't2w', t2f: 't2f', reference: 'seg' };

describe('slotFromName', () => {
  test('both families of names, any separator, any case, either extension, any case name before', () => {
    const word = fc.stringMatching(/^[A-Za-z]{0,6}[0-9]{1,5}$/);
    const arbitrary = {
      family: fc.constantFrom(brats2018, brats2023),
      slot: fc.constantFrom(...slots),
      separator: fc.constantFrom('_', '-', '.', ' '),
      extension: fc.constantFrom('.nii', '.nii.gz', '.NII.GZ'),
      words: fc.array(word, { maxLength: 4 }),
      isUpper: fc.boolean(),
    };
    // A case name that is itself a modality word is not what this is about.
    const isPlain = (words: readonly string[]): boolean => words.every((text) => slotFromName(text) === null);
    fc.assert(
      fc.property(fc.record(arbitrary), ({ family, slot, separator, extension, words, isUpper }) => {
        fc.pre(isPlain(words));
        const suffix = isUpper ? family[slot].toUpperCase() : family[slot];
        expect(slotFromName([...words, suffix].join(separator) + extension)).toBe(slot);
      }),
    );
  });

  test.each([
    ['case_T1Gd.nii.gz', 't1c'],
    ['case_t1_ce.nii.gz', 't1c'],
    ['case-T1-Gd.nii', 't1c'],
    ['T1+C.nii.gz', 't1c'],
    ['sub-01_ce-gadolinium_T1w.nii.gz', 't1c'],
    ['t1_axial_post.nii.gz', 't1c'],
    ['case_t1_pre_contrast.nii.gz', 't1n'],
    ['sub-01_T1w.nii.gz', 't1n'],
    ['ce_0001_study_t1.nii.gz', 't1n'],
    ['case_t2_flair.nii.gz', 't2f'],
    ['case_FLAIR_T2.nii.gz', 't2f'],
    ['case_T1_brain.nii.gz', 't1n'],
    ['case_tumor_segmentation.nii.gz', 'reference'],
    ['case_t1_seg.nii.gz', 'reference'],
    ['ground_truth.nii.gz', 'reference'],
    ['case-Ground-Truth.nii', 'reference'],
    ['GroundTruth.nii.gz', 'reference'],
    ['gt.nii.gz', 'reference'],
    ['mask.nii.gz', 'reference'],
    ['label.nii.gz', 'reference'],
    ['case_labels.nii.gz', 'reference'],
    ['case_seg_final.nii.gz', 'reference'],
    ['case_tumourseg.nii.gz', 'reference'],
    ['case_tumor_segmentation_merged.nii.gz', 'reference'],
    ['정답.nii.gz', 'reference'],
    ['case_T1_brain_mask.nii.gz', null],
    ['segal_0001.nii.gz', null],
    ['image0001.nii.gz', null],
    ['art1st.nii.gz', null],
    ['dti.nii.gz', null],
    ['종양_flair.nii.gz', 't2f'],
    // BIDS
    ['sub-01_FLAIR.nii.gz', 't2f'],
    ['sub-01_ce-GADOLINIUM_T1w.nii.gz', 't1c'],
    ['sub-01_ce-gd_acq-mprage_T1w.nii.gz', 't1c'],
    ['sub-01_acq-mprage_T1w.nii.gz', 't1n'],
    ['sub-01_ses-pre_T2w.nii.gz', 't2w'],
    ['sub-01_space-T1w_dseg.nii.gz', 'reference'],
    // UPENN-GBM, UCSF-PDGM
    ['UPENN-GBM-00001_11_T1GD.nii.gz', 't1c'],
    ['UPENN-GBM-00001_11_T1.nii.gz', 't1n'],
    ['UPENN-GBM-00001_11_segm.nii.gz', 'reference'],
    ['UCSF-PDGM-0004_T1c_bias.nii.gz', 't1c'],
    ['UCSF-PDGM-0004_T1_bias.nii.gz', 't1n'],
    ['UCSF-PDGM-0004_tumor_segmentation.nii.gz', 'reference'],
    ['UCSF-PDGM-0004_brain_segmentation.nii.gz', null],
    ['UCSF-PDGM-0004_ADC.nii.gz', null],
    // hospitals
    ['T1 C+.nii', 't1c'],
    ['Ax T1 post.nii.gz', 't1c'],
    ['Ax_T1_FLAIR.nii.gz', 't1n'],
    ['Ax_T1_FLAIR+C.nii.gz', 't1c'],
    ['Gd_T1_MPRAGE.nii.gz', 't1c'],
    ['t1_mprage_sag_post-contrast.nii', 't1c'],
    ['T1 unenhanced.nii', 't1n'],
    ['T1_without_contrast.nii.gz', 't1n'],
    ['T1 w/o contrast.nii.gz', 't1n'],
    ['T1_wo_Gd.nii.gz', 't1n'],
    ['T1_non-contrast.nii.gz', 't1n'],
    ['Ax T1 before contrast.nii.gz', 't1n'],
    ['T1_with_contrast.nii.gz', 't1c'],
    ['3D_T2_TSE_tra.nii.gz', 't2w'],
    ['t2_star_tra.nii.gz', null],
    ['T2_GRE.nii.gz', null],
    ['t2_tirm_tra_dark-fluid.nii.gz', 't2f'],
    ['t2 tirm tra.nii.gz', 't2f'],
    ['T1 조영증강.nii.gz', 't1c'],
    ['T1조영후.nii.gz', 't1c'],
    ['조영증강_T1.nii.gz', 't1c'],
    ['T1_조영 전.nii.gz', 't1n'],
    ['T1_조영전.nii.gz', 't1n'],
    ['비조영 T1.nii.gz', 't1n'],
    ['환자1_종양_마스크.nii.gz', 'reference'],
  ] as const)('%s -> %s', (name, slot) => {
    expect(slotFromName(name)).toBe(slot);
    expect(slotFromName(name.normalize('NFD')), 'as macOS spells it').toBe(slot);
  });

  test('contrast-enhanced T1 is never taken for T1', () => {
    const spellings = [
      't1ce',
      'T1CE',
      't1c',
      't1gd',
      'T1Gd',
      't1_ce',
      't1-gd',
      't1.c',
      't1post',
      't1_post',
      't1_contrast',
    ];
    for (const spelling of spellings) expect(slotFromName(`x_${spelling}.nii.gz`)).toBe('t1c');
  });
});

describe('conventionFromNames', () => {
  test('follows the family of names', () => {
    const names = (family: Readonly<Record<Slot, string>>): string[] =>
      slots.map((slot) => `case-${family[slot]}.nii.gz`);
    expect(conventionFromNames(names(brats2018))).toBe('brats-2018');
    expect(conventionFromNames(names(brats2023))).toBe('brats-2023');
    expect(conventionFromNames(['t1.nii', 't1c.nii'])).toBe('brats-2018');
    expect(conventionFromNames(['BRATS_004 (1 of 4).nii.gz', 'BRATS_004.nii.gz'])).toBe('msd');
  });
});

describe('suggestPatientName', () => {
  test.each([
    [['Case_A-17_t1.nii.gz', 'Case_A-17_t1ce.nii.gz', 'Case_A-17_flair.nii.gz'], 'Case_A-17'],
    [['GLI-0007-000-t1n.nii.gz', 'GLI-0007-000-t2f.nii.gz'], 'GLI-0007-000'],
    [['Kim_t2_flair.nii', 'Kim_t2.nii', 'Kim_t1_ce.nii'], 'Kim'],
    [['visit1 t1.nii', 'visit2 t2.nii'], ''],
    [['t1.nii.gz', 't2.nii.gz'], ''],
    [['김 철수_t1.nii.gz'.normalize('NFD'), '김 철수_t2.nii.gz'], '김 철수'],
    [['only-one.nii.gz'], 'only-one'],
    [[], ''],
  ])('%j -> %s', (names, expected) => {
    expect(suggestPatientName(names)).toBe(expected);
  });
});

test('volumes of a Decathlon file are named apart and known by their order; of any other file they are not', () => {
  const names = [0, 1, 2, 3].map((frame) => frameName('BRATS_004.nii.gz', frame, 4));
  expect(names[1]).toBe('BRATS_004 (2 of 4).nii.gz');
  expect(names.map(slotFromFrame)).toEqual(['t2f', 't1n', 't1c', 't2w']);
  expect(suggestPatientName([...names, 'BRATS_004.nii.gz'])).toBe('BRATS_004');
  expect(slotFromFrame(frameName('all.nii.gz', 0, 4), 0)).toBeNull();
});

test.each([
  ['UCSF-PDGM-0004_ADC.nii.gz', true],
  ['UCSF-PDGM-0004_SWI_bias.nii.gz', true],
  ['UCSF-PDGM-0004_DTI_eddy_FA.nii.gz', true],
  ['UCSF-PDGM-0004_ASL.nii.gz', true],
  ['UCSF-PDGM-0004_brain_segmentation.nii.gz', true],
  ['UCSF-PDGM-0004_brain_parenchyma_segmentation.nii.gz', true],
  ['t2_star_tra.nii.gz', true],
  ['UCSF-PDGM-0004_tumor_segmentation.nii.gz', false],
  ['DWI_cohort_T1c.nii.gz', false],
  ['case_brain.nii.gz', false],
  ['image0001.nii.gz', false],
])('%s is an image no slot takes, by its name: %s', (name, isOther) => {
  expect(isOtherImageName(name)).toBe(isOther);
});

test('isNiftiName looks past case, not at hidden files', () => {
  expect(['a.nii', 'a.NII.gz', '._a.nii.gz', 'a.nii.txt', 'a.gz'].map(isNiftiName)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
