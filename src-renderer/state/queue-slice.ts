import type { Job } from '#shared/contract/index.ts';
import { failureIn, notify, openStudyOf, type WorkspaceContext } from './context.ts';
import { chosenModelKey } from './models-slice.ts';
import type { QueueState } from './workspace-state.ts';

export interface QueueActions {
  /** Hears of every job until the connection ends; called again, it takes over. */
  readonly follow: () => Promise<void>;
  readonly select: (studyId: string, isSelected: boolean) => void;
  readonly selectAll: (studyIds: readonly string[]) => void;
  /** Puts the selected studies into the queue, in this order; those with a job already are left as they are. */
  readonly segmentSelected: (studyIds: readonly string[]) => Promise<void>;
  readonly cancel: (jobId: string) => Promise<void>;
  /** Starts a job that has ended anew, as it was asked for. */
  readonly repeat: (job: Job) => Promise<void>;
  readonly cancelAll: () => Promise<void>;
  readonly forgetEnded: () => Promise<void>;
}

export interface QueueEvents {
  /** What the library shows of its studies has changed. */
  readonly onStudiesChanged: () => Promise<void>;
  /** The open study has a job that was not started from its own screen. */
  readonly onOpenStudyRuns: () => Promise<void>;
}

export function createQueueActions(context: WorkspaceContext, events: QueueEvents): QueueActions {
  const { store, connection } = context;
  const { client } = connection;
  let followers = 0;

  function patch(change: Partial<QueueState>): void {
    store.setState(({ queue }) => ({ queue: { ...queue, ...change } }));
  }

  function take(jobs: readonly Job[]): void {
    const { queue, studies, job } = store.getState();
    patch({ jobs });
    const endedNow = jobs.some(({ jobId, state }) => state === 'done' && isRunning(queue.jobs, jobId));
    const { list } = studies;
    const known = new Set(list.status === 'ready' ? list.studies.map(({ studyId }) => studyId) : []);
    const told = new Set(queue.jobs.map(({ studyId }) => studyId));
    const isNew = list.status === 'ready' && jobs.some(({ studyId }) => !known.has(studyId) && !told.has(studyId));
    if (endedNow || isNew) void events.onStudiesChanged();
    const open = openStudyOf(context);
    const isOpenRunning = jobs.some(({ studyId, state }) => state === 'running' && studyId === open?.study.studyId);
    // also where the last one failed: it is being repeated
    const isFollowed = job.status === 'starting' || job.status === 'running';
    if (isOpenRunning && !isFollowed) void events.onOpenStudyRuns();
  }

  async function attempt(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      notify(context, { kind: 'failure', failure: failureIn(context, error) });
    }
  }

  const cancel = (jobId: string): Promise<void> => attempt(() => client.jobs.cancel({ jobId }));

  return {
    async follow() {
      followers += 1;
      const mine = followers;
      try {
        for await (const jobs of await client.jobs.queue()) {
          if (mine !== followers) return;
          take(jobs);
        }
      } catch {
        // the connection is lost, and says so; once it is back this is called again
      }
    },
    select(studyId, isSelected) {
      const others = store.getState().queue.selectedStudyIds.filter((other) => other !== studyId);
      patch({ selectedStudyIds: isSelected ? [...others, studyId] : others });
    },
    selectAll: (studyIds) => patch({ selectedStudyIds: studyIds }),
    async segmentSelected(studyIds) {
      patch({ selectedStudyIds: [] });
      for (const studyId of studyIds) {
        if (runningJobOf(store.getState().queue.jobs, studyId) !== null) continue;
        await attempt(() => client.jobs.start({ studyId, modelId: chosenModelKey(store.getState()) }));
      }
    },
    cancel,
    repeat: ({ studyId, modelId, isThorough, brainExtraction }) =>
      attempt(() => client.jobs.start({ studyId, modelId, isThorough, brainExtraction })),
    async cancelAll() {
      // from the end, so that none begins because another was cancelled
      const running = store.getState().queue.jobs.filter(({ state }) => state === 'running');
      for (const { jobId } of running.toReversed()) await cancel(jobId);
    },
    forgetEnded: () => attempt(() => client.jobs.forgetEnded()),
  };
}

function isRunning(jobs: readonly Job[], jobId: string): boolean {
  return jobs.some((job) => job.jobId === jobId && job.state === 'running');
}

/** The job of a study that waits or is worked on. */
export function runningJobOf(jobs: readonly Job[], studyId: string): Job | null {
  return jobs.find((job) => job.studyId === studyId && job.state === 'running') ?? null;
}

/** Whether a job may be started anew: it did not come to its end, and nothing of its study is under way. */
export function isRepeatable(jobs: readonly Job[], { state, studyId }: Job): boolean {
  return (state === 'failed' || state === 'cancelled') && runningJobOf(jobs, studyId) === null;
}

/** What is worth telling of a study's jobs: the one under way, or why the newest failed. */
export function newestJobOf(jobs: readonly Job[], studyId: string): Job | null {
  const newest = jobs.find((job) => job.studyId === studyId);
  return newest !== undefined && (newest.state === 'running' || newest.state === 'failed') ? newest : null;
}

/** Place of a job among those that wait, from 1; 0 when it is worked on. */
export function placeInLine(jobs: readonly Job[], jobId: string): number {
  const waiting = jobs.filter(({ state, stage }) => state === 'running' && stage === 'queued');
  return waiting.findIndex((job) => job.jobId === jobId) + 1;
}
