import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiplyAffines, transformPoint, type Affine, type Geometry } from '../affine.ts';
import { voxelCount, type Vec3 } from '../vector.ts';
import { slabHalfWidthMm, sweepBrush, type BrushTip } from './brush.ts';

function painted(grid: Geometry, tip: BrushTip, fromMm: Vec3, toMm = fromMm): string[] {
  const offsets = new Set<number>();
  sweepBrush(grid, tip, { fromMm, toMm }, (offset) => offsets.add(offset));
  return [...offsets].sort((a, b) => a - b).map((offset) => placeOf(grid, offset).join(' '));
}

function placeOf({ shape }: Geometry, offset: number): Vec3 {
  return [offset % shape[0], Math.floor(offset / shape[0]) % shape[1], Math.floor(offset / (shape[0] * shape[1]))];
}

/** 1 x 2 x 4 mm, voxel (0, 0, 0) at the world's origin. */
const anisotropic: Geometry = { shape: [7, 5, 3], affine: [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 1] };
/** The same voxels turned by 30 degrees about the superior axis, and tipped by 20. */
const turned: Affine = (() => {
  const [c, s, d, t] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6), Math.cos(Math.PI / 9), Math.sin(Math.PI / 9)];
  return [c, -s * d, s * t, 5, s, c * d, -c * t, -3, 0, t, d, 11, 0, 0, 0, 1];
})();
const oblique: Geometry = { shape: [7, 5, 3], affine: multiplyAffines(turned, anisotropic.affine) };

describe('a brush on voxels of 1 x 2 x 4 mm', () => {
  test('a disc across the superior axis keeps to its slice and is round in mm', () => {
    // 2.1 mm: two voxels along x, one along y, and (1, 1) no more than hypot(1, 2) = 2.24 mm away is not
    expect(painted(anisotropic, { radiusMm: 2.1, normalAxis: 2 }, [3, 4, 4])).toEqual([
      '3 1 1',
      '1 2 1',
      '2 2 1',
      '3 2 1',
      '4 2 1',
      '5 2 1',
      '3 3 1',
    ]);
  });

  test('a disc across the anterior axis reaches the slices above and below', () => {
    expect(painted(anisotropic, { radiusMm: 4, normalAxis: 1 }, [3, 4, 4])).toEqual([
      '3 2 0',
      ...[0, 1, 2, 3, 4, 5, 6]
        .slice(0)
        .filter((x) => Math.abs(x - 3) <= 4)
        .map((x) => `${x} 2 1`),
      '3 2 2',
    ]);
  });

  test('a sphere of 4 mm takes in one slice on either side at their middles', () => {
    const voxels = painted(anisotropic, { radiusMm: 4, normalAxis: null }, [3, 4, 4]);
    expect(voxels.filter((voxel) => voxel.endsWith(' 0'))).toEqual(['3 2 0']);
    expect(voxels.filter((voxel) => voxel.endsWith(' 2'))).toEqual(['3 2 2']);
    expect(voxels).toContain('3 0 1'); // 4 mm along y
    expect(voxels).not.toContain('4 0 1'); // hypot(1, 4)
  });

  test('a stroke covers the way between two places of the pointer', () => {
    expect(painted(anisotropic, { radiusMm: 0.4, normalAxis: 2 }, [0, 4, 4], [6, 4, 4])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((x) => `${x} 2 1`),
    );
  });

  test('however small, it paints the voxel under the pointer', () => {
    expect(painted(anisotropic, { radiusMm: 0.1, normalAxis: 1 }, [3.4, 4, 5.9])).toEqual(['3 2 1']);
    expect(painted(anisotropic, { radiusMm: 0.1, normalAxis: null }, [30, 4, 5.9])).toEqual([]);
  });

  test('ends at the edge of the grid', () => {
    expect(painted(anisotropic, { radiusMm: 100, normalAxis: null }, [3, 4, 4])).toHaveLength(
      voxelCount(anisotropic.shape),
    );
  });
});

describe('a brush on an oblique grid', () => {
  test('a sphere takes the voxels it takes on the straight grid: a turn moves nothing', () => {
    const centre: Vec3 = [3.2, 4.1, 4.9];
    const tip: BrushTip = { radiusMm: 3.3, normalAxis: null };
    expect(painted(oblique, tip, transformPoint(turned, centre))).toEqual(painted(anisotropic, tip, centre));
  });

  test('takes exactly the voxels whose centres are near enough, and those under the pointer', () => {
    const places = fc.tuple(
      fc.double({ min: -4, max: 12, noNaN: true }),
      fc.double({ min: -6, max: 12, noNaN: true }),
      fc.double({ min: 8, max: 22, noNaN: true }),
    );
    const axes = fc.constantFrom<BrushTip['normalAxis']>(0, 1, 2, null);
    fc.assert(
      fc.property(places, fc.double({ min: 1, max: 6, noNaN: true }), axes, (placeMm, radiusMm, normalAxis) => {
        const found = new Set(painted(oblique, { radiusMm, normalAxis }, placeMm));
        for (let offset = 0; offset < voxelCount(oblique.shape); offset += 1) {
          const voxel = placeOf(oblique, offset);
          const centreMm = transformPoint(oblique.affine, voxel);
          const apart = [0, 1, 2].map((axis) => (centreMm[axis] ?? 0) - (placeMm[axis] ?? 0));
          const across = normalAxis === null ? 0 : Math.abs(apart[normalAxis] ?? 0);
          const within = Math.hypot(...apart.filter((_, axis) => axis !== normalAxis));
          const isMet = normalAxis === null || across < slabHalfWidthMm(oblique.affine, normalAxis);
          if (isMet && within < radiusMm - 1e-5) expect(found).toContain(voxel.join(' '));
          else if (within > radiusMm + 4 || across > slabHalfWidthMm(oblique.affine, normalAxis ?? 0) + 1e-5) {
            expect(found).not.toContain(voxel.join(' '));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a stroke in pieces paints what the whole stroke paints', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom<BrushTip['normalAxis']>(2, null),
      (share, normalAxis) => {
        const tip: BrushTip = { radiusMm: 1.7, normalAxis };
        const [from, to]: [Vec3, Vec3] = [
          [0.2, 1, 4],
          [5.8, 7, 4],
        ];
        const middle: Vec3 = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, 4];
        const whole = new Set(painted(anisotropic, tip, from, to));
        const pieces = new Set([...painted(anisotropic, tip, from, middle), ...painted(anisotropic, tip, middle, to)]);
        expect([...whole].filter((voxel) => !pieces.has(voxel))).toEqual([]);
        expect([...pieces].filter((voxel) => !whole.has(voxel))).toEqual([]);
      },
    ),
  );
});
