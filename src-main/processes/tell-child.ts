import type { ChildProcess, Serializable } from 'node:child_process';

/** How a child that was told one thing came to its end. */
export type ChildEnding =
  | {
      readonly kind: 'ended';
      /** The last message it sent, unchecked; undefined: it sent none. */
      readonly lastMessage: unknown;
      /** The signal that ended it, or its exit code: `SIGKILL`, `exit 1`. */
      readonly reason: string;
      /** The end of what it wrote to standard error. */
      readonly standardError: string;
    }
  /** It could not be started, or could not be told. */
  | { readonly kind: 'not-started'; readonly error: Error };

const standardErrorKept = 8192;

/**
 * Tells a child of `forkChild` its command and settles when it has ended, so that it is gone when its caller hears
 * of it. However this returns, the child was killed, or had ended by itself. Never rejects.
 *
 * @param stop aborting kills the child at once.
 */
export async function tellChild(child: ChildProcess, command: Serializable, stop: AbortSignal): Promise<ChildEnding> {
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  stop.addEventListener('abort', kill, { once: true });
  try {
    return await awaitEnding(child, command);
  } finally {
    stop.removeEventListener('abort', kill);
    kill();
  }
}

function awaitEnding(child: ChildProcess, command: Serializable): Promise<ChildEnding> {
  return new Promise((resolve) => {
    let standardError = '';
    let lastMessage: unknown;
    // not read, it would fill up and stop the child
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      standardError = (standardError + text).slice(-standardErrorKept);
    });
    child.on('message', (message) => {
      lastMessage = message;
    });
    // more than once: what cannot be started cannot be told its command either
    child.on('error', (error) => resolve({ kind: 'not-started', error }));
    child.once('close', (code, signal) => {
      resolve({ kind: 'ended', lastMessage, reason: signal ?? `exit ${code ?? 'unknown'}`, standardError });
    });
    child.send(command);
  });
}
