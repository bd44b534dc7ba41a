import { GlioscopeError } from '#shared/domain/failure.ts';

/**
 * Runs work one after the other, in the order it came; one that fails does not stop the next. Work whose
 * `signal` aborts before its turn is not done, and rejects at once; what has begun is not disturbed.
 */
export type WorkQueue = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

export function createWorkQueue(): WorkQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work, signal) => {
    if (signal === undefined) return enter(work);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(new GlioscopeError('cancelled'));
      signal.addEventListener('abort', onAbort, { once: true });
      enter(async () => {
        signal.removeEventListener('abort', onAbort);
        if (signal.aborted) throw new GlioscopeError('cancelled');
        return work();
      }).then(resolve, reject);
    });
  };

  function enter<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  }
}
