import { expect, test } from 'vitest';
import type { Affine } from '#shared/domain/affine.ts';
import type { Shape } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { largestCutCm2, missesPartOfBrain } from './field-of-view.ts';
import { sketchVolume, type Sketch } from '../../imaging/sketch.ts';

const brainRadiusMm = 75;

/** A ball of grey tissue around (0, 0, 0) on a grid of 2 mm voxels, turned by 20 degrees about z. `air`: noise around it instead of zeros. */
function sketchOf(shape: Shape, firstMm: readonly [number, number, number], air = 0): Sketch {
  const [cosine, sine] = [2 * Math.cos(Math.PI / 9), 2 * Math.sin(Math.PI / 9)];
  const affine: Affine = [cosine, -sine, 0, firstMm[0], sine, cosine, 0, firstMm[1], 0, 0, 2, firstMm[2], 0, 0, 0, 1];
  const voxels = new Int16Array(shape[0] * shape[1] * shape[2]).map((_, index) => {
    const [i, j, k] = [index % shape[0], Math.floor(index / shape[0]) % shape[1], Math.floor(index / shape[0] / shape[1])];
    const at = [0, 4, 8].map((row) => (affine[row] ?? 0) * i + (affine[row + 1] ?? 0) * j + (affine[row + 2] ?? 0) * k + (affine[row + 3] ?? 0));
    return Math.hypot(...at) > brainRadiusMm ? (index * 7919) % (air + 1) : 500 + (index % 300);
  }); // prettier-ignore
  const volume: Volume = { shape, affine, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels };
  const sketch = sketchVolume(volume);
  if (sketch === null) throw new Error('there is a ball to see');
  return sketch;
}

test('a brain in the middle of its image is all there', () => {
  const whole = sketchOf([90, 90, 80], [-60, -110, -80]);
  expect(largestCutCm2(whole)).toBe(0);
  expect(missesPartOfBrain(whole)).toBe(false);
});

test('a brain that ends at a face: the area of the cut', () => {
  const cut = sketchOf([90, 90, 60], [-60, -110, -20]);
  // a circle, looked at 2 mm inside the face: pi (75^2 - 18^2) mm2, its rim of 4 mm left out
  expect(largestCutCm2(cut)).toBeGreaterThan(140);
  expect(largestCutCm2(cut)).toBeLessThan(166.5);
  expect(missesPartOfBrain(cut)).toBe(true);
  // a touch, as at a brain stem
  expect(missesPartOfBrain(sketchOf([90, 90, 80], [-60, -110, -72]))).toBe(false);
});

test('a slab is not a whole brain', () => {
  expect(missesPartOfBrain(sketchOf([90, 90, 45], [-60, -110, -45]))).toBe(true);
});

test('a head in its skull may end at the neck, and not at the vertex', () => {
  const neck = sketchOf([90, 90, 60], [-60, -110, -20], 60);
  expect(neck.isMasked).toBe(false);
  expect(missesPartOfBrain(neck)).toBe(false);
  expect(missesPartOfBrain(sketchOf([90, 90, 60], [-60, -110, -100], 60))).toBe(true);
});
