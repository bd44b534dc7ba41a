import { expect, test } from 'vitest';
import { tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { heatTable } from './heat-colours.ts';

test('sure is transparent; what is less sure is never less opaque, nor the even choice weaker than the strongest', () => {
  const alphas = [...heatTable()].map((word) => word >>> 24);
  expect(alphas).toHaveLength(256);
  expect(alphas.slice(0, 20).every((alpha) => alpha === 0)).toBe(true);
  for (let value = 1; value < 256; value += 1) expect(alphas[value]).toBeGreaterThanOrEqual(alphas[value - 1] ?? 0);
  expect(alphas[128]).toBe(alphas[255]);
  expect(alphas[255]).toBeLessThan(255);
});

/** CIE L*, a*, b* (D65) of linear red, green, blue. */
function labOf([red, green, blue]: Linear): Linear {
  const share = (part: number): number => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116);
  const x = share((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = share(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = share((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

type Linear = readonly [number, number, number];

const linearOf = (colour: Linear): Linear => {
  const linear = (channel: number): number =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
  return [linear(colour[0]), linear(colour[1]), linear(colour[2])];
};

/** What is seen by whom: Viénot, Brettel & Mollon 1999, with and without the red and the green cones. */
const readers: Readonly<Record<string, (colour: Linear) => Linear>> = {
  'all cones': (colour) => colour,
  'no red cones': ([r, g, b]) => [0.112 * r + 0.888 * g, 0.112 * r + 0.888 * g, 0.004 * (r - g) + b],
  'no green cones': ([r, g, b]) => [0.293 * r + 0.707 * g, 0.293 * r + 0.707 * g, 0.022 * (g - r) + b],
};

const visible = [...heatTable()]
  .filter((word) => word >>> 24 > 0)
  .map((word): Linear => [word & 255, (word >> 8) & 255, (word >> 16) & 255]);

test.each(tissues)('no step has the colour of %s, whoever looks at it', (tissue) => {
  for (const seenBy of Object.values(readers)) {
    const tissueColour = labOf(seenBy(linearOf(tissueColours[tissue])));
    const distances = visible.map((colour) => {
      const [lightness, a, b] = labOf(seenBy(linearOf(colour)));
      return Math.hypot(lightness - tissueColour[0], a - tissueColour[1], b - tissueColour[2]);
    });
    expect(Math.min(...distances)).toBeGreaterThan(20);
  }
});

test('lightness rises steadily, and stops short of white, which reads as contrast medium', () => {
  const lightness = visible.map((colour) => labOf(linearOf(colour))[0]);
  expect(lightness.every((value, n) => n === 0 || value >= (lightness[n - 1] ?? 0) - 0.2)).toBe(true);
  expect((lightness.at(-1) ?? 0) - (lightness[0] ?? 0)).toBeGreaterThan(50);
  expect(lightness.at(-1)).toBeLessThan(80);
});
