import { expect, test } from 'vitest';
import { createRestartLimit } from './restart-limit.ts';

test('allows so many restarts in a window, and again once the window has moved on', () => {
  const limit = createRestartLimit(2, 1000);
  expect(limit.allows(0)).toBe(true);
  expect(limit.allows(900)).toBe(true);
  expect(limit.allows(999)).toBe(false);
  expect(limit.allows(1000)).toBe(true);
  expect(limit.allows(1001)).toBe(false);
});
