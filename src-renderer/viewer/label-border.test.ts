import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { traceBorder } from './label-border.ts';

const members = Uint8Array.of(0, 1);

/** Length of all runs, in pixel edges. */
function lengthOf(runs: readonly number[]): number {
  let length = 0;
  for (let run = 0; run < runs.length; run += 4) {
    length += Math.abs((runs[run + 2] ?? 0) - (runs[run] ?? 0)) + Math.abs((runs[run + 3] ?? 0) - (runs[run + 1] ?? 0));
  }
  return length;
}

describe('traceBorder', () => {
  test('goes round a block of two pixels, one run per side', () => {
    const codes = Uint8Array.of(0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0);
    const runs = traceBorder(codes, { width: 4, height: 3 }, members);
    expect(runs).toEqual([1, 1, 3, 1, 1, 2, 3, 2, 1, 1, 1, 2, 3, 1, 3, 2]);
  });

  test('closes at the edges of the picture, and leaves codes that are no members alone', () => {
    expect(traceBorder(Uint8Array.of(1), { width: 1, height: 1 }, members)).toHaveLength(16);
    expect(traceBorder(Uint8Array.of(0, 2, 0, 2), { width: 2, height: 2 }, members)).toEqual([]);
  });

  test('is as long as there are pairs of neighbours of which one is a member', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1 }),
        (width, all) => {
          const height = Math.ceil(all.length / width);
          const codes = new Uint8Array(width * height);
          codes.set(all);
          const at = (x: number, y: number): number =>
            x < 0 || y < 0 || x >= width || y >= height ? 0 : (codes[y * width + x] ?? 0);
          let pairs = 0;
          for (let y = 0; y <= height; y += 1) {
            for (let x = 0; x <= width; x += 1) {
              pairs += Number(at(x, y) !== at(x - 1, y)) + Number(at(x, y) !== at(x, y - 1));
            }
          }
          expect(lengthOf(traceBorder(codes, { width, height }, members))).toBe(pairs);
        },
      ),
    );
  });
});
