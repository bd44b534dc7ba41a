import type { ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { EngineId, EngineTest } from '#shared/domain/engine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { faultOf } from './engine.ts';
import { forkChild } from '../processes/fork-child.ts';
import { tellChild, type ChildEnding } from '../processes/tell-child.ts';
import type { EngineTestCommand, EngineTestReport } from './segmentation.ts';

export interface EngineTestOptions {
  /** The child's entry: `inference-process.ts`, or its bundle. */
  readonly processEntry: URL;
  /** Aborting kills the child and throws `cancelled`. */
  readonly signal: AbortSignal;
  /** A driver that compiles shaders for minutes is of no use either. */
  readonly limitMs?: number;
  readonly forkProcess?: (processEntry: URL) => ChildProcess;
}

const defaultLimitMs = 60_000;
/** Of what the process wrote, in the settings. */
const standardErrorShown = 2000;

/**
 * Tests an engine in a process of its own: a crash or a hang is an answer too.
 *
 * @throws GlioscopeError cancelled, and nothing else.
 */
export async function testEngine(engineId: EngineId, options: EngineTestOptions): Promise<EngineTest> {
  if (options.signal.aborted) throw new GlioscopeError('cancelled');
  const child = (options.forkProcess ?? forkSelfTest)(options.processEntry);
  const limit = AbortSignal.timeout(options.limitMs ?? defaultLimitMs);
  const stop = AbortSignal.any([options.signal, limit]);
  const ending = await tellChild(child, { testedEngine: engineId } satisfies EngineTestCommand, stop);
  return readTest(ending, { cancel: options.signal, limit });
}

function readTest(
  ending: ChildEnding,
  { cancel, limit }: { readonly cancel: AbortSignal; readonly limit: AbortSignal },
): EngineTest {
  if (cancel.aborted) throw new GlioscopeError('cancelled');
  const test = readEnding(ending);
  return limit.aborted && test.state === 'faulty' ? { ...test, fault: 'timed-out' } : test;
}

function readEnding(ending: ChildEnding): EngineTest {
  if (ending.kind === 'not-started') return { state: 'faulty', fault: 'crashed', detail: ending.error.message };
  // holds: the entry answers this command with nothing else
  const report = ending.lastMessage as EngineTestReport | undefined;
  const test: EngineTest =
    report === undefined ? { state: 'faulty', fault: 'crashed', detail: ending.reason } : readReport(report);
  return test.state === 'works' ? test : { ...test, detail: withStandardError(test.detail, ending.standardError) };
}

function readReport(report: EngineTestReport): EngineTest {
  if (report.kind === 'tested') return report.test;
  const { code, detail } = report.failure;
  return { state: 'faulty', fault: faultOf(report.failure) ?? 'failed', detail: detail ?? code };
}

/** Libraries name what they miss, a file or a driver, on standard error only; colours are left out. */
function withStandardError(detail: string, standardError: string): string {
  return `${detail}\n${stripVTControlCharacters(standardError.slice(-standardErrorShown))}`.trim();
}

function forkSelfTest(processEntry: URL): ChildProcess {
  return forkChild(processEntry, 'self-test');
}
