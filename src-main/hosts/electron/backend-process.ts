import type { MessageEvent } from 'electron';
import { GlioscopeError, toFailure } from '#shared/domain/failure.ts';
import { createBackend, type Backend } from '../../services/backend.ts';
import { serveBlobPort, serveControlPort } from '../../services/connect-ports.ts';
import { createFileLogger } from '../../services/logger.ts';
import { toBackendSchema, type BackendStart, type FromBackend } from './backend-messages.ts';

/*
 * Entry of the backend under Electron: the same backend as everywhere, in a utility process, reached
 * over message ports that the main process hands on and then has no part in.
 */
const { parentPort } = process;
let backend: Promise<Backend> | null = null;

function tell(message: FromBackend): void {
  parentPort.postMessage(message);
}

async function open(options: BackendStart): Promise<Backend> {
  return createBackend({
    dataDirectory: options.dataDirectory,
    modelsDirectory: options.modelsDirectory,
    inferenceEntry: new URL(options.inferenceEntry),
    registrationEntry: new URL(options.registrationEntry),
    sampleEntry: new URL(options.sampleEntry),
    appVersion: options.appVersion,
    host: 'electron',
    log: createFileLogger(options.dataDirectory),
  });
}

function start(options: BackendStart): void {
  const opening = open(options);
  backend = opening;
  opening.then(
    (ready) => {
      tell({ kind: 'ready' });
      void ready.testNewEngines();
    },
    (error: unknown) => tell({ kind: 'failed', failure: toFailure(error) }),
  );
}

async function connect(event: MessageEvent): Promise<void> {
  const [control, blobs] = event.ports;
  if (backend === null || control === undefined || blobs === undefined) {
    throw new GlioscopeError('internal', {}, { detail: 'connect before start, or without two ports' });
  }
  const running = await backend;
  serveControlPort(running, control);
  serveBlobPort(running, blobs);
  control.start();
  blobs.start();
}

async function stop(): Promise<void> {
  const running = await backend?.catch(() => null);
  await running?.close();
  process.exit(0);
}

parentPort.on('message', (event) => {
  const message = toBackendSchema.parse(event.data);
  if (message.kind === 'start') start(message);
  else if (message.kind === 'connect') void connect(event);
  else void stop();
});
