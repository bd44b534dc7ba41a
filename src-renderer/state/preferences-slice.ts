import type { Preferences, ViewerPreferences } from '#shared/contract/index.ts';
import { failureIn, notify, patchViewer, type WorkspaceContext } from './context.ts';
import { viewerPreferences } from './display-slice.ts';
import { initialViewer } from './workspace-state.ts';

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
        const preferences = await connection.client.app.getPreferences();
        store.setState({ preferences });
        if (preferences.viewer !== undefined) patchViewer(context, preferences.viewer);
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

/** A slider moved back and forth is kept once. */
const restMs = 500;

/** Stores how the reader likes pictures a moment after each change. Returns a function that stops it. */
export function keepViewerPreferences({ store, connection }: WorkspaceContext): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function keep(): Promise<void> {
    const { preferences, viewer } = store.getState();
    const changed = { ...preferences, viewer: viewerPreferences(viewer) };
    store.setState({ preferences: changed });
    try {
      await connection.client.app.setPreferences(changed);
    } catch {
      // what is on the screen holds; the next change is kept with all of it
    }
  }

  const stop = store.subscribe(({ viewer, preferences }, before) => {
    if (viewer === before.viewer) return;
    const kept = preferences.viewer ?? viewerPreferences(initialViewer);
    clearTimeout(timer);
    if (!isSame(viewerPreferences(viewer), kept)) timer = setTimeout(() => void keep(), restMs);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function isSame(a: ViewerPreferences, b: ViewerPreferences): boolean {
  const keys = Object.keys(a) as (keyof ViewerPreferences)[]; // holds: made by `viewerPreferences` with exactly these keys
  return keys.every((key) => a[key] === b[key]);
}
