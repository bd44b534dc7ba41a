import { openStudyOf, type WorkspaceContext } from './context.ts';

/**
 * Keeps the estimate beside the Segment button true: asks again whenever another study is open, a job has
 * ended, or the settings, where the engine is chosen, are left. Returns a function that stops it.
 */
export function keepEstimate(context: WorkspaceContext, estimate: () => Promise<void>): () => void {
  const { store } = context;
  let asked: string | null = null;
  return store.subscribe(({ job, isSettingsOpen }) => {
    const studyId = openStudyOf(context)?.study.studyId;
    const isWanted = studyId !== undefined && !isSettingsOpen && job.status === 'idle';
    const wanted = isWanted ? studyId : null;
    if (wanted === asked) return;
    asked = wanted;
    if (wanted === null) store.setState({ estimate: null });
    else void estimate();
  });
}
