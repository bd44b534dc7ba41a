import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { cropToMask, cropView, orientView } from './oriented-view.ts';
import { axisAlignedGeometry, everyOrientation } from '../../tests/reference/orientations.ts';

function elementOffset(view: { offset: number; strides: Vec3 }, [i, j, k]: Vec3): number {
  return view.offset + i * view.strides[0] + j * view.strides[1] + k * view.strides[2];
}

describe('orientView', () => {
  test('a grid stored along the asked axes is walked as it is stored', () => {
    const geometry: Geometry = { shape: [4, 3, 2], affine: [-1, 0, 0, 0, 0, -2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1] };
    expect(orientView(geometry, 'LPS')).toEqual({
      shape: [4, 3, 2],
      offset: 0,
      strides: [1, 4, 12],
      spacingMm: [1, 2, 3],
      affine: geometry.affine,
      stored: geometry,
    });
  });

  test('RAS for a grid stored IPR (worked out by hand): axes in another order, two of them backwards', () => {
    // stored x runs inferior, y posterior, z right; shape 2 x 3 x 4
    const geometry: Geometry = { shape: [2, 3, 4], affine: [0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1] };
    const view = orientView(geometry, 'RAS');
    expect(view.shape).toEqual([4, 3, 2]);
    expect(view.strides).toEqual([6, -2, -1]);
    expect(view.offset).toBe(2 * 2 + 1);
  });

  test.each(everyOrientation)(
    '48 orientations, %s: each view axis runs towards its side, every voxel is met once',
    (code) => {
      const geometry = axisAlignedGeometry(code, [3, 4, 5], [1.5, 1, 0.7]);
      const view = orientView(geometry, 'LPS');
      const seen = new Set<number>();
      const worldOf = new Map<number, Vec3>();
      for (let x = 0; x < 3; x += 1) {
        for (let y = 0; y < 4; y += 1) {
          for (let z = 0; z < 5; z += 1) {
            worldOf.set(voxelOffset(geometry.shape, [x, y, z]), transformPoint(geometry.affine, [x, y, z]));
          }
        }
      }
      const origin = worldOf.get(elementOffset(view, [0, 0, 0]))!;
      for (let i = 0; i < view.shape[0]; i += 1) {
        for (let j = 0; j < view.shape[1]; j += 1) {
          for (let k = 0; k < view.shape[2]; k += 1) {
            const offset = elementOffset(view, [i, j, k]);
            seen.add(offset);
            const world = worldOf.get(offset)!;
            transformPoint(view.affine, [i, j, k]).forEach((mm, axis) => expect(mm).toBeCloseTo(world[axis]!, 9));
            // towards left, posterior, superior
            expect(world[0] - origin[0]).toBeCloseTo(-i * view.spacingMm[0], 9);
            expect(world[1] - origin[1]).toBeCloseTo(-j * view.spacingMm[1], 9);
            expect(world[2] - origin[2]).toBeCloseTo(k * view.spacingMm[2], 9);
          }
        }
      }
      expect(seen.size).toBe(voxelCount(geometry.shape));
    },
  );

  test('an oblique grid takes the closest axes', () => {
    const turn = Math.PI / 7;
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const geometry: Geometry = { shape: [5, 6, 7], affine: [-c, s, 0, 3, -s, -c, 0, 9, 0, 0, 1, -4, 0, 0, 0, 1] };
    expect(orientView(geometry, 'LPS')).toMatchObject({ shape: [5, 6, 7], offset: 0, strides: [1, 5, 30] });
  });

  test('axes that are no axes are refused', () => {
    const geometry = axisAlignedGeometry('RAS', [2, 2, 2], [1, 1, 1]);
    expect(() => orientView(geometry, 'LP')).toThrow(RangeError);
    expect(() => orientView(geometry, 'LPX')).toThrow(RangeError);
  });
});

describe('cropToMask', () => {
  test('the box of what is set, in the view and not in the stored order', () => {
    const geometry = axisAlignedGeometry('RAS', [6, 5, 4], [1, 1, 1]);
    const mask = new Uint8Array(6 * 5 * 4);
    mask[voxelOffset(geometry.shape, [1, 2, 0])] = 1;
    mask[voxelOffset(geometry.shape, [3, 2, 1])] = 1;
    const crop = cropToMask(orientView(geometry, 'LPS'), mask)!;
    expect(crop.shape).toEqual([3, 1, 2]);
    expect(elementOffset(crop, [0, 0, 0])).toBe(voxelOffset(geometry.shape, [3, 2, 0]));
    expect(elementOffset(crop, [2, 0, 1])).toBe(voxelOffset(geometry.shape, [1, 2, 1]));
  });

  test('nothing set: null', () => {
    expect(
      cropToMask(orientView(axisAlignedGeometry('LPS', [2, 2, 2], [1, 1, 1]), 'LPS'), new Uint8Array(8)),
    ).toBeNull();
  });

  test('holds every set voxel, touches the outermost on all six faces, in all orientations', () => {
    const voxel = fc.tuple(fc.nat(4), fc.nat(5), fc.nat(6));
    const code = fc.constantFrom(...everyOrientation);
    fc.assert(
      fc.property(code, fc.array(voxel, { minLength: 1, maxLength: 5 }), (orientation, voxels) => {
        const geometry = axisAlignedGeometry(orientation, [5, 6, 7], [1, 1, 1]);
        const mask = new Uint8Array(voxelCount(geometry.shape));
        for (const set of voxels) mask[voxelOffset(geometry.shape, set)] = 1;
        const crop = cropToMask(orientView(geometry, 'LPS'), mask)!;
        const found: Vec3[] = [];
        for (let i = 0; i < crop.shape[0]; i += 1) {
          for (let j = 0; j < crop.shape[1]; j += 1) {
            for (let k = 0; k < crop.shape[2]; k += 1) {
              if (mask[elementOffset(crop, [i, j, k])] === 1) found.push([i, j, k]);
            }
          }
        }
        expect(found.length).toBe(mask.reduce((sum, value) => sum + value, 0));
        for (const axis of [0, 1, 2] as const) {
          expect(Math.min(...found.map((element) => element[axis]))).toBe(0);
          expect(Math.max(...found.map((element) => element[axis]))).toBe(crop.shape[axis] - 1);
        }
      }),
    );
  });

  test('a crop of a crop starts where it says', () => {
    const view = orientView(axisAlignedGeometry('PIR', [6, 5, 4], [1, 1, 1]), 'LPS');
    const once = cropView(view, [1, 2, 0], [2, 2, 2]);
    expect(elementOffset(cropView(once, [1, 0, 1], [1, 1, 1]), [0, 0, 0])).toBe(elementOffset(view, [2, 2, 1]));
  });
});
