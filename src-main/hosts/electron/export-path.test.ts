import { expect, test } from 'vitest';
import { withNiftiEnding } from './export-path.ts';

test.each([
  ['/a/b.nii.gz', '/a/b.nii.gz'],
  ['/a/b.NII.GZ', '/a/b.NII.GZ'],
  ['/a/b.nii', '/a/b.nii.gz'],
  ['/a/b.gz', '/a/b.nii.gz'],
  ['/a/b', '/a/b.nii.gz'],
  ['/a/b.c', '/a/b.c.nii.gz'],
])('%s is saved as %s', (typed, saved) => {
  expect(withNiftiEnding(typed)).toBe(saved);
});
