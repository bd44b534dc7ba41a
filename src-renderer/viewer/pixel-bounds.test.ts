import { expect, test } from 'vitest';
import { boundsOf } from './pixel-bounds.ts';

const [size, black] = [{ width: 5, height: 4 }, 0xff000000];

test('the block holds every pixel that is seen, and no more', () => {
  const pixels = new Uint32Array(5 * 4);
  expect(boundsOf(pixels, size, black)).toBeNull();
  pixels[1 * 5 + 3] = 7;
  expect(boundsOf(pixels, size, black)).toEqual({ left: 3, top: 1, right: 4, bottom: 2 });
  pixels[2 * 5 + 1] = 7;
  expect(boundsOf(pixels, size, black)).toEqual({ left: 1, top: 1, right: 4, bottom: 3 });
  pixels[0] = 7;
  pixels[3 * 5 + 4] = 7;
  expect(boundsOf(pixels, size, black)).toEqual({ left: 0, top: 0, right: 5, bottom: 4 });
});

test('what looks like what lies behind it is not seen; where something else lies behind, it is', () => {
  const pixels = new Uint32Array(5 * 4).fill(black);
  expect(boundsOf(pixels, size, black)).toBeNull();
  expect(boundsOf(pixels, size, 0)).toEqual({ left: 0, top: 0, right: 5, bottom: 4 });
  pixels[2 * 5 + 2] = 0xff000001;
  expect(boundsOf(pixels, size, black)).toEqual({ left: 2, top: 2, right: 3, bottom: 3 });
});
