import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import type { Failure } from '#shared/domain/failure.ts';
import { fromBackendSchema, type BackendStart, type ToBackend } from './backend-messages.ts';
import { pushes } from './channels.ts';
import { createRestartLimit } from './restart-limit.ts';

/** Keeps the backend process running and the page connected to it. */
export interface BackendHost {
  /** Gives the page a pair of ports: now, or once the backend is up, and again after each restart. */
  connect(page: WebContents): void;
  /** Ends the process, kindly at first. */
  stop(): Promise<void>;
}

export interface BackendHostOptions {
  /** Path of the bundled backend-process.js. */
  readonly entry: string;
  readonly start: BackendStart;
  /** The backend cannot start, or stopped too often: there is nothing to go on with. */
  readonly onFailed: (failure: Failure) => void;
}

const stopPatienceMs = 3000;

export function startBackendHost({ entry, start, onFailed }: BackendHostOptions): BackendHost {
  const restarts = createRestartLimit(3, 60_000);
  let child: UtilityProcess | null = null;
  let isReady = false;
  let isStopping = false;
  let page: WebContents | null = null;

  function tell(message: ToBackend, ports: Electron.MessagePortMain[] = []): void {
    child?.postMessage(message, ports);
  }

  function givePorts(): void {
    if (!isReady || page === null || page.isDestroyed()) return;
    const control = new MessageChannelMain();
    const blobs = new MessageChannelMain();
    tell({ kind: 'connect' }, [control.port1, blobs.port1]);
    page.postMessage(pushes.ports, null, [control.port2, blobs.port2]);
  }

  function onMessage(message: unknown): void {
    const { success, data } = fromBackendSchema.safeParse(message);
    if (!success) return;
    if (data.kind === 'ready') {
      isReady = true;
      givePorts();
      return;
    }
    isStopping = true;
    onFailed(data.failure);
  }

  function onExit(code: number): void {
    child = null;
    isReady = false;
    if (isStopping) return;
    if (restarts.allows(performance.now())) fork();
    else onFailed({ code: 'internal', params: {}, detail: `the backend stopped again and again, exit code ${code}` });
  }

  function fork(): void {
    const started = utilityProcess.fork(entry, [], { serviceName: 'Glioscope backend' });
    child = started;
    started.on('message', onMessage);
    started.once('exit', onExit);
    tell(start);
  }

  fork();
  return {
    connect(asking) {
      page = asking;
      givePorts();
    },
    async stop() {
      isStopping = true;
      const stopping = child;
      if (stopping === null) return;
      const exited = new Promise<void>((resolve) => stopping.once('exit', () => resolve()));
      tell({ kind: 'stop' });
      const patience = setTimeout(() => stopping.kill(), stopPatienceMs);
      await exited;
      clearTimeout(patience);
    },
  };
}
