import type { Study } from '#shared/contract/index.ts';
import { failureIn, notify, openStudyOf, patchOpenStudy, patchViewer, type WorkspaceContext } from './context.ts';

export interface ResultsActions {
  /** Null takes the name away. */
  readonly rename: (resultId: string, name: string | null) => Promise<void>;
  /** The views go on with the leading result that is left. */
  readonly remove: (resultId: string) => Promise<void>;
  /** Asks for a label map and makes it the open study's reference, to be compared with at once. */
  readonly addReference: () => Promise<void>;
  /** With what was corrected from it and is no version yet. */
  readonly removeReference: () => Promise<void>;
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
    async addReference() {
      const studyId = openStudyOf(context)?.study.studyId;
      if (studyId === undefined) return;
      let draftId: string | null = null;
      try {
        const given = await context.connection.chooseFiles();
        if (given === null) return;
        ({ draftId } = await client.intake.open({ files: await context.connection.toFileRefs(given) }));
        takeReference(context, await client.intake.commitReference({ draftId, studyId }));
        await loadVoxels();
      } catch (error) {
        if (draftId !== null) void client.intake.discard({ draftId }).catch(() => undefined);
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
      }
    },
    removeReference: () =>
      change(async () => {
        const studyId = openStudyOf(context)?.study.studyId;
        if (studyId !== undefined) await client.studies.removeReference({ studyId });
      }),
  };
}

/** The study has a reference now: it is what the shown label map is compared with, or what is shown where nothing was. */
export function takeReference(context: WorkspaceContext, study: Study): void {
  if (openStudyOf(context, study.studyId) === null) return;
  patchOpenStudy(context, study.studyId, { study });
  const { shownLabels } = context.store.getState().viewer;
  patchViewer(context, { [shownLabels.kind === 'none' ? 'shownLabels' : 'comparedLabels']: { kind: 'reference' } });
}
