import { expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { measureIntensity } from './intensity.ts';
import { findIntensityOddity } from './intensity-oddities.ts';

const edge = 32;

/** A ball of `tissue` in a cube of `background`; the argument counts the ball's voxels. */
function oddityOf(tissue: (voxel: number) => number, { background = 0, slope = 1 } = {}) {
  let inside = 0;
  const voxels = Int16Array.from({ length: edge ** 3 }, (_, index) => {
    const place = [index % edge, Math.floor(index / edge) % edge, Math.floor(index / edge ** 2)];
    if (Math.hypot(...place.map((at) => at - (edge - 1) / 2)) > 14) return background;
    inside += 1;
    return tissue(inside);
  });
  const scale = { slope, intercept: 0 };
  const volume: Volume = { shape: [edge, edge, edge], affine: identityAffine, dataType: 'int16', scale, voxels };
  return findIntensityOddity(volume, measureIntensity(volume));
}

const scan = (voxel: number): number => 200 + ((voxel * 7919) % 700);

test('a scan is nothing odd, whatever its scale', () => {
  expect(oddityOf(scan)).toBeNull();
  expect(oddityOf(scan, { slope: 0.01 })).toBeNull();
  // as z-scores are stored: background below the tissue, or at its mean
  expect(oddityOf((voxel) => scan(voxel) - 550, { background: -900 })).toBeNull();
  expect(oddityOf((voxel) => scan(voxel) - 550)).toBeNull();
});

test('one value, a drawing, few greys', () => {
  expect(oddityOf(() => 0)).toBe('constant');
  expect(oddityOf((voxel) => 1 + (voxel % 3) * 50)).toBe('few-levels');
  expect(oddityOf((voxel) => Math.round(scan(voxel) / 32) * 32)).toBe('coarse-levels');
});

test('contrast turned over: by its values, or by a negative slope', () => {
  expect(oddityOf((voxel) => 1000 - scan(voxel), { background: 1000 })).toBe('inverted');
  expect(oddityOf(scan, { slope: -1 })).toBe('inverted');
});

test('clipped tissue, and single voxels far beyond it', () => {
  expect(oddityOf((voxel) => Math.min(scan(voxel), 860))).toBe('saturated');
  expect(oddityOf((voxel) => Math.min(scan(voxel), 896))).toBeNull();
  expect(oddityOf((voxel) => (voxel === 5000 ? 32_000 : scan(voxel)))).toBe('outliers');
});
