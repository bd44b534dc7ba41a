import { expect, test } from 'vitest';
import { safeFileName } from './safe-file-name.ts';

test('only the last part counts, without what a file system forbids', () => {
  expect(safeFileName('C:\\scans\\..\\kim_t1ce.nii.gz')).toBe('kim_t1ce.nii.gz');
  expect(safeFileName('a:b*c?.nii')).toBe('a_b_c_.nii');
  for (const nothing of ['', '.', '..', 'folder/']) expect(safeFileName(nothing)).toBe('unnamed');
});

test('a long Korean name fits in 255 bytes, in whole characters, and keeps its modality', () => {
  const name = safeFileName(`${'뇌종양환자'.repeat(40)}_조영증강_t1ce.nii.gz`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(240);
  expect(Buffer.byteLength(name)).toBeGreaterThan(230);
  expect(name).toMatch(/^[뇌종양환자]+_조영증강_t1ce\.nii\.gz$/u);
});
