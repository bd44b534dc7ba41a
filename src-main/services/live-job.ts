import type { Job } from '#shared/contract/index.ts';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { JobRecord } from '../library/records.ts';

/** What a job tells while it is worked on. */
export interface WorkProgress {
  readonly stage: Job['stage'];
  /** 0..1 */
  readonly fraction: number;
  /** Of the work, from its start; null while nobody knows. */
  readonly estimatedTotalMs: number | null;
}

/** A job as the runner holds it. */
export interface LiveJob {
  readonly jobId: string;
  readonly studyId: string;
  readonly modelId: string;
  readonly isThorough: boolean;
  readonly brainExtraction: BrainExtractionMode;
  readonly abort: AbortController;
  readonly ended: PromiseWithResolvers<void>;
  readonly startedAtMs: number;
  /** When the work began; null while it waits for its turn. */
  workedSinceMs: number | null;
  endedAtMs: number | null;
  endedAt: string | null;
  /** Somebody does not want it any more. */
  isCancelled: boolean;
  state: Job['state'];
  progress: WorkProgress;
  resultId: string | null;
  failure: Failure | null;
}

const waiting: WorkProgress = { stage: 'queued', fraction: 0, estimatedTotalMs: null };
const finished: WorkProgress = { stage: 'finishing', fraction: 1, estimatedTotalMs: null };

/** A job out of the library: one that has ended, or one that waits again. */
export function createJob(record: JobRecord): LiveJob {
  const { jobId, studyId, modelId, isThorough, brainExtraction, state, endedAt, resultId, failure } = record;
  const nowMs = performance.now();
  const hasEnded = state !== 'queued' && state !== 'running';
  return {
    ...{ jobId, studyId, modelId, isThorough, brainExtraction, resultId, failure, endedAt },
    ...{ abort: new AbortController(), ended: Promise.withResolvers() },
    ...{ startedAtMs: nowMs, workedSinceMs: null, endedAtMs: hasEnded ? nowMs : null, isCancelled: false },
    state: hasEnded ? state : 'running',
    progress: state === 'done' ? finished : waiting,
  };
}

export type Ending = Pick<LiveJob, 'resultId' | 'failure'> & { readonly state: Exclude<Job['state'], 'running'> };

export function endJob(job: LiveJob, ending: Ending): void {
  Object.assign(job, ending, { endedAtMs: performance.now(), endedAt: new Date().toISOString() });
  if (job.state === 'done') job.progress = finished;
}

/** The job as it crosses the wire. */
export function describeJob(job: LiveJob): Job {
  const {
    jobId,
    studyId,
    modelId,
    isThorough,
    brainExtraction,
    state,
    progress,
    resultId,
    failure,
    workedSinceMs,
    endedAt,
  } = job;
  const nowMs = job.endedAtMs ?? performance.now();
  const isEstimated = state === 'running' && workedSinceMs !== null && progress.estimatedTotalMs !== null;
  const remainingMs = isEstimated ? progress.estimatedTotalMs - (nowMs - workedSinceMs) : null;
  return {
    ...{ jobId, studyId, modelId, isThorough, brainExtraction, state, resultId, failure, endedAt },
    ...{ stage: progress.stage, fraction: progress.fraction, elapsedMs: nowMs - job.startedAtMs },
    remainingMs: remainingMs === null ? null : Math.max(0, remainingMs),
  };
}

/** The order of the queue: what is worked on, what waits, what has ended, newest first. */
export function inQueueOrder(jobs: Iterable<LiveJob>): readonly LiveJob[] {
  const rank = (job: LiveJob): number => (job.state !== 'running' ? 2 : job.workedSinceMs === null ? 1 : 0);
  const order = (a: LiveJob, b: LiveJob): number =>
    rank(a) - rank(b) || (b.endedAt ?? '').localeCompare(a.endedAt ?? '');
  return [...jobs].sort(order);
}
