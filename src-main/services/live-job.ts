import { randomUUID } from 'node:crypto';
import type { Job } from '#shared/contract/index.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import type { StudyRecord } from '../library/records.ts';

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
  readonly study: StudyRecord;
  readonly model: ModelPackage;
  readonly abort: AbortController;
  readonly ended: PromiseWithResolvers<void>;
  readonly startedAtMs: number;
  /** When the work began; null while it waits for its turn. */
  workedSinceMs: number | null;
  endedAtMs: number | null;
  state: Job['state'];
  progress: WorkProgress;
  resultId: string | null;
  failure: Failure | null;
}

export function createJob(study: StudyRecord, model: ModelPackage): LiveJob {
  return {
    ...{ jobId: randomUUID(), study, model, abort: new AbortController(), ended: Promise.withResolvers() },
    ...{ startedAtMs: performance.now(), workedSinceMs: null, endedAtMs: null },
    ...{ state: 'running', resultId: null, failure: null },
    progress: { stage: 'queued', fraction: 0, estimatedTotalMs: null },
  };
}

/** The job as it crosses the wire. */
export function describeJob(job: LiveJob): Job {
  const { jobId, study, model, state, progress, resultId, failure, workedSinceMs } = job;
  const nowMs = job.endedAtMs ?? performance.now();
  const isEstimated = state === 'running' && workedSinceMs !== null && progress.estimatedTotalMs !== null;
  const remainingMs = isEstimated ? progress.estimatedTotalMs - (nowMs - workedSinceMs) : null;
  return {
    ...{ jobId, studyId: study.studyId, modelId: model.modelId, state, resultId, failure },
    ...{ stage: progress.stage, fraction: progress.fraction, elapsedMs: nowMs - job.startedAtMs },
    remainingMs: remainingMs === null ? null : Math.max(0, remainingMs),
  };
}
