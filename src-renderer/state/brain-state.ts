/** What was taken as brain, and whether it is to be looked for. */
export interface BrainState {
  /** What was taken as brain is outlined over the image. */
  readonly isOutlineShown: boolean;
  /** Studies that are segmented as they are, whatever they show, until the window is closed. */
  readonly takenAsTheyAre: readonly string[];
}

export const initialBrain: BrainState = { isOutlineShown: false, takenAsTheyAre: [] };
