import { expect, test } from 'vitest';
import { areVersions, findSpareNames } from './file-versions.ts';

test.each([
  ['shading as scanned goes before evened out', ['p_T1_bias.nii.gz', 'p_T1.nii.gz'], ['p_T1_bias.nii.gz']],
  ['N4 under its names', ['t2_n4.nii', 't2.nii', 't2_N4ITK.nii', 't2-n4-corrected.nii'], [0, 2, 3]],
  ['without the skull goes before with it', ['k_flair.nii', 'k_flair_brain.nii'], ['k_flair.nii']],
  ['BET, HD-BET, stripped', ['t1ce.nii', 't1ce_bet.nii'], ['t1ce.nii']],
  ['words of several parts', ['t1ce.nii', 't1ce_skull-stripped.nii'], ['t1ce.nii']],
  ['BIDS', ['sub-1_T1w.nii', 'sub-1_desc-brain_T1w.nii'], ['sub-1_T1w.nii']],
  ['the skull counts for more than the shading', ['t1.nii', 't1_bias.nii', 't1_bias_brain.nii'], [0, 1]],
  ['... and then the shading', ['t1_brain.nii', 't1_bias_brain.nii'], ['t1_bias_brain.nii']],
  ['different images are both asked about', ['t2.nii', 't2_tse.nii'], []],
  ['two of a kind are both asked about', ['a/t1.nii', 'a/t1.nii'], []],
  ['other modalities are no versions', ['p_T1.nii', 'p_T1c_bias.nii', 'p_T2_bias.nii'], []],
  ['nor are other cases', ['p1_T1.nii', 'p2_T1_bias.nii'], []],
  ['label maps are the user’s to choose', ['p_seg.nii', 'p_seg_n4.nii'], []],
] as const)('%s', (_rule, names, spares) => {
  const expected = spares.map((spare) => (typeof spare === 'number' ? names[spare] : spare));
  expect([...findSpareNames(names)].sort()).toEqual(expected.toSorted());
  expect([...findSpareNames(names.toReversed())].sort()).toEqual(expected.toSorted());
});

test('versions are known for what they are in either order', () => {
  expect(areVersions('p_T1c_bias.nii.gz', 'p_T1c.nii')).toBe(true);
  expect(areVersions('p_T1c_bias.nii.gz', 'p_T1.nii')).toBe(false);
  expect(areVersions('p_ADC.nii.gz', 'p_ADC.nii.gz')).toBe(false);
});
