import { expect, test, vi } from 'vitest';
import { createViewMotion } from './view-motion.ts';

test('views of one motion hear of every move, until they stop listening', () => {
  const motion = createViewMotion();
  const [first, second] = [vi.fn(), vi.fn()];
  motion.subscribe(first);
  const stop = motion.subscribe(second);
  motion.move({ zoom: 2, panMm: { x: 3, y: 4 } });
  stop();
  motion.move({ zoom: 4, panMm: { x: 0, y: 0 } });
  expect(motion.current().zoom).toBe(4);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([2, 1]);
});
