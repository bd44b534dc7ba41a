import { expect, test } from 'vitest';
import { directedMm } from './directed-mm.ts';
import { createFormats } from './formats.ts';

test('a place is told by the sides it lies on, right and left not exchanged', () => {
  const formats = createFormats('en');
  expect(directedMm([12.04, -4.5, 33], formats, 1)).toEqual({ x: 'R 12.0', y: 'P 4.5', z: 'S 33.0' });
  expect(directedMm([-149.2, 120, -40], formats, 0)).toEqual({ x: 'L 149', y: 'A 120', z: 'I 40' });
});
