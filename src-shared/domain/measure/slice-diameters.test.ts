import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convexHull, longestAcross, longestDiameter, outlineParts, type SliceMask } from './slice-diameters.ts';

/** A mask from rows of '.' and '#'. */
function maskOf(rows: readonly string[], pixelMm = { width: 1, height: 1 }): SliceMask {
  const pixels = Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 1 : 0));
  return { pixels, columns: rows[0]?.length ?? 0, rows: rows.length, pixelMm };
}

function pairOf(mask: SliceMask): { longestMm: number; acrossMm: number } {
  const [outline] = outlineParts(mask);
  const longest = outline && longestDiameter(outline);
  const across = outline && longest && longestAcross(outline, longest);
  return { longestMm: longest?.lengthMm ?? 0, acrossMm: across?.lengthMm ?? 0 };
}

/** An ellipse with its centre in the middle of the mask, its longer axis turned by `radians`. */
function ellipse(half: { a: number; b: number }, radians: number, pixelMm: SliceMask['pixelMm']): SliceMask {
  const columns = Math.ceil((2 * half.a) / pixelMm.width) + 5;
  const rows = Math.ceil((2 * half.a) / pixelMm.height) + 5;
  const pixels = Uint8Array.from({ length: columns * rows }, (_, n) => {
    const x = ((n % columns) - (columns - 1) / 2) * pixelMm.width;
    const y = (Math.floor(n / columns) - (rows - 1) / 2) * pixelMm.height;
    const u = x * Math.cos(radians) + y * Math.sin(radians);
    const v = y * Math.cos(radians) - x * Math.sin(radians);
    return (u / half.a) ** 2 + (v / half.b) ** 2 <= 1 ? 1 : 0;
  });
  return { pixels, columns, rows, pixelMm };
}

describe('by hand', () => {
  test('a row of five pixels is five pixels long and one wide, however long a pixel is', () => {
    expect(pairOf(maskOf(['.......', '.#####.', '.......']))).toEqual({ longestMm: 5, acrossMm: expect.closeTo(1, 5) });
    const tall = pairOf(maskOf(['.......', '.#####.', '.......'], { width: 2, height: 3 }));
    expect(tall).toEqual({ longestMm: 10, acrossMm: expect.closeTo(3, 5) });
  });

  test('one pixel', () => {
    expect(pairOf(maskOf(['#']))).toEqual({ longestMm: 1, acrossMm: expect.closeTo(1, 5) });
  });

  test('a rectangle of 6 x 3 pixels: from the edge of one corner pixel to that of the opposite one', () => {
    // the middles of the outer edges of opposite corner pixels: (-0.5, 0) and (5.5, 2)
    const { longestMm, acrossMm } = pairOf(maskOf(['######', '######', '######']));
    expect(longestMm).toBeCloseTo(Math.hypot(6, 2), 10);
    // across it, bounded by the two long sides 3 apart: 3 / cos(atan(2 / 6))
    expect(acrossMm).toBeCloseTo(3 / (6 / Math.hypot(6, 2)), 4);
  });

  test('a ring is measured over its hole', () => {
    const ring = maskOf(['.###.', '#...#', '#...#', '#...#', '.###.']);
    const disc = maskOf(['.###.', '#####', '#####', '#####', '.###.']);
    expect(pairOf(ring)).toEqual(pairOf(disc));
  });

  test('pixels that meet at a corner belong together, others are parts of their own', () => {
    expect(outlineParts(maskOf(['#..', '.#.', '...']))).toHaveLength(1);
    expect(outlineParts(maskOf(['#.#', '...', '###']))).toHaveLength(3);
    expect(outlineParts(maskOf(['...', '...']))).toEqual([]);
  });

  test('the diameter across a crescent ends on the crescent', () => {
    const crescent = maskOf([
      '###......###', //
      '.###....###.',
      '..########..',
      '...######...',
    ]);
    const { longestMm, acrossMm } = pairOf(crescent);
    expect(longestMm).toBeCloseTo(12, 5);
    // of the columns the fullest has three pixels; the hull of all would say four
    expect(acrossMm).toBeCloseTo(3, 4);
  });
});

describe('an ellipse, turned and on pixels of any shape', () => {
  test('measures the same within a pixel', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: Math.PI, noNaN: true }),
        fc.double({ min: 0.5, max: 1.2, noNaN: true }),
        fc.double({ min: 0.5, max: 1.2, noNaN: true }),
        (radians, width, height) => {
          const { longestMm, acrossMm } = pairOf(ellipse({ a: 20, b: 11 }, radians, { width, height }));
          const pixel = Math.hypot(width, height);
          expect(Math.abs(longestMm - 40)).toBeLessThan(pixel);
          expect(Math.abs(acrossMm - 22)).toBeLessThan(1.5 * pixel);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('the diameters stand at a right angle, and the one across is never longer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 36, maxLength: 36, max: 1 }), (pixels) => {
      const mask = { pixels, columns: 6, rows: 6, pixelMm: { width: 0.7, height: 1.9 } };
      for (const outline of outlineParts(mask)) {
        const longest = longestDiameter(outline);
        const across = longest && longestAcross(outline, longest);
        if (!longest || !across) throw new Error('every part has an extent');
        const dot =
          (longest.to.x - longest.from.x) * (across.to.x - across.from.x) +
          (longest.to.y - longest.from.y) * (across.to.y - across.from.y);
        expect(dot / (longest.lengthMm * across.lengthMm)).toBeCloseTo(0, 9);
        expect(across.lengthMm).toBeLessThanOrEqual(longest.lengthMm + 1e-5);
      }
    }),
  );
});

test('the longest diameter is that of all pairs of places, and turning them turns it', () => {
  const places = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 2,
    maxLength: 25,
  });
  fc.assert(
    fc.property(places, fc.double({ min: 0, max: 7, noNaN: true }), (pairs, radians) => {
      const all = pairs.flatMap(([x, y]) => pairs.map(([u, v]) => Math.hypot(x - u, y - v)));
      const turned = pairs.flatMap(([x, y]) => [
        x * Math.cos(radians) - y * Math.sin(radians),
        x * Math.sin(radians) + y * Math.cos(radians),
      ]);
      const longest = Math.max(...all);
      expect(longestDiameter({ pieces: pairs.flat() })?.lengthMm ?? 0).toBeCloseTo(longest, 9);
      expect(longestDiameter({ pieces: turned })?.lengthMm ?? 0).toBeCloseTo(longest, 9);
    }),
  );
});

test('a hull keeps the corners and drops what lies on its sides or inside', () => {
  const hull = convexHull([0, 0, 4, 0, 4, 3, 0, 3, 2, 0, 1, 1, 4, 3]);
  expect(hull.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [4, 0],
    [4, 3],
    [0, 3],
  ]);
});
