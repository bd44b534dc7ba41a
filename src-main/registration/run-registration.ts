import type { ChildProcess } from 'node:child_process';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { forkChild } from '../processes/fork-child.ts';
import { tellChild, type ChildEnding } from '../processes/tell-child.ts';
import type {
  RegistrationOutcome,
  RegistrationProgress,
  RegistrationReport,
  RegistrationRequest,
} from './registration.ts';

export interface RegistrationOptions {
  /** The child's entry: `registration-process.ts`, or its bundle. */
  readonly processEntry: URL;
  /** Aborting kills the child at once; nothing of the work is left. */
  readonly signal: AbortSignal;
  /** Called when an image begins, and several times a second. */
  readonly onProgress: (progress: RegistrationProgress) => void;
  /** Starts the child; by default a Node process with an IPC channel in advanced serialisation. */
  readonly forkProcess?: (processEntry: URL) => ChildProcess;
  /** Beyond it the child is taken for stuck. */
  readonly timeoutMs?: number;
}

const progressIntervalMs = 250;
const defaultTimeoutMs = 10 * 60_000;
/** What one image takes on an idle machine; only for the bar, which slows down where it takes longer. */
const usualImageMs = 5000;

/**
 * Runs a registration in a process of its own.
 *
 * @throws GlioscopeError cancelled; registration-failed {reason: no-match | stopped | timeout | memory}; what the file reader throws.
 */
export async function runRegistration(
  request: RegistrationRequest,
  options: RegistrationOptions,
): Promise<RegistrationOutcome> {
  if (options.signal.aborted) throw new GlioscopeError('cancelled');
  const child = (options.forkProcess ?? forkChild)(options.processEntry);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs);
  const stopProgress = followProgress(child, request, options.onProgress);
  const ending = await tellChild(child, request, AbortSignal.any([options.signal, timeout]));
  stopProgress();
  return readOutcome(ending, { cancel: options.signal, timeout });
}

function readOutcome(
  ending: ChildEnding,
  { cancel, timeout }: { readonly cancel: AbortSignal; readonly timeout: AbortSignal },
): RegistrationOutcome {
  if (cancel.aborted) throw new GlioscopeError('cancelled');
  if (ending.kind === 'not-started') throw failed('stopped', ending.error.message);
  const last = ending.lastMessage as RegistrationReport | undefined; // holds: the entry sends nothing else
  if (last?.kind === 'done') return last.outcome;
  if (last?.kind === 'failed') throw asError(last.failure);
  if (timeout.aborted) throw failed('timeout', '');
  throw failed(reasonOf(ending.standardError), `${ending.reason}\n${ending.standardError}`);
}

/** Why it ended, from what the process or elastix said last. */
function reasonOf(words: string): 'memory' | 'stopped' {
  return /memory|allocation/iu.test(words) ? 'memory' : 'stopped';
}

function failed(reason: string, detail: string): GlioscopeError {
  return new GlioscopeError('registration-failed', { reason }, { detail });
}

/** What went wrong inside the process without a name of its own went wrong with the registration. */
function asError({
  code,
  params,
  detail = '',
}: Extract<RegistrationReport, { kind: 'failed' }>['failure']): GlioscopeError {
  if (code !== 'internal') return new GlioscopeError(code, params, { detail });
  return failed(reasonOf(detail), detail);
}

/** Reports progress until the returned function is called. */
function followProgress(
  child: ChildProcess,
  { moving }: RegistrationRequest,
  onProgress: (progress: RegistrationProgress) => void,
): () => void {
  let current = -1;
  let sinceMs = performance.now();
  const publish = (): void => {
    const share = 1 - Math.exp(-(performance.now() - sinceMs) / usualImageMs);
    const fraction = current < 0 ? 0 : (current + share) / moving.length;
    onProgress({ modality: moving[current]?.modality ?? null, fraction });
  };
  child.on('message', (message) => {
    const report = message as RegistrationReport; // holds: the entry sends nothing else
    if (report.kind !== 'begun') return;
    current = report.index;
    sinceMs = performance.now();
    publish();
  });
  const timer = setInterval(publish, progressIntervalMs);
  return () => clearInterval(timer);
}
