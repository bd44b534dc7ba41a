import open from 'open';
import { createBackend } from '../../services/backend.ts';
import { createFileLogger } from '../../services/logger.ts';
import { dataDirectory } from '../data-directory.ts';
import { findInstallation } from '../installation.ts';
import { startBrowserHost } from './browser-host.ts';

export interface ServeOptions {
  readonly dataDir?: string | undefined;
  readonly modelsDir?: string | undefined;
  readonly rendererDir?: string | undefined;
  readonly port: number;
  /** Whether to show the page in the default browser. */
  readonly open: boolean;
}

/**
 * Runs the browser host until the process is told to end. Prints one line: the address to open.
 * Throws what `openLibrary` throws, and the system's error when the port is taken.
 */
export async function serve(options: ServeOptions, print: (line: string) => void): Promise<void> {
  const installation = findInstallation();
  const directory = dataDirectory(options.dataDir);
  const log = createFileLogger(directory);
  const backend = await createBackend({
    dataDirectory: directory,
    modelsDirectory: options.modelsDir ?? installation.modelsDirectory,
    inferenceEntry: installation.inferenceEntry,
    registrationEntry: installation.registrationEntry,
    sampleEntry: installation.sampleEntry,
    appVersion: installation.appVersion,
    host: 'browser',
    log,
  });
  void backend.testNewEngines();
  const rendererDirectory = options.rendererDir ?? installation.rendererDirectory;
  try {
    const host = await startBrowserHost({ backend, rendererDirectory, port: options.port, log });
    const ended = untilToldToEnd();
    print(host.url);
    if (options.open) await showInBrowser(host.createSingleUseUrl());
    await ended;
    await host.close();
  } finally {
    await backend.close();
  }
}

/** A machine without a browser, or without a screen, still has the printed address. */
async function showInBrowser(url: string): Promise<void> {
  const child = await open(url).catch(() => null);
  child?.on('error', () => undefined);
}

function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
