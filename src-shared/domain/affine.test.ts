import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  axisDirections,
  identityAffine,
  invertAffine,
  isAxisAligned,
  isSameGrid,
  maxCornerDistanceMm,
  multiplyAffines,
  orientationCode,
  transformPoint,
  voxelSpacingMm,
  voxelVolumeMl,
  type Affine,
} from './affine.ts';
import type { Vec3 } from './vector.ts';

/** As BraTS stores it: x towards left, y towards posterior, z towards superior. */
const lps: Affine = [-1, 0, 0, 0, 0, -1, 0, 239, 0, 0, 1, 0, 0, 0, 0, 1];

/** Rotation about x by `angle`, spacing 0.9 x 0.9 x 5.5 mm, voxel z running mostly towards superior. */
function obliqueAffine(angle: number): Affine {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [0.9, 0, 0, -100, 0, 0.9 * c, -5.5 * s, -90, 0, 0.9 * s, 5.5 * c, -60, 0, 0, 0, 1];
}

const invertible = fc
  .array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 12, maxLength: 12 })
  .map((m): Affine => [...m, 0, 0, 0, 1])
  .filter((m) => Math.abs(voxelVolumeMl(m)) > 1e-4);

describe('affine', () => {
  test('puts a voxel where NIfTI says', () => {
    expect(transformPoint(lps, [10, 20, 30])).toEqual([-10, 219, 30]);
  });

  test('inverse undoes it, whatever the grid', () => {
    fc.assert(
      fc.property(invertible, fc.tuple(fc.integer(), fc.integer(), fc.integer()), (affine, seed) => {
        const voxel: Vec3 = [seed[0] % 300, seed[1] % 300, seed[2] % 300];
        const back = transformPoint(invertAffine(affine), transformPoint(affine, voxel));
        for (const axis of [0, 1, 2] as const) expect(back[axis]).toBeCloseTo(voxel[axis], 4);
      }),
    );
  });

  test('refuses a singular matrix', () => {
    expect(() => invertAffine([1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1])).toThrow(/singular/);
  });

  test('multiplication applies the right one first', () => {
    const shift: Affine = [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    expect(transformPoint(multiplyAffines(lps, shift), [0, 0, 0])).toEqual(transformPoint(lps, [5, 0, 0]));
  });

  test('spacing and voxel volume of an oblique anisotropic grid', () => {
    const spacing = voxelSpacingMm(obliqueAffine(0.3));
    expect(spacing[0]).toBeCloseTo(0.9, 12);
    expect(spacing[1]).toBeCloseTo(0.9, 12);
    expect(spacing[2]).toBeCloseTo(5.5, 12);
    expect(voxelVolumeMl(obliqueAffine(0.3))).toBeCloseTo((0.9 * 0.9 * 5.5) / 1000, 12);
  });
});

describe('orientation', () => {
  test('names the side each voxel axis runs towards', () => {
    expect(orientationCode(identityAffine)).toBe('RAS');
    expect(orientationCode(lps)).toBe('LPS');
    expect(orientationCode([0, 0, 2, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 1])).toBe('PIR');
  });

  test('an oblique grid keeps its closest axes; past 45 degrees they swap', () => {
    expect(orientationCode(obliqueAffine(0.7))).toBe('RAS');
    expect(orientationCode(obliqueAffine(0.9))).toBe('RSP');
  });

  test('each world axis is used once, also for wild matrices', () => {
    fc.assert(
      fc.property(invertible, (affine) => {
        expect(new Set(axisDirections(affine).map((d) => d.worldAxis)).size).toBe(3);
      }),
    );
  });

  test('tells axis-aligned from oblique', () => {
    expect(isAxisAligned({ shape: [240, 240, 155], affine: lps })).toBe(true);
    expect(isAxisAligned({ shape: [240, 240, 24], affine: obliqueAffine(0.01) })).toBe(false);
  });
});

describe('same grid', () => {
  test('a shift of a voxel, or another shape, is another grid', () => {
    const grid = { shape: [240, 240, 155] as const, affine: lps };
    const shifted = { ...grid, affine: lps.map((value, index) => (index === 3 ? value + 1 : value)) };
    expect(isSameGrid(grid, { ...grid })).toBe(true);
    expect(isSameGrid(grid, shifted)).toBe(false);
    expect(isSameGrid(grid, { ...grid, shape: [240, 240, 154] })).toBe(false);
    expect(maxCornerDistanceMm(grid.shape, grid.affine, shifted.affine)).toBe(1);
  });
});
