import { describe, expect, test } from 'vitest';
import { internalLabels, labelConventions } from '#shared/domain/label-scheme.ts';
import { measureTissuesMl } from './tissue-volumes.ts';

const { ncr, ed, et } = internalLabels;

describe('measureTissuesMl', () => {
  test('voxels times their volume, by hand: 1.5 x 2 x 5 mm = 0.015 mL', () => {
    const affine = [-1.5, 0, 0, 9, 0, 2, 0, 9, 0, 0, 5, 9, 0, 0, 0, 1];
    const volumes = measureTissuesMl(new Uint8Array([0, ncr, ncr, ed, 0, et, et, et]), internalLabels, affine);
    expect(volumes.ncr).toBeCloseTo(0.03, 12);
    expect(volumes.ed).toBeCloseTo(0.015, 12);
    expect(volumes.et).toBeCloseTo(0.045, 12);
  });

  test('a turned grid has the volume of its voxels, not of their shadows', () => {
    const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
    const affine = [c * 2, -s, 0, 0, s * 2, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    expect(measureTissuesMl(new Uint8Array([ed]), internalLabels, affine).ed).toBeCloseTo(0.002, 12);
  });

  test('goes by the codes it is given; strangers do not count', () => {
    const affine = [10, 0, 0, 0, 0, 10, 0, 0, 0, 0, 10, 0, 0, 0, 0, 1];
    const labels = new Uint8Array([1, 2, 3, 4, 4]);
    expect(measureTissuesMl(labels, labelConventions['brats-2018'], affine)).toEqual({ ncr: 1, ed: 1, et: 2 });
  });

  test('nothing there is 0 mL', () => {
    expect(
      measureTissuesMl(new Uint8Array(5), internalLabels, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
    ).toEqual({
      ncr: 0,
      ed: 0,
      et: 0,
    });
  });
});
