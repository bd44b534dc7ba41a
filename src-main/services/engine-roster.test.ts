import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineTest } from '#shared/domain/engine.ts';
import { openLibrary, type Library } from '../library/library.ts';
import { createEngineRoster } from './engine-roster.ts';
import { createLogger, type Logger } from './logger.ts';

/* A round of tests whose library fails under it: nobody waits for a round, so it must not reject. */

const works: EngineTest = { state: 'works', version: 'test 1', msPerMegavoxel: 100, maxDifference: 0 };

let directory: string;
let library: Library;
let lines: string[];
let log: Logger;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-roster-'));
  library = await openLibrary(directory);
  lines = [];
  log = createLogger((line) => lines.push(line));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('a library that fails during a round ends it with words in the log, and the next round starts', async () => {
  const tested: string[] = [];
  const roster = createEngineRoster({
    ...{ library, log },
    choice: () => Promise.resolve('automatic'),
    testEngine: async (engineId) => {
      tested.push(engineId);
      await library.close();
      return works;
    },
  });
  await expect(roster.test()).resolves.toBeUndefined();
  const warnings = lines.filter((line) => line.includes('"warn"'));
  expect(warnings).toEqual([
    expect.stringContaining('the test of the engines ended early'),
    expect.stringContaining('nobody could be told'),
  ]);
  await expect(roster.testUntested()).resolves.toBeUndefined();
  expect(tested).toHaveLength(1);
  await expect(roster.close()).resolves.toBeUndefined();
});

test('a roster that closes during a round is told of by nobody', async () => {
  const roster = createEngineRoster({
    ...{ library, log },
    choice: () => Promise.resolve('automatic'),
    testEngine: (_engineId, signal) =>
      new Promise((_resolve, reject) => {
        const cancel = (): void => reject(new Error('cancelled'));
        if (signal.aborted) cancel();
        else signal.addEventListener('abort', cancel);
      }),
  });
  const round = roster.test();
  await roster.close();
  await expect(round).resolves.toBeUndefined();
  expect(lines.filter((line) => line.includes('"warn"'))).toEqual([]);
  await library.close();
});
