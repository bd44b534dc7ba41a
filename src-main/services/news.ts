/** The newest of what is told, for a reader that may be slower. */
export interface News<T> {
  readonly tell: (item: T) => void;
  readonly end: () => void;
  /** For one reader. The last that is told before the end is among them. */
  readonly items: () => AsyncGenerator<T>;
}

export function createNews<T>(): News<T> {
  let latest: { readonly item: T } | null = null;
  let isOver = false;
  let wake = Promise.withResolvers<null>();
  return {
    tell(item) {
      latest = { item };
      wake.resolve(null);
    },
    end() {
      isOver = true;
      wake.resolve(null);
    },
    async *items() {
      while (!isOver || latest !== null) {
        await wake.promise;
        wake = Promise.withResolvers();
        // taken before it is handed on: more may be told before the reader comes back
        const taken = latest;
        latest = null;
        if (taken !== null) yield taken.item;
      }
    },
  };
}
