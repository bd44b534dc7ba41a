import type { PageFile } from '../backend/connection.ts';
import { failureIn, notify, type WorkspaceContext } from './context.ts';
import type { SavedNotice } from './workspace-state.ts';

/** Saves a file made in the page where the user says, and says where it went or why it did not. */
export async function saveAndTell(context: WorkspaceContext, file: PageFile, kind: SavedNotice['kind']): Promise<void> {
  try {
    const saved = await context.connection.saveFile(file);
    if (saved !== null) notify(context, { kind, fileName: saved });
  } catch (error) {
    notify(context, { kind: 'failure', failure: failureIn(context, error) });
  }
}
