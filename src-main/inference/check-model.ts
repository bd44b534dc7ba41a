import type { ChildProcess } from 'node:child_process';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { ModelPackage } from './model-package.ts';
import { modelInvalid } from './model-weights.ts';
import { forkChild } from '../processes/fork-child.ts';
import { tellChild } from '../processes/tell-child.ts';
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
  const limit = AbortSignal.timeout(options.limitMs ?? defaultLimitMs);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const ending = await tellChild(child, { checkedModel: model } satisfies ModelCheckCommand, stop);
  signal?.throwIfAborted();
  // holds: the entry answers this command with nothing else
  const report = ending.kind === 'ended' ? (ending.lastMessage as ModelCheckReport | undefined) : undefined;
  if (report === undefined) throw modelInvalid(model.modelId, 'self-test-ended');
  if (report.kind === 'checked') return;
  const { code, params, detail } = report.failure;
  throw new GlioscopeError(code, params, detail === undefined ? {} : { detail });
}
