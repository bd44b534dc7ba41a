import { failureIn, notify, openStudyOf, patchOpenStudy, type WorkspaceContext } from './context.ts';

export interface ResultsActions {
  /** Null takes the name away. */
  readonly rename: (resultId: string, name: string | null) => Promise<void>;
  /** The views go on with the leading result that is left. */
  readonly remove: (resultId: string) => Promise<void>;
}

/** @param refresh takes over what the backend knows of a study, and shows another label map where the shown one is gone. */
export function createResultsActions(
  context: WorkspaceContext,
  refresh: (studyId: string) => Promise<void>,
  loadVoxels: () => Promise<void>,
): ResultsActions {
  const { client } = context.connection;

  async function change(work: () => Promise<void>): Promise<void> {
    const studyId = openStudyOf(context)?.study.studyId;
    if (studyId === undefined) return;
    try {
      await work();
      await refresh(studyId);
      await loadVoxels();
    } catch (error) {
      notify(context, { kind: 'failure', failure: failureIn(context, error) });
    }
  }

  return {
    rename: (resultId, name) =>
      change(async () => {
        await client.results.rename({ resultId, name });
        const open = openStudyOf(context);
        if (open === null) return;
        const results = open.study.results.map((result) =>
          result.resultId === resultId ? { ...result, name } : result,
        );
        patchOpenStudy(context, open.study.studyId, { study: { ...open.study, results } });
      }),
    remove: (resultId) => change(() => client.results.remove({ resultId })),
  };
}
