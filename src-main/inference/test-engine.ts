import type { ChildProcess } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { EngineId, EngineTest } from '#shared/domain/engine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { faultOf } from './engine.ts';
import { forkChild } from '../processes/fork-child.ts';
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
const standardErrorKept = 2000;

/**
 * Tests an engine in a process of its own: a crash or a hang is an answer too.
 *
 * @throws GlioscopeError cancelled, and nothing else.
 */
export async function testEngine(engineId: EngineId, options: EngineTestOptions): Promise<EngineTest> {
  if (options.signal.aborted) throw new GlioscopeError('cancelled');
  const child = (options.forkProcess ?? forkSelfTest)(options.processEntry);
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const limit = AbortSignal.timeout(options.limitMs ?? defaultLimitMs);
  const ending = AbortSignal.any([options.signal, limit]);
  ending.addEventListener('abort', kill, { once: true });
  try {
    const test = await awaitTest(child, engineId);
    options.signal.throwIfAborted();
    return limit.aborted && test.state === 'faulty' ? { ...test, fault: 'timed-out' } : test;
  } catch {
    throw new GlioscopeError('cancelled');
  } finally {
    ending.removeEventListener('abort', kill);
    kill();
  }
}

function awaitTest(child: ChildProcess, engineId: EngineId): Promise<EngineTest> {
  return new Promise((resolve) => {
    let standardError = '';
    let report: EngineTestReport | null = null;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      standardError = (standardError + text).slice(-standardErrorKept);
    });
    child.on('message', (message) => {
      report = message as EngineTestReport; // holds: the entry answers this command with nothing else
    });
    // more than once: what cannot be started cannot be told its command either
    child.on('error', (error) => resolve({ state: 'faulty', fault: 'crashed', detail: error.message }));
    child.once('close', (code, signal) => {
      const ending = signal ?? `exit ${code ?? 'unknown'}`;
      const test: EngineTest =
        report === null ? { state: 'faulty', fault: 'crashed', detail: ending } : readReport(report);
      resolve(test.state === 'works' ? test : { ...test, detail: withStandardError(test.detail, standardError) });
    });
    child.send({ testedEngine: engineId } satisfies EngineTestCommand);
  });
}

function readReport(report: EngineTestReport): EngineTest {
  if (report.kind === 'tested') return report.test;
  const { code, detail } = report.failure;
  return { state: 'faulty', fault: faultOf(report.failure) ?? 'failed', detail: detail ?? code };
}

/** Libraries name what they miss, a file or a driver, on standard error only; colours are left out. */
function withStandardError(detail: string, standardError: string): string {
  return `${detail}\n${stripVTControlCharacters(standardError)}`.trim();
}

function forkSelfTest(processEntry: URL): ChildProcess {
  return forkChild(processEntry, 'self-test');
}
