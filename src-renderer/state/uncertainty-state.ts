/** How sure the network was, and what of it the reader has looked at. */
export interface UncertaintyState {
  /** The next segmentation is over mirrored passes, where its model allows it. */
  readonly isThorough: boolean;
  /** The map lies over the image. */
  readonly isMapShown: boolean;
  /** The place the crosshair was last sent to; null before the first. */
  readonly current: { readonly resultId: string; readonly index: number } | null;
  /** Places ticked off, by result, until the window is closed. */
  readonly seen: Readonly<Record<string, readonly number[]>>;
}

export const initialUncertainty: UncertaintyState = { isThorough: false, isMapShown: false, current: null, seen: {} };
