import { exportFileName } from '#shared/domain/export-name.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { failureIn, notify, openStudyOf, type WorkspaceContext } from './context.ts';
import { exportConvention, shownResult } from './selectors.ts';
import type { ExportState } from './workspace-state.ts';

export interface ExportActions {
  readonly setConvention: (convention: LabelConvention) => void;
  /** Saves the shown result where the user says. */
  readonly exportShown: () => Promise<void>;
}

export function createExportActions(context: WorkspaceContext): ExportActions {
  const { store, connection } = context;

  function patch(change: Partial<ExportState>): void {
    store.setState(({ resultExport }) => ({ resultExport: { ...resultExport, ...change } }));
  }

  return {
    setConvention: (convention) => {
      patch({ convention });
    },
    async exportShown() {
      const state = store.getState();
      const open = openStudyOf(context);
      const result = shownResult(state);
      if (open === null || result === null || state.resultExport.isBusy) return;
      patch({ isBusy: true });
      try {
        const name = exportFileName(open.study.patientName);
        const saved = await connection.exportResult(result.resultId, exportConvention(state), name);
        if (saved !== null) notify(context, { kind: 'exported', fileName: saved });
      } catch (error) {
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
      }
      patch({ isBusy: false });
    },
  };
}
