import { EventPublisher } from '@orpc/server';
import type { Job } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { JobStore } from '../library/job-queries.ts';
import { describeJob, endJob, inQueueOrder, type Ending, type LiveJob } from './live-job.ts';
import type { Logger } from './logger.ts';

/** The jobs that are known, and those who want to hear of them. What changes here changes in the library. */
export interface JobLedger {
  add(job: LiveJob): void;
  remove(jobId: string): void;
  removeStudy(studyId: string): void;
  /** Throws `not-found`. */
  find(jobId: string): LiveJob;
  runningOf(studyId: string): LiveJob | undefined;
  allRunning(): readonly LiveJob[];
  end(job: LiveJob, ending: Ending): Promise<void>;
  /** Forgets all that have ended. */
  readonly forgetEnded: () => Promise<void>;
  /** Writes a job's state; what cannot be written is taken up as it was at the next start. */
  keep(job: LiveJob, writing: Promise<void>): Promise<void>;
  publish(job: LiveJob): void;
  publishQueue(): void;
  readonly watch: (jobId: string, signal?: AbortSignal) => AsyncGenerator<Job, void>;
  readonly watchQueue: (signal?: AbortSignal) => AsyncGenerator<Job[], void>;
}

/** Ended jobs remembered. */
const endedJobsKept = 50;

export function createJobLedger(store: JobStore, log: Logger): JobLedger {
  const jobs = new Map<string, LiveJob>();
  const changes = new EventPublisher<Record<string, Job>>({ maxBufferedEvents: 1 });
  const queueChanges = new EventPublisher<{ changed: true }>({ maxBufferedEvents: 1 });

  function find(jobId: string): LiveJob {
    const job = jobs.get(jobId);
    if (job === undefined) throw new GlioscopeError('not-found', {}, { detail: `no job ${jobId}` });
    return job;
  }

  function allRunning(): readonly LiveJob[] {
    return [...jobs.values()].filter((job) => job.state === 'running');
  }

  function publishQueue(): void {
    queueChanges.publish('changed', true);
  }

  function publish(job: LiveJob): void {
    changes.publish(job.jobId, describeJob(job));
    publishQueue();
  }

  async function keep(job: LiveJob, writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      log.warn('the state of a segmentation could not be kept', { jobId: job.jobId, detail: String(error) });
    }
  }

  async function forgetEndedBut(kept: number): Promise<void> {
    const ended = inQueueOrder(jobs.values()).filter((job) => job.state !== 'running');
    for (const { jobId } of ended.slice(kept)) jobs.delete(jobId);
    await store.forgetEnded(kept);
  }

  return {
    ...{ find, allRunning, keep, publish, publishQueue },
    add: (job) => void jobs.set(job.jobId, job),
    remove: (jobId) => void jobs.delete(jobId),
    removeStudy(studyId) {
      for (const job of jobs.values()) if (job.studyId === studyId) jobs.delete(job.jobId);
      publishQueue();
    },
    runningOf: (studyId) => allRunning().find((job) => job.studyId === studyId),
    async end(job, ending) {
      endJob(job, ending);
      const { endedAt, failure } = job;
      const { state } = ending;
      // a result was kept together with the state of its job
      if (state !== 'done') await keep(job, store.end(job.jobId, { state, endedAt, failure }));
      await keep(job, forgetEndedBut(endedJobsKept));
      publish(job);
      job.ended.resolve();
    },
    async forgetEnded() {
      await forgetEndedBut(0);
      publishQueue();
    },
    watch(jobId, signal) {
      const job = find(jobId);
      const options = signal === undefined ? {} : { signal };
      return followJob(
        () => describeJob(job),
        () => changes.subscribe(jobId, options),
      );
    },
    async *watchQueue(signal) {
      const subscription = queueChanges.subscribe('changed', signal === undefined ? {} : { signal });
      try {
        do yield inQueueOrder(jobs.values()).map(describeJob);
        while ((await subscription.next()).done !== true);
      } finally {
        await subscription.return(undefined);
      }
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
