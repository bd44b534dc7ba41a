import { GlioscopeError } from '#shared/domain/failure.ts';
import { modalities } from '#shared/domain/modality.ts';
import { outlinedBrainMaskId } from './brain-slice.ts';
import { failureIn, notify, type WorkspaceContext } from './context.ts';
import { isComparing } from './panes.ts';
import { saveAndTell } from './save-file.ts';
import { blobFailure, comparedLabelMap, layoutOf, shownLabelMapId, volumeOf } from './selectors.ts';
import { shownUncertaintyMapId } from './uncertainty-slice.ts';
import type { WorkspaceState } from './workspace-state.ts';

export interface PictureActions {
  readonly setNamed: (isNamed: boolean) => void;
  /** Saves a picture where the user says. */
  readonly save: (paint: PaintPng, name: string) => Promise<void>;
  /** Puts a picture on the clipboard. */
  readonly copy: (paint: PaintPng) => Promise<void>;
}

/** Paints the views as they are now; null where one shows nothing. Tells how much is done, 0 .. 1. */
export type PaintPng = (onProgress: (share: number) => void) => Promise<Blob> | null;

export function createPictureActions(context: WorkspaceContext): PictureActions {
  const { store, connection } = context;
  let underWay = 0;

  function setProgress(progress: number | null): void {
    store.setState(({ picture }) => ({ picture: { ...picture, progress } }));
  }

  /** Of two under way at once the one that goes on last is shown. */
  async function withProgress(png: Promise<Blob>): Promise<Blob> {
    underWay += 1;
    setProgress(0);
    try {
      return await png;
    } finally {
      underWay -= 1;
      if (underWay === 0) setProgress(null);
    }
  }

  async function make(paint: PaintPng): Promise<Blob> {
    const state = store.getState();
    const unread = blobFailure(state);
    if (unread !== null) throw new GlioscopeError(unread.code, unread.params);
    const png = isEverythingRead(context, state) ? paintOrThrow(paint, setProgress) : null;
    if (png === null) throw new GlioscopeError('picture-not-made', { reason: 'still-reading' });
    return withProgress(png);
  }

  async function orTell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      notify(context, { kind: 'failure', failure: failureIn(context, error) });
    }
  }

  return {
    setNamed: (isNamed) => {
      store.setState(({ picture }) => ({ picture: { ...picture, isNamed } }));
    },
    save: (paint, name) =>
      orTell(async () => saveAndTell(context, { content: await make(paint), name }, 'picture-saved')),
    copy: (paint) =>
      orTell(async () => {
        await connection.copyImage(make(paint));
        notify(context, { kind: 'picture-copied' });
      }),
  };
}

/** What a browser says when it cannot make a canvas, or its PNG, is neither short nor in the reader's language. */
function paintOrThrow(paint: PaintPng, onProgress: (share: number) => void): Promise<Blob> | null {
  const fail = (cause: unknown): never => {
    throw new GlioscopeError('picture-not-made', { reason: 'too-large' }, { cause });
  };
  try {
    return paint(onProgress)?.catch(fail) ?? null;
  } catch (error) {
    return fail(error);
  }
}

/** True when no voxels of the screen are still on their way: a picture without its mask would tell of none. */
function isEverythingRead({ volumes }: WorkspaceContext, state: WorkspaceState): boolean {
  const shown = layoutOf(state) === 'modalities' ? modalities : [state.viewer.modality];
  const wanted = [
    ...shown.map((modality) => volumeOf(state, modality)?.volumeId ?? null),
    shownLabelMapId(state),
    shownUncertaintyMapId(state),
    outlinedBrainMaskId(state),
    isComparing(state) ? (comparedLabelMap(state)?.labelMapId ?? null) : null,
  ];
  return wanted.every((blobId) => blobId === null || volumes.peek(blobId) !== null);
}
