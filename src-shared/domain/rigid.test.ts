import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityAffine, invertAffine, multiplyAffines, transformPoint, type Affine } from './affine.ts';
import { displacementMm, rigidAbout, rotationDegrees, swapLpsRas } from './rigid.ts';
import { mapAxes, type Vec3 } from './vector.ts';

function expectPoint(actual: Vec3, expected: Vec3): void {
  actual.forEach((value, axis) => expect(value).toBeCloseTo(expected[axis] ?? NaN, 9));
}

const origin: Vec3 = [0, 0, 0];
const about = (degrees: Vec3, order: 'zyx' | 'zxy', shift: Vec3 = origin, centre: Vec3 = origin): Affine =>
  rigidAbout(centre, { degrees, order }, shift);

describe('rigidAbout', () => {
  test('a quarter turn about each axis is right-handed', () => {
    expectPoint(transformPoint(about([90, 0, 0], 'zyx'), [0, 1, 0]), [0, 0, 1]);
    expectPoint(transformPoint(about([0, 90, 0], 'zyx'), [0, 0, 1]), [1, 0, 0]);
    expectPoint(transformPoint(about([0, 0, 90], 'zyx'), [1, 0, 0]), [0, 1, 0]);
  });

  test('the order tells which turn comes first', () => {
    // about x first: x stays, then y turns it to -z
    expectPoint(transformPoint(about([90, 90, 0], 'zyx'), [1, 0, 0]), [0, 0, -1]);
    // about y first: x becomes -z, then x turns that to y; ITK's Euler3DTransform does it like this
    expectPoint(transformPoint(about([90, 90, 0], 'zxy'), [1, 0, 0]), [0, 1, 0]);
  });

  test('the centre goes where the shift says', () => {
    const transform = about([10, -20, 30], 'zxy', [1, 2, 3], [40, -50, 60]);
    expectPoint(transformPoint(transform, [40, -50, 60]), [41, -48, 63]);
    expect(displacementMm(transform, [40, -50, 60])).toBeCloseTo(Math.sqrt(14), 9);
  });
});

test('a turn about the axis to the left is the same turn the other way about the axis to the right', () => {
  const lps = about([10, 0, 0], 'zyx', [5, 6, 7]);
  const ras = swapLpsRas(lps);
  ras.forEach((value, index) => expect(value).toBeCloseTo(about([-10, 0, 0], 'zyx', [-5, -6, 7])[index] ?? NaN, 12));
  // about the axis towards the head nothing is swapped
  const aboutZ = about([0, 0, 10], 'zyx');
  swapLpsRas(aboutZ).forEach((value, index) => expect(value).toBeCloseTo(aboutZ[index] ?? NaN, 12));
});

/** True when a matrix turns and shifts, and neither stretches, shears nor mirrors. */
function isRigid(transform: Affine, tolerance: number): boolean {
  const column = (c: number): Vec3 => mapAxes((row) => transform[row * 4 + c] ?? NaN);
  const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const [x, y, z] = [column(0), column(1), column(2)];
  const cross: Vec3 = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  const off = [dot(x, x) - 1, dot(y, y) - 1, dot(x, y), cross[0] - z[0], cross[1] - z[1], cross[2] - z[2]];
  return off.every((value) => Math.abs(value) <= tolerance);
}

test('stretched, sheared and mirrored matrices are not rigid', () => {
  expect(isRigid(identityAffine, 1e-9)).toBe(true);
  for (const [place, value] of [
    [0, 1.01],
    [1, 0.01],
    [0, -1],
  ] as const) {
    expect(isRigid(identityAffine.with(place, value), 1e-9)).toBe(false);
  }
});

const angle = fc.double({ min: -180, max: 180, noNaN: true });
const place = fc.double({ min: -200, max: 200, noNaN: true });
const triple = (value: fc.Arbitrary<number>): fc.Arbitrary<Vec3> => fc.tuple(value, value, value);

test('whatever the angles: rigid, undone by its inverse, and the angle is that of the axis', () => {
  fc.assert(
    fc.property(triple(angle), triple(place), triple(place), triple(place), (degrees, centre, shift, point) => {
      const transform = rigidAbout(centre, { degrees, order: 'zxy' }, shift);
      expect(isRigid(transform, 1e-9)).toBe(true);
      const back = multiplyAffines(invertAffine(transform), transform);
      transformPoint(back, point).forEach((value, axis) => expect(value).toBeCloseTo(point[axis] ?? NaN, 6));
      expect(rotationDegrees(invertAffine(transform))).toBeCloseTo(rotationDegrees(transform), 4);
      const alone = rigidAbout(centre, { degrees: [degrees[0], 0, 0], order: 'zxy' }, shift);
      expect(rotationDegrees(alone)).toBeCloseTo(Math.abs(degrees[0]), 4);
    }),
  );
});
