import { expect, test } from 'vitest';
import { textScaleOf } from './canvas-size.ts';

test('letters are those of the page, smaller where there is no room and larger where a view fills a large screen', () => {
  expect(textScaleOf(1, 600)).toBe(1);
  expect(textScaleOf(1, 1000)).toBe(1);
  expect(textScaleOf(1, 100)).toBe(0.5);
  expect(textScaleOf(1.375, 950)).toBe(1.375);
  expect(textScaleOf(1.375, 1900)).toBeCloseTo(2.6125);
  expect(textScaleOf(1.375, 9000)).toBe(2.75);
});
