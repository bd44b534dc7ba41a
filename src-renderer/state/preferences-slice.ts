import type { Preferences } from '#shared/contract/index.ts';
import { failureIn, notify, type WorkspaceContext } from './context.ts';

export interface PreferencesActions {
  readonly load: () => Promise<void>;
  readonly setLanguage: (language: Preferences['language']) => Promise<void>;
  /** Tells the host what the page speaks once 'system' is resolved, for its menus and dialogs. */
  readonly announceLanguage: (language: 'en' | 'ko') => void;
}

export function createPreferencesActions(context: WorkspaceContext): PreferencesActions {
  const { store, connection } = context;
  return {
    async load() {
      try {
        store.setState({ preferences: await connection.client.app.getPreferences() });
      } catch (error) {
        const failure = failureIn(context, error);
        // A lost connection has its banner, and brings this here again when it is back.
        if (failure.code !== 'connection-lost') notify(context, { kind: 'failure', failure });
      }
    },
    async setLanguage(language) {
      const preferences = { ...store.getState().preferences, language };
      try {
        // Shown once it is kept, so that a window closed right after the click speaks it again next time.
        store.setState({ preferences: await connection.client.app.setPreferences(preferences) });
      } catch (error) {
        store.setState({ preferences });
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
      }
    },
    announceLanguage: (language) => {
      connection.setLanguage(language);
    },
  };
}
