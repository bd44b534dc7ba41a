import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { WebSocket } from 'ws';
import { app, onQuitCloseWindows, PreventableEvent } from './app.ts';
import { tellTest } from './driver.ts';
import { decodeFrame, encodeFrame } from './frame-codec.ts';
import { ipcMain } from './ipc.ts';
import { HeldPorts, type MessagePortMain } from './message-ports.ts';
import { startPageServer, type PageServer } from './page-server.ts';
import { pageRuntimeSource } from './page-runtime-source.ts';
import type { FromPage, ToPage } from './wire.ts';

interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  readonly webPreferences?: { readonly preload?: string };
}

type WindowOpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' };

class WebContents extends EventEmitter {
  readonly windowId: number;
  readonly #server: Promise<PageServer>;
  #socket: WebSocket | null = null;
  #held = new HeldPorts();
  #isDestroyed = false;
  windowOpenHandler: WindowOpenHandler = () => ({ action: 'allow' });

  constructor(windowId: number) {
    super();
    this.windowId = windowId;
    this.#server = startPageServer((socket) => this.#adopt(socket));
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpenHandler = handler;
  }

  reload(): void {
    tellTest({ kind: 'reload-window', windowId: this.windowId });
  }

  /** The selected text, as the system's own command copies it. */
  copy(): void {
    tellTest({ kind: 'copy-text', windowId: this.windowId });
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell({ kind: 'push', channel, args, ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ports = this.#held.handOver(transfer, (port) => ({
      deliver: (value) => this.#tell({ kind: 'port-message', port, value }),
      close: () => this.#tell({ kind: 'port-closed', port }),
    }));
    this.#tell({ kind: 'push', channel, args: [message], ports });
  }

  async load(url: string, options: WindowOptions): Promise<void> {
    const server = await this.#server;
    const preload = options.webPreferences?.preload;
    const preloadSource = preload === undefined ? '' : readFileSync(preload, 'utf8');
    const script = await pageRuntimeSource(server.socketUrl, preloadSource);
    tellTest({
      kind: 'open-window',
      window: {
        windowId: this.windowId,
        url: server.toChromium(url),
        script,
        width: options.width ?? 800,
        height: options.height ?? 600,
      },
    });
  }

  /** An IPC event as from a frame of this page. */
  eventFrom(url: string, isTopFrame: boolean): object {
    return { sender: this, senderFrame: { url, parent: isTopFrame ? null : {} } };
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#held.closeAll();
    this.#socket?.close();
  }

  #adopt(socket: WebSocket): void {
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const held = new HeldPorts();
    this.#held = held;
    socket.on('message', (bytes: ArrayBuffer) => {
      void this.#receive(decodeFrame(new Uint8Array(bytes)) as FromPage); // holds: page-runtime.ts sends nothing else
    });
    // the page was reloaded or closed: its ports are gone with it
    socket.on('close', () => held.closeAll());
  }

  #tell(message: ToPage): void {
    if (this.#socket?.readyState === 1) this.#socket.send(encodeFrame(message));
  }

  async #receive(message: FromPage): Promise<void> {
    if (message.kind === 'port-message') {
      this.#held.relay(message.port, message.value);
      return;
    }
    if (message.kind === 'port-closed') {
      this.#held.close(message.port);
      return;
    }
    const event = this.eventFrom((await this.#server).toApp(message.url), true);
    if (message.kind === 'send') {
      ipcMain.emit(message.channel, event, ...message.args);
      return;
    }
    try {
      const value = await ipcMain.invoke(message.channel, event, message.args);
      this.#tell({ kind: 'answer', id: message.id, value });
    } catch (error) {
      this.#tell({ kind: 'refusal', id: message.id, message: String(error) });
    }
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all = new Set<BrowserWindow>();
  static #nextId = 1;

  readonly id = BrowserWindow.#nextId++;
  readonly options: WindowOptions;
  readonly webContents: WebContents;

  constructor(options: WindowOptions = {}) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.webContents = new WebContents(this.id);
    BrowserWindow.all.add(this);
    app.emit('web-contents-created', new PreventableEvent(), this.webContents);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url, this.options);
  }

  /** The page is there (the test says so). */
  pageLoaded(): void {
    this.webContents.emit('did-finish-load');
    this.emit('ready-to-show');
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }

  isMinimized(): boolean {
    return false;
  }

  show(): void {
    tellTest({ kind: 'show-window', windowId: this.id });
  }

  focus(): void {
    this.show();
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented || this.isDestroyed()) return;
    this.webContents.destroy();
    BrowserWindow.all.delete(this);
    tellTest({ kind: 'close-window', windowId: this.id });
    this.emit('closed');
    if (BrowserWindow.all.size === 0 && !app.isQuitting) app.emit('window-all-closed');
  }
}

onQuitCloseWindows(() => {
  for (const window of BrowserWindow.all) window.close();
});
