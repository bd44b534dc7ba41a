import type { ChildProcess } from 'node:child_process';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { modelInvalid, type ModelPackage } from './model-package.ts';
import { forkChild } from '../processes/fork-child.ts';
import type { ModelCheckCommand, ModelCheckReport } from './segmentation.ts';

export interface ModelCheckOptions {
  /** The child's entry: `inference-process.ts`, or its bundle. */
  readonly processEntry: URL;
  readonly signal?: AbortSignal | undefined;
  readonly limitMs?: number;
  readonly forkProcess?: (processEntry: URL) => ChildProcess;
}

/** Networks of this kind answer for one patch within seconds. */
const defaultLimitMs = 5 * 60_000;

/**
 * Self-test of a package's network in a process of its own: nobody knows what a network from elsewhere does.
 *
 * @throws what the signal was aborted with; GlioscopeError model-invalid {model, reason}; out-of-memory, engine-failed.
 */
export async function checkModel(model: ModelPackage, options: ModelCheckOptions): Promise<void> {
  const { processEntry, signal } = options;
  signal?.throwIfAborted();
  const child = (options.forkProcess ?? forkChild)(processEntry);
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  const timer = setTimeout(kill, options.limitMs ?? defaultLimitMs);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const report = await awaitReport(child, model);
    signal?.throwIfAborted();
    if (report === null) throw modelInvalid(model.modelId, 'self-test-ended');
    if (report.kind === 'checked') return;
    const { code, params, detail } = report.failure;
    throw new GlioscopeError(code, params, detail === undefined ? {} : { detail });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    kill();
  }
}

/** Null when the process ended without a word. */
function awaitReport(child: ChildProcess, model: ModelPackage): Promise<ModelCheckReport | null> {
  return new Promise((resolve) => {
    let report: ModelCheckReport | null = null;
    // not read, it would fill up and stop the child
    child.stderr?.resume();
    child.on('message', (message) => {
      report = message as ModelCheckReport; // holds: the entry answers this command with nothing else
    });
    // more than once: what cannot be started cannot be told its command either
    child.on('error', () => resolve(null));
    child.once('close', () => resolve(report));
    child.send({ checkedModel: model } satisfies ModelCheckCommand);
  });
}
