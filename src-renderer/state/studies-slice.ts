import { failureIn, notify, type WorkspaceContext } from './context.ts';
import { nextStudyOrder, type StudyColumn } from './study-order.ts';
import type { StudiesState } from './workspace-state.ts';

export interface StudiesActions {
  readonly load: () => Promise<void>;
  readonly search: (query: string) => void;
  /** Orders the list by a column, or turns that order round. */
  readonly orderBy: (column: StudyColumn) => void;
  /** One after the other; what cannot be removed is told, and stays. */
  readonly remove: (studyIds: readonly string[]) => Promise<void>;
}

export function createStudiesActions(context: WorkspaceContext): StudiesActions {
  const { store, connection } = context;

  function patch(change: Partial<StudiesState>): void {
    store.setState(({ studies }) => ({ studies: { ...studies, ...change } }));
  }

  async function load(): Promise<void> {
    try {
      patch({ list: { status: 'ready', studies: await connection.client.studies.list() } });
    } catch (error) {
      if (store.getState().studies.list.status === 'ready') return;
      patch({ list: { status: 'failed', failure: failureIn(context, error) } });
    }
  }

  return {
    load,
    search: (query) => {
      patch({ query });
    },
    orderBy: (column) => {
      patch({ order: nextStudyOrder(store.getState().studies.order, column) });
    },
    async remove(studyIds) {
      for (const studyId of studyIds) {
        try {
          await connection.client.studies.remove({ studyId });
        } catch (error) {
          notify(context, { kind: 'failure', failure: failureIn(context, error) });
        }
      }
      await load();
    },
  };
}
