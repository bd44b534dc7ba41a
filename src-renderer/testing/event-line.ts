import { AsyncIteratorClass } from '@orpc/client';

/** A stream a test feeds: whoever comes gets the newest value, then every one that follows. */
export interface EventLine<T> {
  push(value: T): void;
  subscribe(): AsyncIteratorClass<T, T, void>;
}

export function createEventLine<T>(first: T): EventLine<T> {
  let newest = { value: first, count: 0 };
  let changed = Promise.withResolvers<undefined>();
  return {
    push(value) {
      newest = { value, count: newest.count + 1 };
      changed.resolve(undefined);
      changed = Promise.withResolvers<undefined>();
    },
    subscribe() {
      let seen = -1;
      return new AsyncIteratorClass(
        async () => {
          if (seen === newest.count) await changed.promise;
          seen = newest.count;
          return { done: false, value: newest.value };
        },
        () => Promise.resolve(),
      );
    },
  };
}
