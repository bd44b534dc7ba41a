import { randomUUID } from 'node:crypto';
import type { Job } from '#shared/contract/index.ts';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import { GlioscopeError, toFailure } from '#shared/domain/failure.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import type { JobStore } from '../library/job-queries.ts';
import type { JobRecord, StudyRecord } from '../library/records.ts';
import { createJobLedger, type JobLedger } from './job-ledger.ts';
import { createJob, describeJob, type LiveJob, type WorkProgress } from './live-job.ts';
import type { Logger } from './logger.ts';
import { createTurns } from './turns.ts';

/** What a job works on. */
export interface JobSubject {
  readonly study: StudyRecord;
  readonly model: ModelPackage;
}

/** What is asked for. */
export interface JobWish {
  readonly studyId: string;
  readonly modelId: string;
  /** Over mirrored passes, where the model allows it. */
  readonly isThorough: boolean;
  readonly brainExtraction: BrainExtractionMode;
}

/** Does a job's work, keeps its result with the job and returns the result's id. Ends soon after `signal` aborts. */
export type JobWork = (
  job: JobSubject & Pick<JobRecord, 'jobId' | 'isThorough' | 'brainExtraction'>,
  signal: AbortSignal,
  onProgress: (progress: WorkProgress) => void,
) => Promise<string>;

/**
 * Segmentations that wait, run and have ended lately: one per study, one at a time for the whole machine.
 * What waits or runs when the program ends, or dies, goes on at the next start.
 */
export interface JobRunner {
  /** Takes up what an earlier run of the program left. First thing to call. */
  resume(): Promise<void>;
  /** Throws `job-running` when the study has one already, `not-found` when the study is going or gone. */
  start(wish: JobWish): Promise<Job>;
  running(studyId: string): Job | null;
  /** The job as it is, then every change until it ends; a slow reader misses what is out of date. Throws `not-found`. */
  watch(jobId: string, signal?: AbortSignal): AsyncGenerator<Job, void>;
  /** All jobs (see `inQueueOrder`), then again at every change. */
  watchQueue(signal?: AbortSignal): AsyncGenerator<Job[], void>;
  /** Resolves once the job has ended. Throws `not-found`. */
  cancel(jobId: string): Promise<Job>;
  forgetEnded(): Promise<void>;
  /** Removes a study: its job ends first, and none begins meanwhile. */
  removeStudy(studyId: string, remove: () => Promise<void>): Promise<void>;
  /** Stops working; what waits or runs goes on at the next start. */
  close(): Promise<void>;
}

export interface JobRunnerOptions {
  readonly store: JobStore;
  /** What a job works on, as it is when its turn has come. */
  readonly load: (job: { readonly studyId: string; readonly modelId: string }) => Promise<JobSubject>;
  readonly work: JobWork;
  readonly log: Logger;
}

/** How often the program may die under a study before it is no longer tried again by itself. */
const interruptionsBorne = 1;

