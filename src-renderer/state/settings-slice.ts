import type { PreferenceChanges } from '#shared/contract/index.ts';
import type { EngineChoice } from '#shared/domain/engine.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { failureIn, notify, patchPreferences, type WorkspaceContext } from './context.ts';

export interface SettingsActions {
  readonly open: () => void;
  readonly close: () => void;
  /** Follows what is known of the engines until the returned function is called. */
  readonly watchEngines: () => () => void;
  readonly testEngines: () => Promise<void>;
  /** Has counted anew what lies on the disk. */
  readonly measureStorage: () => Promise<void>;
  /** Opens the data directory in the system's file manager, where the host can (`canShowDataDirectory`). */
  readonly showDataDirectory: () => void;
  readonly choosePrecision: (precision: Precision) => Promise<void>;
  readonly chooseEngine: (engine: EngineChoice) => Promise<void>;
}

export function createSettingsActions(context: WorkspaceContext): SettingsActions {
  const { store, connection } = context;

  function tell(error: unknown): void {
    const failure = failureIn(context, error);
    // a lost connection has its banner
    if (failure.code !== 'connection-lost' && failure.code !== 'cancelled')
      notify(context, { kind: 'failure', failure });
  }

  async function prefer(change: PreferenceChanges): Promise<void> {
    try {
      await connection.client.app.setPreferences(change);
      // no more than was changed: the answer may be older than another choice
      patchPreferences(context, change);
    } catch (error) {
      tell(error);
    }
  }

  return {
    open() {
      store.setState({ isSettingsOpen: true });
    },
    close() {
      store.setState({ isSettingsOpen: false });
    },
    watchEngines() {
      const leaving = new AbortController();
      const { signal } = leaving;
      void (async () => {
        try {
          for await (const engines of await connection.client.engines.watch(undefined, { signal })) {
            if (signal.aborted) return;
            store.setState({ engines });
          }
        } catch (error) {
          if (!signal.aborted) tell(error);
        }
      })();
      return () => leaving.abort();
    },
    async testEngines() {
      try {
        await connection.client.engines.test();
      } catch (error) {
        tell(error);
      }
    },
    async measureStorage() {
      try {
        store.setState({ storage: await connection.client.app.storageUse() });
      } catch (error) {
        tell(error);
      }
    },
    showDataDirectory: () => connection.showDataDirectory?.(),
    chooseEngine: (engine) => prefer({ engine }),
    choosePrecision: (precision) => prefer({ precision }),
  };
}
