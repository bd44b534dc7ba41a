import { expect, test } from 'vitest';
import { createNaming } from './free-name.ts';

test('no two names are one to any file system, and numbers stand before the ending', () => {
  const nameOf = createNaming(['KIM.nii', 'lee.nii'], '.nii');
  expect(['kim', 'lee-2', 'Lee', 'k\u0301', '\u1e31', 'park'].map(nameOf)).toEqual([
    ...['kim-2.nii', 'lee-2.nii', 'Lee-3.nii'],
    ...['k\u0301.nii', '\u1e31-2.nii', 'park.nii'],
  ]);
});
