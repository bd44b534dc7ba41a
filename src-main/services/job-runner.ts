import { EventPublisher } from '@orpc/server';
import type { Job } from '#shared/contract/index.ts';
import { GlioscopeError, toFailure } from '#shared/domain/failure.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import type { StudyRecord } from '../library/records.ts';
import { createJob, describeJob, type LiveJob, type WorkProgress } from './live-job.ts';
import type { Logger } from './logger.ts';
import { createTurns } from './turns.ts';

/** Does a job's work and returns the id of its result. Ends soon after `signal` aborts. */
export type JobWork = (
  job: { readonly study: StudyRecord; readonly model: ModelPackage },
  signal: AbortSignal,
  onProgress: (progress: WorkProgress) => void,
) => Promise<string>;

/** Segmentations under way: one per study, one at a time for the whole machine, the others wait. */
export interface JobRunner {
  /** Throws `job-running` when the study has one already. */
  start(study: StudyRecord, model: ModelPackage): Job;
  running(studyId: string): Job | null;
  /** The job as it is, then every change until it ends; a slow reader misses what is out of date. Throws `not-found`. */
  watch(jobId: string, signal?: AbortSignal): AsyncGenerator<Job, void>;
  /** Resolves once the job has ended. Throws `not-found`. */
  cancel(jobId: string): Promise<Job>;
  cancelStudy(studyId: string): Promise<void>;
  cancelAll(): Promise<void>;
}

/** Ended jobs remembered, for watchers that come late. */
const endedJobsKept = 50;

export function createJobRunner(work: JobWork, log: Logger): JobRunner {
  const jobs = new Map<string, LiveJob>();
  const changes = new EventPublisher<Record<string, Job>>({ maxBufferedEvents: 1 });

  function find(jobId: string): LiveJob {
    const job = jobs.get(jobId);
    if (job === undefined) throw new GlioscopeError('not-found', {}, { detail: `no job ${jobId}` });
    return job;
  }

  function runningOf(studyId: string): LiveJob | undefined {
    return [...jobs.values()].find((job) => job.study.studyId === studyId && job.state === 'running');
  }

  function publish(job: LiveJob): void {
    changes.publish(job.jobId, describeJob(job));
  }

  function end(job: LiveJob, outcome: Pick<LiveJob, 'state' | 'resultId' | 'failure'>): void {
    Object.assign(job, outcome, { endedAtMs: performance.now() });
    if (job.state === 'done') job.progress = { stage: 'finishing', fraction: 1, estimatedTotalMs: null };
    publish(job);
    job.ended.resolve();
    const ended = [...jobs.values()].filter((other) => other.state !== 'running');
    for (const { jobId } of ended.slice(0, -endedJobsKept)) jobs.delete(jobId);
  }

  async function run(job: LiveJob): Promise<void> {
    job.workedSinceMs = performance.now();
    try {
      const resultId = await work(job, job.abort.signal, (progress) => {
        // never backwards, and 1 belongs to the job that is done
        const fraction = Math.min(0.999, Math.max(job.progress.fraction, progress.fraction));
        job.progress = { ...progress, fraction };
        publish(job);
      });
      end(job, { state: 'done', resultId, failure: null });
    } catch (error) {
      const failure = toFailure(error);
      const isCancelled = job.abort.signal.aborted;
      const { code, detail } = failure;
      if (!isCancelled) log.warn('a segmentation failed', { jobId: job.jobId, model: job.model.modelId, code, detail });
      end(job, { state: isCancelled ? 'cancelled' : 'failed', resultId: null, failure: isCancelled ? null : failure });
    }
  }

  const turns = createTurns(run);

  async function stop(job: LiveJob): Promise<Job> {
    job.abort.abort();
    if (turns.leave(job)) end(job, { state: 'cancelled', resultId: null, failure: null });
    if (job.state === 'running') await job.ended.promise;
    return describeJob(job);
  }

  return {
    start(study, model) {
      if (runningOf(study.studyId) !== undefined) throw new GlioscopeError('job-running');
      const job = createJob(study, model);
      jobs.set(job.jobId, job);
      turns.enter(job);
      return describeJob(job);
    },
    running(studyId) {
      const job = runningOf(studyId);
      return job === undefined ? null : describeJob(job);
    },
    watch(jobId, signal) {
      const job = find(jobId);
      const options = signal === undefined ? {} : { signal };
      return followJob(
        () => describeJob(job),
        () => changes.subscribe(jobId, options),
      );
    },
    cancel: async (jobId) => stop(find(jobId)),
    async cancelStudy(studyId) {
      const job = runningOf(studyId);
      if (job !== undefined) await stop(job);
    },
    async cancelAll() {
      await Promise.all([...jobs.values()].filter((job) => job.state === 'running').map(stop));
    },
  };
}

/** Subscribes when the first value is asked for: nothing is left of a watcher that never came. */
async function* followJob(describe: () => Job, subscribe: () => AsyncGenerator<Job>): AsyncGenerator<Job, void> {
  const changes = subscribe();
  try {
    let job = describe();
    yield job;
    while (job.state === 'running') {
      const change = await changes.next();
      if (change.done === true) return;
      job = change.value;
      yield job;
    }
  } finally {
    await changes.return(undefined);
  }
}
