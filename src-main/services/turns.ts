/** Things that are done one at a time, in the order they came, and may leave the line before their turn. */
export interface Turns<T> {
  enter(item: T): void;
  /** False when its turn has come already. */
  leave(item: T): boolean;
}

/** @param serve does what a turn is for; the next begins when it settles. Must not reject. */
export function createTurns<T>(serve: (item: T) => Promise<void>): Turns<T> {
  const waiting: T[] = [];
  let isServing = false;

  async function serveAll(): Promise<void> {
    isServing = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await serve(next);
    isServing = false;
  }

  return {
    enter(item) {
      waiting.push(item);
      if (!isServing) void serveAll();
    },
    leave(item) {
      const place = waiting.indexOf(item);
      if (place !== -1) waiting.splice(place, 1);
      return place !== -1;
    },
  };
}
