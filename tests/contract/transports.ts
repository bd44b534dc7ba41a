import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { createRouterClient } from '@orpc/server';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { httpPaths, type BlobReply } from '#shared/contract/data-plane.ts';
import type { BackendClient } from '#shared/contract/index.ts';
import { failureSchema } from '#shared/contract/common-schemas.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { startBrowserHost } from '../../src-main/hosts/browser/browser-host.ts';
import type { Backend } from '../../src-main/services/backend.ts';
import { serveBlobPort, serveControlPort } from '../../src-main/services/connect-ports.ts';
import { silentLogger } from '../../src-main/services/logger.ts';

/* The ways a renderer reaches a backend, each as the real thing. */

export interface Connection {
  readonly client: BackendClient;
  /** Throws GlioscopeError. */
  readBlob(blobId: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface Transport {
  readonly name: string;
  connect(backend: Backend): Promise<Connection>;
}

const inProcess: Transport = {
  name: 'in process',
  connect: (backend) =>
    Promise.resolve({
      client: createRouterClient(backend.router),
      readBlob: (blobId) => backend.readBlob(blobId),
      close: () => Promise.resolve(),
    }),
};

const messagePorts: Transport = {
  name: 'message ports',
  connect(backend) {
    const control = new MessageChannel();
    const blobs = new MessageChannel();
    serveControlPort(backend, control.port1);
    serveBlobPort(backend, blobs.port1);
    const client: BackendClient = createORPCClient(new PortLink({ port: control.port2 }));
    for (const port of [control.port1, control.port2, blobs.port1, blobs.port2]) port.start();
    return Promise.resolve({
      client,
      readBlob: createPortBlobReader(blobs.port2),
      close() {
        for (const port of [control.port2, blobs.port2]) port.close();
        return Promise.resolve();
      },
    });
  },
};

function createPortBlobReader(port: MessagePort): Connection['readBlob'] {
  const pending = new Map<number, PromiseWithResolvers<Uint8Array>>();
  port.on('message', (reply: BlobReply) => {
    const waiting = pending.get(reply.requestId);
    if ('bytes' in reply) waiting?.resolve(new Uint8Array(reply.bytes));
    else waiting?.reject(errorFrom(reply.failure));
  });
  return (blobId) => {
    const requestId = pending.size;
    const waiting = Promise.withResolvers<Uint8Array>();
    pending.set(requestId, waiting);
    port.postMessage({ requestId, blobId });
    return waiting.promise;
  };
}

const webSocket: Transport = {
  name: 'WebSocket and HTTP on loopback',
  async connect(backend) {
    const host = await startBrowserHost({ backend, rendererDirectory: '/nowhere', port: 0, log: silentLogger });
    const { origin } = new URL(host.url);
    const cookie = await signIn(host.url);
    const socket = new WebSocket(`${origin.replace('http:', 'ws:')}${httpPaths.rpc}`, { headers: { cookie, origin } });
    // holds: ws implements what the link uses of the browser's WebSocket
    const link = new SocketLink({ websocket: socket as unknown as globalThis.WebSocket });
    return {
      client: createORPCClient(link),
      async readBlob(blobId) {
        const response = await fetch(`${origin}${httpPaths.blob}${encodeURIComponent(blobId)}`, {
          headers: { cookie },
        });
        if (!response.ok) throw errorFrom(await response.text());
        return new Uint8Array(await response.arrayBuffer());
      },
      async close() {
        socket.close();
        await host.close();
      },
    };
  },
};

/** Exchanges the token of a launch address for the cookie, as a browser does. */
export async function signIn(launchUrl: string): Promise<string> {
  const response = await fetch(launchUrl, { redirect: 'manual' });
  return z.string().parse(response.headers.get('set-cookie')).split(';')[0] ?? '';
}

function errorFrom(json: string): GlioscopeError {
  const { code, params } = failureSchema.parse(JSON.parse(json));
  return new GlioscopeError(code, params);
}

export const transports: readonly Transport[] = [inProcess, messagePorts, webSocket];