export function createJobRunner({ store, load, work, log }: JobRunnerOptions): JobRunner {
  const ledger = createJobLedger(store, log);
  const studiesLeaving = new Set<string>();
  let isClosing = false;

  const turns = createTurns(createWorker({ ledger, store, load, work, log, isClosing: () => isClosing }));

  async function cancel(job: LiveJob): Promise<Job> {
    if (job.state === 'running') {
      job.isCancelled = true;
      job.abort.abort();
      if (turns.leave(job)) await endCancelled(ledger, job);
      await job.ended.promise;
    }
    return describeJob(job);
  }

  async function start(wish: JobWish): Promise<Job> {
    const { studyId } = wish;
    if (studiesLeaving.has(studyId)) throw new GlioscopeError('not-found', {}, { detail: `${studyId} is going` });
    if (ledger.runningOf(studyId) !== undefined) throw new GlioscopeError('job-running');
    const record = newJob(wish);
    const job = createJob(record);
    ledger.add(job);
    try {
      await store.add(record);
    } catch (error) {
      ledger.remove(job.jobId);
      job.ended.resolve();
      throw error;
    }
    if (job.isCancelled) await endCancelled(ledger, job);
    else turns.enter(job);
    ledger.publishQueue();
    return describeJob(job);
  }

  return {
    ...{ start, watch: ledger.watch, watchQueue: ledger.watchQueue, forgetEnded: ledger.forgetEnded },
    async resume() {
      for (const record of await store.list()) {
        const job = createJob(record);
        ledger.add(job);
        const isToGoOn = job.state === 'running' && (await takeUp(record, job, { store, ledger, log }));
        if (isToGoOn) turns.enter(job);
      }
    },
    running(studyId) {
      const job = ledger.runningOf(studyId);
      return job === undefined ? null : describeJob(job);
    },
    cancel: async (jobId) => cancel(ledger.find(jobId)),
    async removeStudy(studyId, remove) {
      studiesLeaving.add(studyId);
      try {
        const job = ledger.runningOf(studyId);
        if (job !== undefined) await cancel(job);
        await remove();
        ledger.removeStudy(studyId);
      } finally {
        studiesLeaving.delete(studyId);
      }
    },
    async close() {
      isClosing = true;
      const atWork = ledger.allRunning().filter((job) => !turns.leave(job) && job.workedSinceMs !== null);
      for (const job of atWork) job.abort.abort();
      await Promise.all(atWork.map((job) => job.ended.promise));
    },
  };
}

interface WorkerOptions extends JobRunnerOptions {
  readonly ledger: JobLedger;
  readonly isClosing: () => boolean;
}

/** What is done when a job's turn has come. Never rejects. */
function createWorker({ ledger, store, load, work, log, isClosing }: WorkerOptions): (job: LiveJob) => Promise<void> {
  return async function run(job: LiveJob): Promise<void> {
    if (isClosing()) return;
    const { jobId, modelId, isThorough, brainExtraction, abort } = job;
    job.workedSinceMs = performance.now();
    job.progress = { ...job.progress, stage: 'reading' };
    ledger.publish(job);
    try {
      await store.begin(jobId);
      const subject = await load(job);
      const resultId = await work({ jobId, isThorough, brainExtraction, ...subject }, abort.signal, (progress) => {
        // never backwards, and 1 belongs to the job that is done
        const fraction = Math.min(0.999, Math.max(job.progress.fraction, progress.fraction));
        job.progress = { ...progress, fraction };
        ledger.publish(job);
      });
      await ledger.end(job, { state: 'done', resultId, failure: null });
    } catch (error) {
      if (job.isCancelled) await endCancelled(ledger, job);
      else if (isClosing()) {
        await ledger.keep(job, store.requeue(jobId, 0));
        job.ended.resolve();
      } else {
        const failure = toFailure(error);
        log.warn('a segmentation failed', { jobId, model: modelId, code: failure.code, detail: failure.detail });
        await ledger.end(job, { state: 'failed', resultId: null, failure });
      }
    }
  };
}

function endCancelled(ledger: JobLedger, job: LiveJob): Promise<void> {
  return ledger.end(job, { state: 'cancelled', resultId: null, failure: null });
}

function newJob(wish: JobWish): JobRecord {
  return {
    ...{ ...wish, jobId: randomUUID(), state: 'queued', interruptions: 0 },
    ...{ createdAt: new Date().toISOString(), endedAt: null, resultId: null, failure: null },
  };
}

interface Upkeep extends Pick<JobRunnerOptions, 'store' | 'log'> {
  readonly ledger: JobLedger;
}

/** A job an earlier run of the program left: whether it goes on. One that ran when the program died counts that. */
async function takeUp(record: JobRecord, job: LiveJob, { store, ledger, log }: Upkeep): Promise<boolean> {
  if (record.state !== 'running') return true;
  const interruptions = record.interruptions + 1;
  log.warn('a segmentation was interrupted', { jobId: job.jobId, interruptions });
  if (interruptions <= interruptionsBorne) {
    await ledger.keep(job, store.requeue(job.jobId, interruptions));
    return true;
  }
  await ledger.end(job, { state: 'failed', resultId: null, failure: { code: 'job-interrupted', params: {} } });
  return false;
}
