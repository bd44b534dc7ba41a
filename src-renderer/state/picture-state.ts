export interface PictureState {
  /** Whether pictures carry the patient's name. Off again with every study. */
  readonly isNamed: boolean;
}

export const initialPicture: PictureState = { isNamed: false };
