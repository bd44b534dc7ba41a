import { describe, expect, test } from 'vitest';
import { internalLabels, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { labelColours, paintGreys, paintLabels } from './paint-pixels.ts';

function bytesOf(pixels: Uint32Array<ArrayBuffer>): number[][] {
  const bytes = [...new Uint8ClampedArray(pixels.buffer)];
  return Array.from(pixels, (_, pixel) => bytes.slice(pixel * 4, pixel * 4 + 4));
}

describe('paintGreys', () => {
  test('is black at low, white at high, linear between and saturated outside', () => {
    const out = new Uint32Array(6);
    paintGreys(Float32Array.of(-10, 100, 202, 150, 102, 999), { low: 100, high: 202 }, out);
    const greys = [0, 0, 255, 125, 5, 255];
    expect(bytesOf(out)).toEqual(greys.map((grey) => [grey, grey, grey, 255]));
  });

  test('leaves NaN transparent and saturates infinities', () => {
    const out = new Uint32Array(3).fill(7);
    paintGreys(Float32Array.of(Number.NaN, Infinity, -Infinity), { low: 0, high: 1 }, out);
    expect(bytesOf(out)).toEqual([
      [0, 0, 0, 0],
      [255, 255, 255, 255],
      [0, 0, 0, 255],
    ]);
  });

  test('splits at low when the window is empty or upside down', () => {
    for (const high of [5, 4]) {
      const out = new Uint32Array(3);
      paintGreys(Float32Array.of(4.9, 5, 5.1), { low: 5, high }, out);
      expect(bytesOf(out).map(([grey]) => grey)).toEqual([0, 0, 255]);
    }
  });
});

test('labels take the colours of their tissues; background and unknown codes are transparent', () => {
  const codes = Uint8Array.of(0, internalLabels.ncr, internalLabels.ed, internalLabels.et, 200);
  const out = new Uint32Array(5).fill(7);
  paintLabels(codes, labelColours, out);
  const [background, ...others] = bytesOf(out);
  const unknown = others.pop();
  expect(background).toEqual([0, 0, 0, 0]);
  expect(unknown).toEqual([0, 0, 0, 0]);
  expect(others).toEqual(tissues.map((tissue) => [...tissueColours[tissue], 255]));
});
