import type { Job, JobWish } from '#shared/contract/index.ts';
import { isExtractionWanted } from './brain-slice.ts';
import { failureIn, notify, openStudyOf, patchViewer, type WorkspaceContext } from './context.ts';
import { chosenModelKey, isThoroughChosen } from './models-slice.ts';
import type { JobState, WorkspaceState } from './workspace-state.ts';

export interface JobActions {
  /** Segments the open study; resolves when the job has ended, one way or another. */
  readonly start: () => Promise<void>;
  /** The job of a study that is running now; null when there is none, or nobody can tell. */
  readonly find: (studyId: string) => Promise<Job | null>;
  /** Follows the given job of the open study, else the one that is already running, if any. */
  readonly resume: (found?: Job | null) => Promise<void>;
  readonly cancel: () => Promise<void>;
  /** Asks how long a segmentation of the open study would take. Nobody is told when nobody knows. */
  readonly estimate: () => Promise<void>;
  readonly dismissFailure: () => void;
}

export interface JobEvents {
  /** A result is there: take it over and show it. */
  readonly onDone: (studyId: string, resultId: string) => Promise<void>;
}

export function createJobActions(context: WorkspaceContext, events: JobEvents, now: () => number): JobActions {
  const { store, connection } = context;
  const { client } = connection;
  let followed: string | null = null;

  function setJob(job: JobState): void {
    store.setState({ job });
  }

  function take(job: Job): void {
    const before = store.getState().job;
    const isCancelling = before.status === 'running' && before.job.jobId === job.jobId && before.isCancelling;
    setJob({ status: 'running', job, receivedAtMs: now(), isCancelling });
  }

  async function end(job: Job): Promise<void> {
    if (job.state === 'failed') {
      setJob({ status: 'failed', failure: job.failure ?? { code: 'internal', params: {} } });
    } else {
      if (job.state === 'done' && job.resultId !== null) await events.onDone(job.studyId, job.resultId);
      if (openStudyOf(context, job.studyId) !== null) setJob({ status: 'idle' });
    }
  }

  /** Follows a job until it ends or the user leaves its study. Leaving does not stop it. */
  async function follow(started: Job): Promise<void> {
    take(started);
    if (followed === started.jobId) return;
    followed = started.jobId;
    try {
      for await (const job of await client.jobs.watch({ jobId: started.jobId })) {
        if (openStudyOf(context, job.studyId) === null) return;
        if (job.state === 'running') take(job);
        else await end(job);
      }
    } finally {
      // by now another study's job may be the one that is followed
      if (followed === started.jobId) followed = null;
    }
  }

  async function attempt(studyId: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (openStudyOf(context, studyId) !== null) {
        setJob({ status: 'failed', failure: failureIn(context, error) });
      }
    }
  }

  return {
    async start() {
      const open = openStudyOf(context);
      const { status } = store.getState().job;
      if (open === null || status === 'starting' || status === 'running') return;
      const { studyId } = open.study;
      setJob({ status: 'starting' });
      await attempt(studyId, async () => {
        const job = await client.jobs.start({ studyId, ...wishOf(store.getState()) });
        if (openStudyOf(context, studyId) !== null) await follow(job);
      });
    },
    find: (studyId) => client.jobs.running({ studyId }).catch(() => null),
    async resume(found = null) {
      const open = openStudyOf(context);
      if (open === null) return;
      const { studyId } = open.study;
      await attempt(studyId, async () => {
        const job = found ?? (await client.jobs.running({ studyId }));
        // by now the user may be with another study
        if (job !== null && openStudyOf(context, job.studyId) !== null) await follow(job);
      });
    },
    cancel: () => cancel(context),
    estimate: createEstimate(context),
    dismissFailure() {
      if (store.getState().job.status === 'failed') setJob({ status: 'idle' });
    },
  };
}

async function cancel(context: WorkspaceContext): Promise<void> {
  const { store, connection } = context;
  const { job: before } = store.getState();
  if (before.status !== 'running' || before.isCancelling) return;
  store.setState({ job: { ...before, isCancelling: true } });
  try {
    await connection.client.jobs.cancel({ jobId: before.job.jobId });
  } catch (error) {
    store.setState({ job: { ...before, isCancelling: false } });
    notify(context, { kind: 'failure', failure: failureIn(context, error) });
  }
}

function createEstimate(context: WorkspaceContext): JobActions['estimate'] {
  const { store, connection } = context;
  let newest = 0;
  return async () => {
    const open = openStudyOf(context);
    if (open === null) return;
    const { studyId } = open.study;
    newest += 1;
    const mine = newest;
    const wish = { studyId, ...wishOf(store.getState()) };
    const found = await connection.client.jobs.estimate(wish).catch(() => null);
    // an answer to an earlier wish may come last
    if (mine === newest && openStudyOf(context, studyId) !== null) store.setState({ estimate: found });
  };
}

/** What of a segmentation the user chooses. */
function wishOf(state: WorkspaceState): JobWish {
  return {
    modelId: chosenModelKey(state),
    ...(isThoroughChosen(state) ? { isThorough: true } : {}),
    ...(isExtractionWanted(state) ? {} : { brainExtraction: 'off' }),
  };
}

/**
 * What a finished segmentation does to the views: the new result is shown, visible. False, and told,
 * where it waits in the list: nobody's mask is changed under their brush.
 */
export function showNewResult(context: WorkspaceContext, resultId: string): boolean {
  if (context.store.getState().correction.isOpen) {
    notify(context, { kind: 'result-waits' });
    return false;
  }
  patchViewer(context, { shownLabels: { kind: 'result', resultId }, isLabelsVisible: true });
  return true;
}
