import { createORPCClient, ORPCError, type ClientContext, type ClientLink } from '@orpc/client';
import type { BackendClient } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { ConnectionStatus } from './connection.ts';

type Link = ClientLink<ClientContext>;

/** A typed client that outlives the wire under it: wires come and go, pending calls of a lost one fail with `connection-lost`. */
export interface ControlLine {
  readonly client: BackendClient;
  readonly status: () => ConnectionStatus;
  readonly onStatus: (listener: (status: ConnectionStatus) => void) => () => void;
  /** A new wire is up; waiting and later calls go over it. */
  readonly attach: (link: Link) => void;
  /** The wire is gone. Call it before the wire's own close handling, so that its calls are known to be lost. */
  readonly detach: () => void;
}

export function createControlLine(): ControlLine {
  let status: ConnectionStatus = 'connecting';
  let current: Link | null = null;
  let waiting: (() => void)[] = [];
  const listeners = new Set<(status: ConnectionStatus) => void>();

  function change(link: Link | null, next: ConnectionStatus): void {
    const isNews = next !== status;
    current = link;
    status = next;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
    if (isNews) for (const listener of listeners) listener(next);
  }

  async function settledLink(): Promise<Link> {
    if (status === 'connecting') await new Promise<void>((resolve) => waiting.push(resolve));
    if (current === null) throw new GlioscopeError('connection-lost');
    return current;
  }

  const link: Link = {
    async call(path, input, options) {
      const used = await settledLink();
      try {
        return await used.call(path, input, options);
      } catch (error) {
        if (used === current || error instanceof ORPCError) throw error;
        throw new GlioscopeError('connection-lost', {}, { cause: error });
      }
    },
  };

  return {
    client: createORPCClient<BackendClient>(link),
    status: () => status,
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    attach: (next) => {
      change(next, 'connected');
    },
    detach: () => {
      change(null, 'lost');
    },
  };
}
