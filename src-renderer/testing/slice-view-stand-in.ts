/** In the place of viewer/slice-view.ts where there is no canvas (jsdom); the views are tested in Chromium. */
export function createSliceView(): Record<'draw' | 'setOverlay' | 'repaint' | 'dispose', () => undefined> {
  const nothing = (): undefined => undefined;
  return { draw: nothing, setOverlay: nothing, repaint: nothing, dispose: nothing };
}
