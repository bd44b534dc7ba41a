import { fork as forkNode, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { FromChild, ToChild } from './child-wire.ts';
import { HeldPorts, type MessagePortMain } from './message-ports.ts';

const children = new Set<ChildProcess>();

/** Process ids of the utility processes that run. */
export function utilityProcessIds(): number[] {
  return [...children].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
}

export class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #held = new HeldPorts();

  constructor(entry: string, args: readonly string[]) {
    super();
    const prelude = new URL('./utility-prelude.ts', import.meta.url).href;
    const child = forkNode(entry, args, { execArgv: ['--import', prelude], serialization: 'advanced' });
    this.#child = child;
    children.add(child);
    child.on('spawn', () => this.emit('spawn'));
    child.on('message', (message) => this.#receive(message as FromChild)); // holds: utility-prelude.ts sends nothing else
    child.on('exit', (code, signal) => {
      children.delete(child);
      this.#held.closeAll();
      this.emit('exit', code ?? (signal === null ? 1 : 128));
    });
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null ? this.#child.pid : undefined;
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ports = this.#held.handOver(transfer, (port) => ({
      deliver: (value) => this.#tell({ kind: 'port-message', port, value }),
      close: () => this.#tell({ kind: 'port-closed', port }),
    }));
    this.#tell({ kind: 'message', data, ports });
  }

  kill(): boolean {
    return this.#child.kill();
  }

  #tell(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #receive(message: FromChild): void {
    if (message.kind === 'message') this.emit('message', message.data);
    else if (message.kind === 'port-message') this.#held.relay(message.port, message.value);
    else this.#held.close(message.port);
  }
}

export const utilityProcess = {
  fork: (entry: string, args: readonly string[] = []): UtilityProcess => new UtilityProcess(entry, args),
};
