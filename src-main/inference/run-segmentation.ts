import type { ChildProcess } from 'node:child_process';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { presentModalities, type Modality } from '#shared/domain/modality.ts';
import type { ReadImage } from '../imaging/image-facts.ts';
import { forkChild } from '../processes/fork-child.ts';
import { tellChild, type ChildEnding } from '../processes/tell-child.ts';
import { refuseLacking } from './absent-modality.ts';
import { isMemoryMessage } from './memory-messages.ts';
import { createProgressEstimate, type SegmentationProgress } from './progress-estimate.ts';
import type { InferenceCommand, InferenceReport, SegmentationOutcome, SegmentationRequest } from './segmentation.ts';

export interface SegmentationOptions {
  /** The child's entry: `inference-process.ts`, or its bundle. */
  readonly processEntry: URL;
  /** Aborting kills the child at once; nothing of the job is left. */
  readonly signal: AbortSignal;
  /** Called when a stage or a step is reached, and several times a second while the network runs. */
  readonly onProgress: (progress: SegmentationProgress) => void;
  /** Given what each file holds, once it is read: for who would have to read it too otherwise. */
  readonly onImage?: (modality: Modality, image: ReadImage) => void;
  /** Starts the child; by default a Node process with an IPC channel in advanced serialisation. */
  readonly forkProcess?: (processEntry: URL) => ChildProcess;
}

const progressIntervalMs = 200;

/**
 * Runs one segmentation in a process of its own.
 *
 * @throws GlioscopeError cancelled; engine-crashed {reason: signal or exit code}; out-of-memory; engine-failed;
 *         model-invalid {model, reason}; model-needs-modality {model, modalities}; no-brain, brain-not-found,
 *         geometry-mismatch and what the file reader throws.
 */
export async function runSegmentation(
  request: SegmentationRequest,
  options: SegmentationOptions,
): Promise<SegmentationOutcome> {
  if (options.signal.aborted) throw new GlioscopeError('cancelled');
  refuseLacking(request.model, presentModalities(request.inputs));
  const child = (options.forkProcess ?? forkChild)(options.processEntry);
  const { onProgress, onImage } = options;
  const stopProgress = followProgress(child, request, onProgress);
  if (onImage !== undefined) followImages(child, onImage);
  const { model, inputs, engineId, memoryBudgetBytes, threads, isThorough, brainExtraction } = request;
  const command: InferenceCommand = {
    ...{ model, inputs, engineId, memoryBudgetBytes, threads, isThorough, brainExtraction },
    describesImages: onImage !== undefined,
  };
  const ending = await tellChild(child, command, options.signal);
  stopProgress();
  return readOutcome(ending, options.signal);
}

/** An inference process that was started before it is known what it has to do. */
export interface WaitingProcess {
  readonly process: ChildProcess;
  /** The process, for `SegmentationOptions.forkProcess`; another one where it has ended, or was taken before. */
  readonly take: (processEntry: URL) => ChildProcess;
  /** Ends it, unless it was taken. */
  readonly dispose: () => void;
}

/** Starts an inference process while its caller still looks for the files: starting takes about as long. */
export function startWaiting(processEntry: URL): WaitingProcess {
  const child = forkChild(processEntry);
  let isWaiting = true;
  const forget = (): void => {
    isWaiting = false;
  };
  child.once('error', forget).once('exit', forget);
  return {
    process: child,
    take(entry) {
      if (!isWaiting) return forkChild(entry);
      child.off('error', forget).off('exit', forget);
      forget();
      return child;
    },
    dispose() {
      if (isWaiting) child.kill('SIGKILL');
    },
  };
}

function readOutcome(ending: ChildEnding, cancel: AbortSignal): SegmentationOutcome {
  if (cancel.aborted) throw new GlioscopeError('cancelled');
  if (ending.kind === 'not-started') {
    const { error } = ending;
    throw new GlioscopeError('engine-crashed', { reason: 'not started' }, { detail: error.message, cause: error });
  }
  const last = ending.lastMessage as InferenceReport | undefined; // holds: the entry sends nothing else
  if (last?.kind === 'done') return last.outcome;
  throw last?.kind === 'failed' ? asError(last.failure) : describeCrash(ending);
}

function describeCrash({ reason, standardError }: Extract<ChildEnding, { kind: 'ended' }>): GlioscopeError {
  const detail = `${reason}\n${standardError}`;
  return isMemoryMessage(standardError)
    ? new GlioscopeError('out-of-memory', {}, { detail })
    : new GlioscopeError('engine-crashed', { reason }, { detail });
}

function asError({ code, params, detail }: Extract<InferenceReport, { kind: 'failed' }>['failure']): GlioscopeError {
  return new GlioscopeError(code, params, detail === undefined ? {} : { detail });
}

function followImages(child: ChildProcess, onImage: (modality: Modality, image: ReadImage) => void): void {
  child.on('message', (message) => {
    const report = message as InferenceReport; // holds: the entry sends nothing else
    if (report.kind === 'image') onImage(report.modality, report.image);
  });
}

/** Reports progress until the returned function is called. */
function followProgress(
  child: ChildProcess,
  request: SegmentationRequest,
  onProgress: (progress: SegmentationProgress) => void,
): () => void {
  const start = performance.now();
  const estimate = createProgressEstimate(request.model.manifest.cost, request);
  const publish = (): void => onProgress(estimate.at(performance.now() - start));
  child.on('message', (message) => {
    const report = message as InferenceReport; // holds: the entry sends nothing else
    estimate.take(report, performance.now() - start);
    if (report.kind === 'stage' || report.kind === 'step') publish();
  });
  const timer = setInterval(publish, progressIntervalMs);
  return () => clearInterval(timer);
}
