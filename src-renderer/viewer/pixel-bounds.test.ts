import { expect, test } from 'vitest';
import { boundsOf } from './pixel-bounds.ts';

test('the block holds every pixel that is seen, and no more', () => {
  const pixels = new Uint32Array(5 * 4);
  expect(boundsOf(pixels, { width: 5, height: 4 })).toBeNull();
  pixels[1 * 5 + 3] = 7;
  expect(boundsOf(pixels, { width: 5, height: 4 })).toEqual({ left: 3, top: 1, right: 4, bottom: 2 });
  pixels[2 * 5 + 1] = 7;
  expect(boundsOf(pixels, { width: 5, height: 4 })).toEqual({ left: 1, top: 1, right: 4, bottom: 3 });
});
