import { describe, expect, test } from 'vitest';
import { colourMapTable } from './colour-maps.ts';
import { colourWord, paintIntensities, paintLabels } from './paint-pixels.ts';

const greys = colourMapTable('grey');

function bytesOf(pixels: Uint32Array<ArrayBuffer>): number[][] {
  const bytes = [...new Uint8ClampedArray(pixels.buffer)];
  return Array.from(pixels, (_, pixel) => bytes.slice(pixel * 4, pixel * 4 + 4));
}

describe('paintIntensities', () => {
  test('is black at low, white at high, linear between and saturated outside', () => {
    const out = new Uint32Array(6);
    paintIntensities(Float32Array.of(-10, 100, 202, 150, 102, 999), { low: 100, high: 202 }, greys, out);
    expect(bytesOf(out)).toEqual([0, 0, 255, 125, 5, 255].map((grey) => [grey, grey, grey, 255]));
  });

  test('leaves NaN transparent and saturates infinities', () => {
    const out = new Uint32Array(3).fill(7);
    paintIntensities(Float32Array.of(Number.NaN, Infinity, -Infinity), { low: 0, high: 1 }, greys, out);
    expect(bytesOf(out)).toEqual([
      [0, 0, 0, 0],
      [255, 255, 255, 255],
      [0, 0, 0, 255],
    ]);
  });

  test('splits at low when the window is empty or upside down', () => {
    for (const high of [5, 4]) {
      const out = new Uint32Array(3);
      paintIntensities(Float32Array.of(4.9, 5, 5.1), { low: 5, high }, greys, out);
      expect(bytesOf(out).map(([grey]) => grey)).toEqual([0, 0, 255]);
    }
  });
});

test('labels take the colours of the table; codes without one are transparent', () => {
  const colours = new Uint32Array(256);
  colours[3] = colourWord([10, 20, 30]);
  const out = new Uint32Array(3).fill(7);
  paintLabels(Uint8Array.of(0, 3, 200), colours, out);
  expect(bytesOf(out)).toEqual([
    [0, 0, 0, 0],
    [10, 20, 30, 255],
    [0, 0, 0, 0],
  ]);
});
