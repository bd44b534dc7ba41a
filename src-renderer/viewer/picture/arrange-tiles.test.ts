import { expect, test } from 'vitest';
import { arrangeTiles } from './arrange-tiles.ts';
import { flow } from './flow.ts';
import { pictureTextScale, pixelsPerCssPixel } from './picture-size.ts';

test('the others stand below one another beside the large one, and end where it ends', () => {
  const sizes = [
    { width: 600, height: 500 },
    { width: 300, height: 240 },
    { width: 310, height: 220 },
  ];
  const { places, size } = arrangeTiles(sizes, 0, 2);
  expect(size).toEqual({ width: 600 + 2 + 310, height: 500 });
  expect(places[0]).toEqual({ left: 0, top: 0, width: 600, height: 500 });
  expect(places[1]).toEqual({ left: 602, top: 0, width: 310, height: 259 });
  expect(places[2]).toEqual({ left: 602, top: 261, width: 310, height: 239 });
});

test('without a large one there are two columns, row by row', () => {
  const { places, size } = arrangeTiles(
    Array.from({ length: 4 }, () => ({ width: 100, height: 80 })),
    null,
    3,
  );
  expect(size).toEqual({ width: 203, height: 163 });
  expect(places.map(({ left, top }) => [left, top])).toEqual([
    [0, 0],
    [103, 0],
    [0, 83],
    [103, 83],
  ]);
});

test('words go to the next row where the row is full', () => {
  expect(flow([40, 40, 40], 100, 10).map(({ row, left }) => [row, left])).toEqual([
    [0, 0],
    [0, 50],
    [1, 0],
  ]);
  expect(flow([200, 20], 100, 10).map(({ row }) => row)).toEqual([0, 1]);
});

test('a picture has at least 2000 and at most 4096 pixels on its longer side, finer than the screen between', () => {
  expect(pixelsPerCssPixel({ width: 500, height: 400 }, 1) * 500).toBe(2000);
  expect(pixelsPerCssPixel({ width: 1500, height: 400 }, 1)).toBe(2);
  expect(pixelsPerCssPixel({ width: 3000, height: 400 }, 2) * 3000).toBe(4096);
});

test('letters are as large in the picture of a large window as in that of a small one', () => {
  expect(pictureTextScale({ width: 1280, height: 1280 })).toBe(2 * pictureTextScale({ width: 640, height: 640 }));
});
