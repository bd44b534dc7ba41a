import { failureIn, notify, type WorkspaceContext } from './context.ts';
import type { StudiesState } from './workspace-state.ts';

export interface StudiesActions {
  readonly load: () => Promise<void>;
  readonly search: (query: string) => void;
  readonly remove: (studyId: string) => Promise<void>;
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
    async remove(studyId) {
      try {
        await connection.client.studies.remove({ studyId });
      } catch (error) {
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
      }
      await load();
    },
  };
}
