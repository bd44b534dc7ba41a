import { expect, test } from 'vitest';
import { blendRunTimes, expectedRunTimes } from './run-times.ts';

const works = (msPerMegavoxel: number) =>
  ({ state: 'works', version: 'test 1', msPerMegavoxel, maxDifference: 0 }) as const;

test('untested, a computer is as fast as its threads are many', () => {
  expect(expectedRunTimes(1000, undefined, 2).secondsPerMegavoxel).toBe(0.5);
  expect(expectedRunTimes(1000, { state: 'faulty', fault: 'failed', detail: '' }, 4).secondsPerMegavoxel).toBe(0.25);
});

test('the self-test says how fast this computer is, whatever its threads', () => {
  // as fast as two cores of the computer the statement was made on
  expect(expectedRunTimes(1000, works(350), 2).secondsPerMegavoxel).toBeCloseTo(0.5);
  expect(expectedRunTimes(1000, works(350), 16).secondsPerMegavoxel).toBeCloseTo(0.5);
  expect(expectedRunTimes(1000, works(700), 16).secondsPerMegavoxel).toBeCloseTo(1);
});

test('one run on a busy computer does not spoil the next estimate', () => {
  const usual = { secondsPerMegavoxel: 0.5, secondsBesideNetwork: 1 };
  const busy = { secondsPerMegavoxel: 1.5, secondsBesideNetwork: 3 };
  expect(blendRunTimes(null, usual)).toEqual(usual);
  expect(blendRunTimes(usual, busy)).toEqual({ secondsPerMegavoxel: 1, secondsBesideNetwork: 2 });
  expect(blendRunTimes({ ...usual, secondsBesideNetwork: null }, busy).secondsBesideNetwork).toBe(3);
  expect(blendRunTimes(usual, { ...busy, secondsBesideNetwork: null }).secondsBesideNetwork).toBe(1);
});
