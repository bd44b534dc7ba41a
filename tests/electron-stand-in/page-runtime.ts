import { decodeFrame, encodeFrame } from './frame-codec.ts';
import type { FromPage, ToPage } from './wire.ts';

/*
 * Electron's side of the page: what a sandboxed preload may `require('electron')`. Runs before the
 * page's own scripts and before the preload.
 */
type Listener = (event: { ports: readonly MessagePort[] }, ...args: unknown[]) => void;

interface PendingInvoke {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

declare global {
  interface Window {
    /** Real paths of the files the next drops bring, by name: Chromium does not tell a page. */
    standInPaths?: Record<string, string>;
  }
}

/** What `contextBridge` lets through: functions stay functions, values are copied, nothing is shared. */
function bridged(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...args: unknown[]) => bridgedResult(Reflect.apply(value, undefined, args) as unknown);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, child]) => [key, bridged(child)])));
}

function bridgedResult(result: unknown): unknown {
  return result instanceof Promise ? result.then(copied) : copied(result);
}

function copied(value: unknown): unknown {
  return typeof value === 'function' ? bridged(value) : structuredClone(value);
}

/** The trap of the real thing: a message that *transfers* an ArrayBuffer to another process never arrives. */
function dropTransferredBuffers(): void {
  const post = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'postMessage')?.value as
    ((message: unknown, transfer: Transferable[]) => void) | undefined; // holds: the standard says so
  MessagePort.prototype.postMessage = function (message: unknown, transfer?: Transferable[] | object): void {
    const options: StructuredSerializeOptions = Array.isArray(transfer) ? { transfer } : (transfer ?? {});
    const list = options.transfer ?? [];
    if (!list.some((item) => item instanceof ArrayBuffer)) post?.call(this, message, list);
  };
}

export function createElectronForPreload(socketUrl: string): object {
  dropTransferredBuffers();
  const socket = new WebSocket(socketUrl);
  socket.binaryType = 'arraybuffer';
  const queue: FromPage[] = [];
  const listeners = new Map<string, Set<Listener>>();
  const invokes = new Map<number, PendingInvoke>();
  const ports = new Map<number, { ours: MessagePort; pages: MessagePort | null }>();
  const handedOn: (readonly number[])[] = [];
  let nextInvoke = 1;

  function tell(message: FromPage): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(message));
    else queue.push(message);
  }
  socket.addEventListener('open', () => {
    for (const message of queue.splice(0)) socket.send(encodeFrame(message));
  });

  /** A page-side port whose other end lives in the main process. */
  function openPort(id: number): MessagePort {
    const { port1: ours, port2: pages } = new MessageChannel();
    ports.set(id, { ours, pages: null });
    ours.addEventListener('message', (event) => tell({ kind: 'port-message', port: id, value: event.data }));
    ours.start();
    return pages;
  }

  // The preload hands ports on by a window message, which makes new objects of them; this listener is
  // the first of the page and sees the same objects as the page will.
  window.addEventListener('message', (event) => {
    const ids = event.ports.length > 0 ? (handedOn.shift() ?? []) : [];
    for (const [index, pages] of event.ports.entries()) {
      const id = ids[index];
      const open = id === undefined ? undefined : ports.get(id);
      if (id === undefined || open === undefined) continue;
      open.pages = pages;
      // Electron tells each end when the other closes; Chromium alone does not
      pages.close = () => {
        MessagePort.prototype.close.call(pages);
        if (ports.delete(id)) tell({ kind: 'port-closed', port: id });
      };
    }
  });

  function closePort(id: number): void {
    const open = ports.get(id);
    ports.delete(id);
    open?.ours.close();
    open?.pages?.dispatchEvent(new Event('close'));
  }

  function receive(message: ToPage): void {
    if (message.kind === 'push') {
      if (message.ports.length > 0) handedOn.push(message.ports);
      const event = { ports: message.ports.map(openPort) };
      for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args);
    } else if (message.kind === 'port-message') {
      ports.get(message.port)?.ours.postMessage(message.value);
    } else if (message.kind === 'port-closed') {
      closePort(message.port);
    } else {
      const pending = invokes.get(message.id);
      invokes.delete(message.id);
      if (message.kind === 'answer') pending?.resolve(message.value);
      else pending?.reject(new Error(message.message));
    }
  }
  socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
    receive(decodeFrame(new Uint8Array(event.data)) as ToPage); // holds: page-server.ts sends nothing else
  });

  const url = (): string => window.location.href;
  return {
    ipcRenderer: {
      send: (channel: string, ...args: unknown[]) => tell({ kind: 'send', url: url(), channel, args }),
      invoke: (channel: string, ...args: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = nextInvoke++;
          invokes.set(id, { resolve, reject });
          tell({ kind: 'invoke', url: url(), id, channel, args });
        }),
      on: (channel: string, listener: Listener) => {
        const known = listeners.get(channel) ?? new Set();
        listeners.set(channel, known.add(listener));
      },
      off: (channel: string, listener: Listener) => listeners.get(channel)?.delete(listener),
    },
    contextBridge: {
      exposeInMainWorld: (name: string, api: unknown) => {
        Object.defineProperty(window, name, { value: bridged(api), enumerable: true });
      },
    },
    webUtils: {
      getPathForFile: (file: unknown) => {
        if (!(file instanceof File)) throw new TypeError('getPathForFile: the argument is not a File');
        return window.standInPaths?.[file.name] ?? '';
      },
    },
  };
}
