import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { planes } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import {
  clampToFrame,
  createReadingFrame,
  frameCentreMm,
  sliceCount,
  sliceOf,
  slicePositionMm,
  withSlice,
  type ReadingFrame,
} from './reading-frame.ts';

const lps: Geometry = { shape: [240, 240, 155], affine: [-1, 0, 0, 0, 0, -1, 0, 239, 0, 0, 1, 0, 0, 0, 0, 1] };
// stored as slices from the front, each from the left: x -> S, y -> R, z -> P
const permuted: Geometry = {
  shape: [4, 5, 6],
  affine: [0, 2, 0, -10, 0, 0, -3, 20, 0.5, 0, 0, 7, 0, 0, 0, 1],
};

describe('createReadingFrame', () => {
  test('starts at the most left, posterior, inferior voxel of an LPS grid', () => {
    expect(createReadingFrame(lps)).toEqual({ originMm: [-239, 0, 0], spacingMm: [1, 1, 1], size: [240, 240, 155] });
  });

  test('runs along R, A, S whatever the order of the stored axes', () => {
    expect(createReadingFrame(permuted)).toEqual({
      originMm: [-10, 5, 7],
      spacingMm: [2, 3, 0.5],
      size: [5, 6, 4],
    });
  });

  test('boxes a grid turned by 30 degrees at its finest spacing', () => {
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
    const frame = createReadingFrame({
      shape: [10, 20, 4],
      affine: [c, -s, 0, 3, s, c, 0, -8, 0, 0, 5, 1, 0, 0, 0, 1],
    });
    expect(frame.spacingMm).toEqual([1, 1, 1]);
    // 10 cos 30 + 20 sin 30 = 18.66; 10 sin 30 + 20 cos 30 = 22.32; 4 * 5 = 20
    expect(frame.size).toEqual([19, 23, 20]);
  });

  test('covers every voxel of any oblique grid to its outer faces', () => {
    const alignment = 3e-3; // grids nearly along the axes count as aligned: at most 1e-3 mm per axis
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        angle,
        angle,
        fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 })),
        (a, b, n) => {
          const geometry: Geometry = { shape: [n[0], n[1], 7], affine: turned(a, b, [1, 1.5, 4]) };
          const frame = createReadingFrame(geometry);
          for (let corner = 0; corner < 8; corner += 1) {
            const voxel: Vec3 = [
              corner & 1 ? n[0] - 0.5 : -0.5,
              corner & 2 ? n[1] - 0.5 : -0.5,
              corner & 4 ? 6.5 : -0.5,
            ];
            const place = transformPoint(geometry.affine, voxel);
            for (const axis of [0, 1, 2] as const) {
              const inFrame = (place[axis] - frame.originMm[axis]) / frame.spacingMm[axis];
              expect(inFrame).toBeGreaterThanOrEqual(-0.5 - alignment);
              expect(inFrame).toBeLessThanOrEqual(frame.size[axis] - 0.5 + alignment);
            }
          }
        },
      ),
    );
  });
});

function turned(a: number, b: number, [x, y, z]: Vec3): number[] {
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return [
    [ca * x, -sa * y, 0, 5],
    [cb * sa * x, cb * ca * y, -sb * z, -7],
    [sb * sa * x, sb * ca * y, cb * z, 9],
    [0, 0, 0, 1],
  ].flat();
}

describe('slices', () => {
  const frame: ReadingFrame = { originMm: [-10, 5, 7], spacingMm: [2, 3, 0.5], size: [5, 6, 4] };

  test('are counted from the left, posterior and inferior end', () => {
    expect(planes.map((plane) => sliceCount(frame, plane))).toEqual([4, 6, 5]);
    expect(sliceOf(frame, 'sagittal', [-10, 0, 0])).toBe(0);
    expect(sliceOf(frame, 'coronal', [0, 11.4, 0])).toBe(2);
    expect(sliceOf(frame, 'axial', [0, 0, 8.5])).toBe(3);
  });

  test('end with the first and the last', () => {
    expect(sliceOf(frame, 'axial', [0, 0, -999])).toBe(0);
    expect(sliceOf(frame, 'axial', [0, 0, 999])).toBe(3);
    expect(withSlice(frame, 'axial', [1, 2, 3], 99)).toEqual([1, 2, 8.5]);
    expect(withSlice(frame, 'coronal', [1, 2, 3], -1)).toEqual([1, 5, 3]);
  });

  test('withSlice and sliceOf undo each other in every plane', () => {
    for (const plane of planes) {
      for (let slice = 0; slice < sliceCount(frame, plane); slice += 1) {
        const place = withSlice(frame, plane, [0.3, 0.4, 0.5], slice);
        expect(sliceOf(frame, plane, place)).toBe(slice);
        expect(place).toContain(slicePositionMm(frame, plane, slice));
      }
    }
  });

  test('the centre is the centre of a voxel, and clamping leaves the inside alone', () => {
    expect(frameCentreMm(frame)).toEqual([-6, 14, 8]);
    expect(clampToFrame(frame, [-6.3, 14.2, 8.1])).toEqual([-6.3, 14.2, 8.1]);
    expect(clampToFrame(frame, [-99, 99, 9])).toEqual([-10, 20, 8.5]);
  });
});
