import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export class PreventableEvent {
  defaultPrevented = false;

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

const root = process.cwd();

/** How the windows are closed when the app quits; set by browser-window.ts (no cycle that way). */
const quitting = { closeWindows: (): void => undefined };

export function onQuitCloseWindows(close: () => void): void {
  quitting.closeWindows = close;
}

class App extends EventEmitter {
  readonly isPackaged = false;
  readonly name = 'glioscope';
  readonly #ready: Promise<void>;
  #isReady = false;
  #isQuitting = false;

  constructor() {
    super();
    // the real app becomes ready a good while after the main module ran
    this.#ready = new Promise((resolve) => {
      setTimeout(() => {
        this.#isReady = true;
        this.emit('ready');
        resolve();
      }, 20);
    });
  }

  isReady(): boolean {
    return this.#isReady;
  }

  get isQuitting(): boolean {
    return this.#isQuitting;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-US';
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  getAppPath(): string {
    return root;
  }

  getVersion(): string {
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    return String((JSON.parse(text) as { version: unknown }).version); // holds: npm writes it
  }

  quit(): void {
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#isQuitting = true;
    quitting.closeWindows();
    const leaving = new PreventableEvent();
    this.emit('will-quit', leaving);
    if (leaving.defaultPrevented) {
      this.#isQuitting = false;
      return;
    }
    this.emit('quit', {}, 0);
    // let the last messages to the test leave
    setImmediate(() => process.exit(0));
  }
}

export const app = new App();

export function requireReady(what: string): void {
  if (!app.isReady()) throw new Error(`${what} can only be used after the app is ready`);
}
