import { describe, expect, test } from 'vitest';
import { colourMapNames } from '#shared/domain/display.ts';
import { colourMapTable } from './colour-maps.ts';

/** Relative luminance (WCAG 2, from sRGB) of a colour word. */
function luminanceOf(word: number): number {
  const linear = (channel: number): number =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4;
  const [red, green, blue] = [word & 255, (word >> 8) & 255, (word >> 16) & 255];
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

describe.each(colourMapNames)('colour map %s', (name) => {
  const table = colourMapTable(name);

  test('has 256 opaque colours, and is one object', () => {
    expect(table).toHaveLength(256);
    expect(table.every((word) => word >>> 24 === 255)).toBe(true);
    expect(colourMapTable(name)).toBe(table);
  });

  test('gets steadily lighter, or steadily darker', () => {
    const luminances = Array.from(table, luminanceOf);
    const sign = name === 'inverted' ? -1 : 1;
    const falls = luminances.filter((value, n) => n > 0 && sign * (value - (luminances[n - 1] ?? 0)) < -1e-3);
    expect(falls).toEqual([]);
    expect(sign * ((luminances[255] ?? 0) - (luminances[0] ?? 0))).toBeGreaterThan(0.6);
  });
});

test('colours are those published: viridis and inferno at their ends and middles', () => {
  const hex = (name: 'viridis' | 'inferno', index: number): number[] => {
    const word = colourMapTable(name)[index] ?? 0;
    return [word & 255, (word >> 8) & 255, (word >> 16) & 255];
  };
  // matplotlib.colormaps[name](index)
  const published = {
    viridis: [68, 1, 84, 33, 145, 140, 253, 231, 37],
    inferno: [0, 0, 4, 188, 55, 84, 252, 255, 164],
  };
  for (const name of ['viridis', 'inferno'] as const) {
    const found = [0, 128, 255].flatMap((index) => hex(name, index));
    found.forEach((channel, n) => expect(Math.abs(channel - (published[name][n] ?? -99))).toBeLessThanOrEqual(5));
  }
});
