import { exportFileName, exportStem, namedConvention } from '#shared/domain/export-name.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { failureIn, notify, openStudyOf, type WorkspaceContext } from './context.ts';
import { exportConvention, exportedResult, hasUnsavedCorrection } from './selectors.ts';
import type { ExportState, SavedNotice } from './workspace-state.ts';

export interface ExportActions {
  readonly setConvention: (convention: LabelConvention) => void;
  /** Saves the shown result where the user says. */
  readonly exportShown: () => Promise<void>;
  /** Saves the study's four modalities, and the shown result with them. */
  readonly exportStudy: () => Promise<void>;
  /** Saves the volumes of these studies as a table, in this order. */
  readonly exportTable: (studyIds: readonly string[]) => Promise<void>;
}

export function createExportActions(context: WorkspaceContext): ExportActions {
  const { store, connection } = context;

  function patch(change: Partial<ExportState>): void {
    store.setState(({ resultExport }) => ({ resultExport: { ...resultExport, ...change } }));
  }

  async function run(kind: SavedNotice['kind'], save: () => Promise<string | null>): Promise<void> {
    patch({ isBusy: true });
    try {
      const saved = await save();
      if (saved !== null) notify(context, { kind, fileName: saved });
    } catch (error) {
      notify(context, { kind: 'failure', failure: failureIn(context, error) });
    }
    patch({ isBusy: false });
  }

  return {
    setConvention: (convention) => {
      patch({ convention });
    },
    async exportShown() {
      const state = store.getState();
      const open = openStudyOf(context);
      const result = exportedResult(state);
      if (open === null || result === null || state.resultExport.isBusy) return;
      const name = exportFileName(open.study.patientName, result.origin.kind);
      await run('exported', () => connection.exportResult(result.resultId, exportConvention(state), name));
    },
    async exportStudy() {
      const state = store.getState();
      const open = openStudyOf(context);
      if (open === null || state.resultExport.isBusy) return;
      const { studyId, patientName } = open.study;
      // what is on the screen has no file of its own yet; saved without it a study would look whole
      if (hasUnsavedCorrection(state)) return;
      const resultId = exportedResult(state)?.resultId ?? null;
      const wanted = { studyId, resultId, convention: namedConvention(exportConvention(state)) };
      await run('study-exported', () => connection.exportStudy(wanted, exportStem(patientName)));
    },
    async exportTable(studyIds) {
      if (!store.getState().resultExport.isBusy) await run('table-exported', () => connection.exportTable(studyIds));
    },
  };
}
