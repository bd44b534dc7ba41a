import { EventEmitter } from 'node:events';
import type { FromChild, ToChild } from './child-wire.ts';
import { MessageChannelMain } from './message-ports.ts';

/* Loaded into a forked "utility process" before its entry: gives it `process.parentPort`. */

function tell(message: FromChild): void {
  process.send?.(message);
}

/** Electron's ParentPort: messages wait until someone listens. */
class ParentPort extends EventEmitter {
  readonly #waiting: unknown[] = [];

  constructor() {
    super();
    this.on('newListener', (event) => {
      if (event === 'message') setImmediate(() => this.#flush());
    });
  }

  postMessage(data: unknown): void {
    tell({ kind: 'message', data });
  }

  accept(event: unknown): void {
    this.#waiting.push(event);
    this.#flush();
  }

  #flush(): void {
    if (this.listenerCount('message') === 0) return;
    for (const event of this.#waiting.splice(0)) this.emit('message', event);
  }
}

const parentPort = new ParentPort();
Object.defineProperty(process, 'parentPort', { value: parentPort });

/** Incoming ports by their number on the wire: the near end of a pair whose far end is the wire. */
const farEnds = new Map<number, MessageChannelMain>();

function openPort(id: number): MessageChannelMain['port1'] {
  const channel = new MessageChannelMain();
  farEnds.set(id, channel);
  channel.port2.handOver({
    deliver: (value) => tell({ kind: 'port-message', port: id, value }),
    close: () => {
      if (farEnds.delete(id)) tell({ kind: 'port-closed', port: id });
    },
  });
  return channel.port1;
}

process.on('message', (raw) => {
  const message = raw as ToChild; // holds: utility-process.ts sends nothing else
  if (message.kind === 'message') {
    parentPort.accept({ data: message.data, ports: message.ports.map(openPort) });
  } else if (message.kind === 'port-message') {
    farEnds.get(message.port)?.port2.relay(message.value);
  } else {
    const channel = farEnds.get(message.port);
    farEnds.delete(message.port);
    channel?.port2.closeFromRemote();
  }
});
process.on('disconnect', () => process.exit(0));
