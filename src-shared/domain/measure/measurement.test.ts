import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Vec3 } from '../vector.ts';
import { angleDegrees, isMeasurableByRano, measure, movePlace, pairFromLongest } from './measurement.ts';

test('a distance, an angle and a pair, by hand', () => {
  const none = { degrees: null, productMm2: null };
  expect(
    measure('distance', [
      [0, 0, 5],
      [3, 4, 5],
    ]),
  ).toEqual({ ...none, lengthsMm: [5] });
  // every axis counts, and alike
  const inSpace: readonly Vec3[] = [
    [1, 2, 5],
    [3, 5, 11],
  ];
  expect(measure('distance', inSpace)).toEqual({ ...none, lengthsMm: [7] });
  const right = measure('angle', [
    [2, 0, 0],
    [0, 0, 0],
    [0, 7, 0],
  ]);
  expect(right).toEqual({ lengthsMm: [], degrees: expect.closeTo(90, 10), productMm2: null });
  const pair = measure('bidimensional', [
    [0, 0, 0],
    [12, 0, 0],
    [4, -3, 0],
    [4, 8, 0],
  ]);
  expect(pair).toEqual({ lengthsMm: [12, 11], degrees: null, productMm2: 132 });
  expect(isMeasurableByRano(pair)).toBe(true);
  expect(isMeasurableByRano({ ...pair, lengthsMm: [12, 9.9] })).toBe(false);
  expect(() => measure('angle', [])).toThrow(RangeError);
});

test('angles in space: 60 degrees between the diagonals of two faces of a cube; 180 straight on; 0 without an arm', () => {
  expect(angleDegrees([1, 1, 0], [0, 0, 0], [1, 0, 1])).toBeCloseTo(60, 10);
  expect(angleDegrees([-1, 0, 0], [0, 0, 0], [9, 0, 0])).toBeCloseTo(180, 6);
  expect(angleDegrees([0, 0, 0], [0, 0, 0], [9, 0, 0])).toBe(0);
});

const pair: readonly Vec3[] = [
  [0, 0, 5],
  [20, 0, 5],
  [5, -4, 5],
  [5, 6, 5],
];

test('an end of the longest diameter is moved: the other turns with it, as long as before, at the same share', () => {
  const [, , c = [0, 0, 0], d = [0, 0, 0]] = movePlace('bidimensional', pair, {
    index: 1,
    toMm: [0, 40, 5],
    isFree: false,
  });
  // turned by a right angle and twice as long: it crosses at a quarter of 40 mm
  expect([...c]).toEqual([expect.closeTo(4, 9), expect.closeTo(10, 9), expect.closeTo(5, 9)]);
  expect([...d]).toEqual([expect.closeTo(-6, 9), expect.closeTo(10, 9), expect.closeTo(5, 9)]);
});

test('an end of the one across is moved: it shifts along and grows, still at a right angle', () => {
  const moved = movePlace('bidimensional', pair, { index: 3, toMm: [8, 9, 5], isFree: false });
  expect(moved.slice(2)).toEqual([
    [8, -4, 5],
    [8, 9, 5],
  ]);
});

test('freely, and of other kinds, only what is moved moves', () => {
  const free = movePlace('bidimensional', pair, { index: 0, toMm: [1, 1, 5], isFree: true });
  expect(free).toEqual([[1, 1, 5], ...pair.slice(1)]);
  const line: Vec3[] = [
    [0, 0, 0],
    [1, 0, 0],
  ];
  expect(movePlace('distance', line, { index: 0, toMm: [5, 5, 0], isFree: false })[1]).toEqual([1, 0, 0]);
});

const coordinate = fc.integer({ min: -80, max: 80 });

test('whatever end is moved, the diameters stay at a right angle and on the slice', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), coordinate, coordinate, (index, x, y) => {
      const moved = movePlace('bidimensional', pair, { index, toMm: [x, y, 5], isFree: false });
      const [a = pair[0], b = pair[0], c = pair[0], d = pair[0]] = moved;
      if (!a || !b || !c || !d) throw new Error('four places');
      const lengths = Math.hypot(b[0] - a[0], b[1] - a[1]) * Math.hypot(d[0] - c[0], d[1] - c[1]);
      const dot = (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1]);
      if (lengths > 1e-6) expect(Math.abs(dot / lengths)).toBeLessThan(1e-9);
      for (const place of moved) expect(place[2]).toBeCloseTo(5, 9);
      expect(moved[index]?.[0]).toBeCloseTo(x, 9);
    }),
  );
});

test('drawn by hand the one across begins through the middle, half as long', () => {
  expect(pairFromLongest([0, 0, 0], [20, 0, 0], [0, 0, 1])).toEqual([
    [0, 0, 0],
    [20, 0, 0],
    [10, -5, 0],
    [10, 5, 0],
  ]);
});
