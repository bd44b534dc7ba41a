import { describe, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { inspectLabels, readLabelMap } from './label-map.ts';

function imageOf(codes: readonly number[], slope = 1): Volume {
  return {
    shape: [codes.length, 1, 1],
    affine: identityAffine,
    dataType: 'float32',
    scale: { slope, intercept: 0 },
    voxels: Float32Array.from(codes),
  };
}

describe('readLabelMap', () => {
  test('enhancing tumour as 4 (2018-2021) and as 3 (2023) both become the internal code', () => {
    const older = readLabelMap(imageOf([0, 1, 2, 4]), 'seg.nii');
    const newer = readLabelMap(imageOf([0, 1, 2, 3]), 'seg.nii');
    expect([...older.labels]).toEqual([0, 1, 2, 3]);
    expect([...newer.labels]).toEqual([0, 1, 2, 3]);
    expect([older.convention, newer.convention]).toEqual(['brats-2018', 'brats-2023']);
  });

  test('without enhancing tumour nothing tells: the caller says', () => {
    expect(readLabelMap(imageOf([0, 1, 2]), 'seg.nii', 'brats-2018').convention).toBe('brats-2018');
  });

  test('the slope counts', () => {
    expect([...readLabelMap(imageOf([0, 2, 8], 0.5), 'seg.nii').labels]).toEqual([0, 1, 3]);
  });

  test.each([
    ['an image', [0, 1, 250], 'value', '250'],
    ['a probability', [0, 0.5, 1], 'value', '0.5'],
    ['an interpolated label', [0, Math.fround(1.3)], 'value', '1.3'],
    ['negative numbers', [0, -1], 'value', '-1'],
    ['not a number', [0, NaN], 'value', 'NaN'],
    ['both codes of enhancing tumour', [3, 4], 'two-conventions', '4 + 3'],
  ])('%s is refused with the value', (_name, codes, reason, value) => {
    expect(() => readLabelMap(imageOf(codes), 'seg.nii')).toThrow(
      expect.objectContaining({ code: 'not-a-label-map', params: { file: 'seg.nii', reason, value } }),
    );
  });
});

describe('inspectLabels', () => {
  test('names what is there', () => {
    expect(inspectLabels(imageOf([0, 1, 4]))).toEqual({ convention: 'brats-2018', tissues: ['ncr', 'et'] });
    expect(inspectLabels(imageOf([0, 2]))).toEqual({ convention: null, tissues: ['ed'] });
  });

  test('images and empty maps are none', () => {
    expect(inspectLabels(imageOf([0, 17]))).toBeNull();
    expect(inspectLabels(imageOf([0, 0]))).toBeNull();
    expect(inspectLabels(imageOf([3, 4]))).toBeNull();
  });
});
