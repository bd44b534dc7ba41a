import { EventEmitter } from 'node:events';

/** Carries messages of a port that was handed to another process. */
export interface RemoteEnd {
  deliver(value: unknown): void;
  close(): void;
}

/** Electron's MessagePortMain: an event emitter that keeps its messages until `start()`. */
export class MessagePortMain extends EventEmitter {
  #peer: MessagePortMain | null = null;
  #remote: RemoteEnd | null = null;
  #waiting: unknown[] = [];
  #isStarted = false;
  #isClosed = false;

  static entangle(a: MessagePortMain, b: MessagePortMain): void {
    a.#peer = b;
    b.#peer = a;
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    // Electron says the same words; in it, too, only ports can be transferred from this side
    for (const [index, item] of transfer.entries()) {
      if (!(item instanceof MessagePortMain)) throw new TypeError(`Port at index ${index} is not a valid port`);
    }
    const copy = structuredClone(message);
    setImmediate(() => this.#peer?.accept(copy));
  }

  start(): void {
    this.#isStarted = true;
    for (const value of this.#waiting.splice(0)) this.emit('message', { data: value, ports: [] });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#remote?.close();
    const peer = this.#peer;
    setImmediate(() => peer?.closeFromPeer());
  }

  /** The port now lives elsewhere: what reaches it goes to `remote`. */
  handOver(remote: RemoteEnd): void {
    this.#remote = remote;
    for (const value of this.#waiting.splice(0)) remote.deliver(value);
  }

  /** A message that arrived for this end. */
  accept(value: unknown): void {
    if (this.#isClosed) return;
    if (this.#remote !== null) this.#remote.deliver(value);
    else if (this.#isStarted) this.emit('message', { data: value, ports: [] });
    else this.#waiting.push(value);
  }

  /** Sends on behalf of the process that holds this end now; the value is its own copy already. */
  relay(value: unknown): void {
    this.#peer?.accept(value);
  }

  /** The process that held this end closed it, or is gone. */
  closeFromRemote(): void {
    this.#remote = null;
    this.close();
  }

  closeFromPeer(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#remote?.close();
    this.emit('close');
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain();
  readonly port2 = new MessagePortMain();

  constructor() {
    MessagePortMain.entangle(this.port1, this.port2);
  }
}

/** The ports one other process holds, by the number they have on the wire to it. */
export class HeldPorts {
  readonly #ports = new Map<number, MessagePortMain>();
  #next = 1;

  handOver(ports: readonly MessagePortMain[], remote: (id: number) => RemoteEnd): number[] {
    return ports.map((port) => {
      const id = this.#next++;
      this.#ports.set(id, port);
      port.handOver(remote(id));
      return id;
    });
  }

  relay(id: number, value: unknown): void {
    this.#ports.get(id)?.relay(value);
  }

  close(id: number): void {
    const port = this.#ports.get(id);
    this.#ports.delete(id);
    port?.closeFromRemote();
  }

  closeAll(): void {
    for (const id of [...this.#ports.keys()]) this.close(id);
  }
}
