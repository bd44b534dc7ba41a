import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Starts a process that computes for this one: plain Node with an IPC channel in advanced serialisation, and its
 * standard error piped. In an Electron process the executable is Electron's; the variable makes it run as Node,
 * which ignores it. Of the threads for files, gzip and hashes there are twice the usual four: else whatever is read
 * beside the four files of a study waits until those are inflated.
 *
 * @param processEntry its source, or its bundle; it calls `liveAsChild`.
 * @param purpose      read by nobody but people who look at a list of processes, and tests.
 */
export function forkChild(processEntry: URL, purpose = 'job'): ChildProcess {
  return fork(fileURLToPath(processEntry), [purpose], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '8' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}
