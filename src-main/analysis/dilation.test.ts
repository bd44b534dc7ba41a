import { describe, expect, test } from 'vitest';
import { dilate } from './dilation.ts';

const sum = (mask: Uint8Array): number => mask.reduce((total, value) => total + value, 0);

function voxelIn(size: number, at: number): Uint8Array {
  const mask = new Uint8Array(size ** 3);
  mask[at + size * (at + size * at)] = 7;
  return mask;
}

describe('dilate', () => {
  test('one step of each neighbourhood, and none', () => {
    const counts = ([6, 18, 26] as const).map((connectivity) => sum(dilate(voxelIn(5, 2), [5, 5, 5], connectivity, 1)));
    expect(counts).toEqual([7, 19, 27]);
    expect(sum(dilate(voxelIn(5, 2), [5, 5, 5], 26, 0))).toBe(1);
  });

  test('three steps of the 18-neighbourhood, counted by hand', () => {
    // by hand: |dx|, |dy|, |dz| <= 3 each and <= 6 together
    let expected = 0;
    for (let x = -3; x <= 3; x += 1) {
      for (let y = -3; y <= 3; y += 1) {
        for (let z = -3; z <= 3; z += 1) if (Math.abs(x) + Math.abs(y) + Math.abs(z) <= 6) expected += 1;
      }
    }
    expect(sum(dilate(voxelIn(9, 4), [9, 9, 9], 18, 3))).toBe(expected);
  });

  test('stops at the edge of the grid', () => {
    expect(sum(dilate(voxelIn(3, 0), [3, 3, 3], 26, 1))).toBe(8);
    expect([...dilate(Uint8Array.of(1, 0, 0, 0, 0, 0), [3, 2, 1], 6, 1)]).toEqual([1, 1, 0, 1, 0, 0]);
  });
});
