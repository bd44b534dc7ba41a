import { EventPublisher } from '@orpc/server';
import type { Engine, EnginesReport } from '#shared/contract/index.ts';
import { engineIds, type EngineChoice, type EngineId, type EngineTest } from '#shared/domain/engine.ts';
import { enginesToTry, speedOf } from '../inference/engine-choice.ts';
import type { Library } from '../library/library.ts';
import type { Logger } from './logger.ts';

/** What is known of the engines of this machine, and which of them a job should try. */
export interface EngineRoster {
  /** In this order. */
  enginesToTry(): Promise<readonly EngineId[]>;
  tests(): Promise<ReadonlyMap<EngineId, EngineTest>>;
  /** The report as it is, then every change; a slow reader misses what is out of date. */
  watch(signal?: AbortSignal): AsyncGenerator<EnginesReport, void>;
  /** Tests every engine again, one after the other; joins a round that is under way. Never rejects, nor does the next. */
  test(): Promise<void>;
  /** Tests those that never were. */
  testUntested(): Promise<void>;
  /** The choice has changed. */
  publish(): Promise<void>;
  close(): Promise<void>;
}

export interface EngineRosterOptions {
  readonly library: Library;
  readonly log: Logger;
  readonly choice: () => Promise<EngineChoice>;
  /** Runs the test of one engine; never throws but for an aborted signal. */
  readonly testEngine: (engineId: EngineId, signal: AbortSignal) => Promise<EngineTest>;
}

export function createEngineRoster({ library, log, choice, testEngine }: EngineRosterOptions): EngineRoster {
  const changes = new EventPublisher<{ report: EnginesReport }>({ maxBufferedEvents: 1 });
  const closing = new AbortController();
  let round: Promise<void> | null = null;
  let underTest: EngineId | null = null;

  async function describe(): Promise<EnginesReport> {
    const records = await library.getEngineTests();
    const tests = new Map(records.map(({ engineId, test }) => [engineId, test]));
    const [used] = enginesToTry(await choice(), tests);
    const times = records.map(({ testedAt }) => testedAt).sort();
    return {
      engines: engineIds.map((engineId) => ({
        ...describeEngine(engineId, tests),
        ...(engineId === underTest ? { state: 'testing' as const } : {}),
        isUsed: engineId === used,
      })),
      isTesting: round !== null,
      testedAt: times.at(-1) ?? null,
    };
  }

  async function publish(): Promise<void> {
    changes.publish('report', await describe());
  }

  async function testAll(wanted: readonly EngineId[]): Promise<void> {
    for (const engineId of wanted) {
      underTest = engineId;
      await publish();
      const test = await testEngine(engineId, closing.signal);
      log.info('an engine was tested', { engineId, ...test });
      await library.setEngineTest({ engineId, test, testedAt: new Date().toISOString() });
    }
  }

  /** Never rejects: the hosts and the contract start a round and do not wait for it. */
  function startRound(wanted: () => Promise<readonly EngineId[]>): Promise<void> {
    round ??= (async () => {
      await tellFailure('the test of the engines ended early', async () => testAll(await wanted()));
      round = null;
      underTest = null;
      if (closing.signal.aborted) return;
      await tellFailure('nobody could be told that the test of the engines has ended', publish);
    })();
    return round;
  }

  /** What fails because the roster closes is nothing to tell of. */
  async function tellFailure(message: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!closing.signal.aborted) log.warn(message, { detail: String(error) });
    }
  }

  async function tests(): Promise<ReadonlyMap<EngineId, EngineTest>> {
    return new Map((await library.getEngineTests()).map(({ engineId, test }) => [engineId, test]));
  }

  return {
    tests,
    publish,
    enginesToTry: async () => enginesToTry(await choice(), await tests()),
    watch: (signal) =>
      followReports(describe, () => changes.subscribe('report', signal === undefined ? {} : { signal })),
    // the reference first: the others are compared with it
    test: () => startRound(() => Promise.resolve([...engineIds].reverse())),
    testUntested: () =>
      startRound(async () => {
        const known = await tests();
        return engineIds.toReversed().filter((engineId) => !known.has(engineId));
      }),
    async close() {
      closing.abort();
      await round;
    },
  };
}

function describeEngine(engineId: EngineId, tests: ReadonlyMap<EngineId, EngineTest>): Omit<Engine, 'isUsed'> {
  const test = tests.get(engineId);
  const nothing = { version: '', fault: null, detail: '', speed: null };
  if (test === undefined) return { engineId, state: 'untested', ...nothing };
  if (test.state === 'faulty') return { engineId, state: 'faulty', ...nothing, fault: test.fault, detail: test.detail };
  return { engineId, state: 'works', ...nothing, version: test.version, speed: speedOf(engineId, tests) };
}

/** Subscribes before it describes, so that no change is lost in between. */
async function* followReports(
  describe: () => Promise<EnginesReport>,
  subscribe: () => AsyncGenerator<EnginesReport>,
): AsyncGenerator<EnginesReport, void> {
  const changes = subscribe();
  try {
    yield await describe();
    for await (const report of changes) yield report;
  } finally {
    await changes.return(undefined);
  }
}
