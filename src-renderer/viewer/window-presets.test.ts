import { describe, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { presetWindow } from './window-presets.ts';

/** Background 0 at both ends, the brain between: 1 .. 1000, stored as (real - 10) / 2. */
const isBrain = (n: number): boolean => n >= 500 && n < 1500;
const volume = {
  shape: [20, 10, 10],
  affine: identityAffine,
  voxels: Float32Array.from({ length: 2000 }, (_, n) => (isBrain(n) ? (n - 499 - 10) / 2 : -5)),
  slope: 2,
  intercept: 10,
} as const;

describe('presetWindow', () => {
  test('takes percentiles of what is not background, in real intensities', () => {
    const strong = presetWindow(volume, 'strong');
    expect(strong?.low).toBeCloseTo(150.85, 2);
    expect(strong?.high).toBeCloseTo(970.03, 2);
    expect(presetWindow(volume, 'bright')?.low).toBeCloseTo(500.5, 2);
    expect(presetWindow(volume, 'soft')?.low).toBeCloseTo(1, 2);
  });

  test('is upright for a negative slope, and open for a flat brain', () => {
    const negative = presetWindow({ ...volume, slope: -2 }, 'strong');
    expect(negative?.high).toBeGreaterThan(negative?.low ?? Infinity);
    const flat = { ...volume, voxels: Int16Array.from({ length: 2000 }, (_, n) => (isBrain(n) ? 7 : 0)) };
    expect(presetWindow(flat, 'bright')).toEqual({ low: 24, high: 25 });
  });

  test('is that of the brain, whatever the first corner holds', () => {
    const voxels = volume.voxels.slice();
    voxels[0] = 77;
    const [odd, plain] = [presetWindow({ ...volume, voxels }, 'strong'), presetWindow(volume, 'strong')];
    expect(odd?.low).toBeCloseTo(plain?.low ?? NaN, 0);
    expect(odd?.high).toBeCloseTo(plain?.high ?? NaN, 0);
  });

  test('says nothing of a volume without a brain', () => {
    expect(presetWindow({ ...volume, voxels: new Int16Array(2000) }, 'soft')).toBeNull();
  });
});
