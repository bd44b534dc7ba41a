import { expect, test, vi } from 'vitest';
import { rememberLast } from './remember-last.ts';

test('the same objects are answered with the same object, others anew', () => {
  const make = vi.fn((a: object, b: object) => [a, b]);
  const remembered = rememberLast(make);
  const [a, b, c] = [{}, {}, {}];
  const first = remembered(a, b);
  expect(remembered(a, b)).toBe(first);
  expect(make).toHaveBeenCalledOnce();
  expect(remembered(a, c)).toEqual([a, c]);
  expect(remembered(c, a)).not.toBe(first);
  // only the last is kept
  expect(remembered(a, b)).not.toBe(first);
  expect(make).toHaveBeenCalledTimes(4);
});
