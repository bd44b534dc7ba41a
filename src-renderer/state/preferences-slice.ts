import type { Preferences, ViewerPreferences } from '#shared/contract/index.ts';
import { failureIn, notify, patchPreferences, patchViewer, type WorkspaceContext } from './context.ts';
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
      try {
        // Shown once it is kept, so that a window closed right after the click speaks it again next time.
        await connection.client.app.setPreferences({ language });
      } catch (error) {
        notify(context, { kind: 'failure', failure: failureIn(context, error) });
      }
      patchPreferences(context, { language });
    },
    announceLanguage: (language) => {
      connection.setLanguage(language);
    },
  };
}

/** Changes within this time of one another are kept together: a slider moved back and forth is not written at every step. */
const restMs = 500;

/**
 * Stores how the reader likes pictures: a change after a rest at once, as the window may be closed right behind it,
 * those that follow closely once they rest. Returns a function that stops it.
 */
export function keepViewerPreferences(context: WorkspaceContext): () => void {
  const { store, connection } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function keep(): Promise<void> {
    const { preferences, viewer } = store.getState();
    if (isSame(viewerPreferences(viewer), preferences.viewer ?? viewerPreferences(initialViewer))) return;
    const changed = { viewer: viewerPreferences(viewer) };
    patchPreferences(context, changed);
    try {
      await connection.client.app.setPreferences(changed);
    } catch {
      // what is on the screen holds; the next change is kept with all of it
    }
  }

  const stop = store.subscribe(({ viewer }, before) => {
    if (viewer === before.viewer || isSame(viewerPreferences(viewer), viewerPreferences(before.viewer))) return;
    if (timer === undefined) void keep();
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      void keep();
    }, restMs);
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
