import type { SliceView } from '../viewer/slice-view.ts';

const nothing = (): void => undefined;
const nowhere = (): null => null;

/** In the place of viewer/slice-view.ts where there is no canvas (jsdom); the views are tested in Chromium. */
export function createSliceView(): SliceView {
  return {
    ...{ draw: nothing, setTool: nothing, setOverlay: nothing, repaint: nothing, resetMotion: nothing },
    ...{ worldToCanvas: nowhere, canvasToWorld: nowhere, still: nowhere, dispose: nothing },
  };
}
