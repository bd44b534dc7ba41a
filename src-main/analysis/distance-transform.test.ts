import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Vec3 } from '#shared/domain/vector.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { distanceTransformMm } from './distance-transform.ts';

/** The definition. */
function nearestMm(mask: Uint8Array, shape: Vec3, spacingMm: Vec3, voxel: number): number {
  const place = (offset: number): Vec3 => [
    (offset % shape[0]) * spacingMm[0],
    (Math.floor(offset / shape[0]) % shape[1]) * spacingMm[1],
    Math.floor(offset / (shape[0] * shape[1])) * spacingMm[2],
  ];
  const [x, y, z] = place(voxel);
  let nearest = Infinity;
  for (const [other, value] of mask.entries()) {
    if (value === 0) continue;
    const [u, v, w] = place(other);
    nearest = Math.min(nearest, Math.hypot(x - u, y - v, z - w));
  }
  return nearest;
}

describe('distanceTransformMm', () => {
  test('by hand, voxels of 1 x 2 x 3 mm', () => {
    const mask = new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0]);
    const expected = [0, 1, 2, Math.sqrt(5), 3, Math.sqrt(10), Math.sqrt(13), Math.sqrt(14)];
    for (const [voxel, distance] of distanceTransformMm(mask, [2, 2, 2], [1, 2, 3]).entries()) {
      expect(distance).toBeCloseTo(expected[voxel]!, 12);
    }
  });

  test('nothing set is infinitely far', () => {
    expect([...distanceTransformMm(new Uint8Array(6), [3, 2, 1], [1, 1, 1])]).toEqual(Array(6).fill(Infinity));
  });

  test('the definition, for any mask and spacing', () => {
    const spacing = fc.double({ min: 0.3, max: 6, noNaN: true });
    const mask = fc
      .uint8Array({ minLength: 4 * 5 * 3, maxLength: 4 * 5 * 3, max: 7 })
      .map((values) => values.map((value) => (value === 0 ? 1 : 0)));
    fc.assert(
      fc.property(mask, fc.tuple(spacing, spacing, spacing), (values, spacingMm) => {
        const distances = distanceTransformMm(Uint8Array.from(values), [4, 5, 3], spacingMm);
        for (const [voxel, distance] of distances.entries()) {
          const expected = nearestMm(Uint8Array.from(values), [4, 5, 3], spacingMm, voxel);
          if (expected === Infinity) expect(distance).toBe(Infinity);
          else expect(distance).toBeCloseTo(expected, 9);
        }
      }),
    );
  });

  test.skipIf(noOracle)('scipy gives the same on a larger, sparse volume', () => {
    const shape: Vec3 = [31, 17, 23];
    const mask = Uint8Array.from({ length: 31 * 17 * 23 }, (_, voxel) => (voxel % 397 === 11 ? 1 : 0));
    const expected = runOracle(
      `
from scipy.ndimage import distance_transform_edt
mask = np.array(json.loads(args[0])).reshape(31, 17, 23, order='F')
print(json.dumps(distance_transform_edt(mask == 0, sampling=(0.9, 1.1, 5.5)).ravel(order='F').tolist()))`,
      [JSON.stringify([...mask])],
    ) as number[];
    const distances = distanceTransformMm(mask, shape, [0.9, 1.1, 5.5]);
    for (const [voxel, distance] of distances.entries()) expect(distance).toBeCloseTo(expected[voxel]!, 9);
  });
});
