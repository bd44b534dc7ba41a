/** Says whether something that keeps stopping may be started again: at most `count` times in `windowMs`. */
export interface RestartLimit {
  /** Counts one restart at time `nowMs`; false when it is one too many. */
  allows(nowMs: number): boolean;
}

export function createRestartLimit(count: number, windowMs: number): RestartLimit {
  let recent: number[] = [];
  return {
    allows(nowMs) {
      recent = recent.filter((time) => nowMs - time < windowMs);
      if (recent.length >= count) return false;
      recent.push(nowMs);
      return true;
    },
  };
}
