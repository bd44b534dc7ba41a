export interface PictureState {
  /** Whether pictures carry the patient's name. Off again with every study. */
  readonly isNamed: boolean;
  /** How much of a picture is painted, 0 .. 1; null while none is made. */
  readonly progress: number | null;
}

export const initialPicture: PictureState = { isNamed: false, progress: null };
