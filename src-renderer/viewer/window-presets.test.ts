import { describe, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { presetWindow } from './window-presets.ts';

/** 1000 of background 0, then the brain: 1 .. 1000, stored as (real - 10) / 2. */
const volume = {
  shape: [20, 10, 10],
  affine: identityAffine,
  voxels: Float32Array.from({ length: 2000 }, (_, n) => (n < 1000 ? -5 : (n - 999 - 10) / 2)),
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
    const flat = { ...volume, voxels: Int16Array.from({ length: 2000 }, (_, n) => (n < 1000 ? 0 : 7)) };
    expect(presetWindow(flat, 'bright')).toEqual({ low: 24, high: 25 });
  });

  test('says nothing of a volume without a brain', () => {
    expect(presetWindow({ ...volume, voxels: new Int16Array(2000) }, 'soft')).toBeNull();
  });
});
