import type { Model } from '#shared/contract/index.ts';
import type { SpareModality } from '#shared/domain/modality.ts';
import { failureIn, notify, patchPreferences, type WorkspaceContext } from './context.ts';
import { absentFromStudy } from './selectors.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface ModelsActions {
  readonly load: () => Promise<void>;
  /** Tries a model from elsewhere and keeps it; what is wrong with it is told. */
  readonly add: () => Promise<void>;
  readonly remove: (modelKey: string) => Promise<void>;
  /** The model to segment with from now on; null: the default one. */
  readonly choose: (modelKey: string | null) => Promise<void>;
}

export function createModelsActions(context: WorkspaceContext): ModelsActions {
  const { store, connection } = context;
  const { client } = connection;

  function tell(error: unknown): void {
    const failure = failureIn(context, error);
    // a lost connection has its banner
    if (failure.code !== 'connection-lost') notify(context, { kind: 'failure', failure });
  }

  async function load(): Promise<void> {
    try {
      store.setState({ models: await client.models.list() });
    } catch (error) {
      tell(error);
    }
  }

  return {
    load,
    async add() {
      try {
        const files = await connection.chooseFiles();
        if (files === null || store.getState().isAddingModel) return;
        store.setState({ isAddingModel: true });
        await client.models.add({ files: await connection.toFileRefs(files) });
        await load();
      } catch (error) {
        tell(error);
      } finally {
        store.setState({ isAddingModel: false });
      }
    },
    async remove(modelKey) {
      try {
        await client.models.remove({ modelKey });
      } catch (error) {
        tell(error);
      }
      await load();
    },
    async choose(model) {
      // at once: a segmentation begun while the choice is being kept is made with what the screen says
      patchPreferences(context, { model });
      try {
        await client.app.setPreferences({ model });
      } catch (error) {
        tell(error);
      }
    },
  };
}

/** Models that can be run. */
export function usableModels({ models }: Pick<WorkspaceState, 'models'>): readonly Model[] {
  return models.filter(({ failure }) => failure === null);
}

/** Key of the model a segmentation is made with; null: the default one, also where the chosen one has gone. */
export function chosenModelKey({ models, preferences }: Pick<WorkspaceState, 'models' | 'preferences'>): string | null {
  const chosen = models.find(({ modelKey, failure }) => modelKey === preferences.model && failure === null);
  return chosen?.modelKey ?? null;
}

/** The model a segmentation is made with; null while models are not known, or none can be run. */
export function chosenModel(state: Pick<WorkspaceState, 'models' | 'preferences'>): Model | null {
  const key = chosenModelKey(state);
  const usable = usableModels(state);
  return usable.find(({ modelKey }) => modelKey === key) ?? usable[0] ?? null;
}

/** Passes a thorough segmentation would take with the chosen model; 1: there is none. */
export function thoroughPasses(state: Pick<WorkspaceState, 'models' | 'preferences'>): number {
  return chosenModel(state)?.thoroughPasses ?? 1;
}

/** A model segments a study that lacks a modality only where it was measured so. */
export function canDoWithout({ dice }: Model, modality: SpareModality): boolean {
  return dice?.without[modality] !== undefined;
}

/** The modality the open study lacks and the chosen model needs; null: nothing is in the way of a segmentation. */
export function neededModality(state: Pick<WorkspaceState, 'models' | 'preferences' | 'study'>): SpareModality | null {
  const absent = absentFromStudy(state);
  const model = chosenModel(state);
  return absent === null || model === null || canDoWithout(model, absent) ? null : absent;
}

/** Whether the next segmentation is thorough: it is asked for, and the model can. */
export function isThoroughChosen(state: Pick<WorkspaceState, 'models' | 'preferences' | 'uncertainty'>): boolean {
  return state.uncertainty.isThorough && thoroughPasses(state) > 1;
}
