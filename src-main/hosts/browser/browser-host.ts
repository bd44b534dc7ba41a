import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { httpPaths } from '#shared/contract/data-plane.ts';
import { toFailure } from '#shared/domain/failure.ts';
import type { Backend } from '../../services/backend.ts';
import type { Logger } from '../../services/logger.ts';
import { contentSecurityPolicy, createNonce, withNonce } from '../content-security-policy.ts';
import { send, sendFailure, sendText } from './answers.ts';
import { serveData } from './data-routes.ts';
import { createLaunchTokens, type LaunchTokens } from './launch-tokens.ts';
import { createRequestGuard, type RequestGuard } from './request-guard.ts';
import { readStaticFile } from './static-files.ts';

export interface BrowserHostOptions {
  readonly backend: Backend;
  /** The built page. */
  readonly rendererDirectory: string;
  /** 0: any free one. */
  readonly port: number;
  readonly log: Logger;
}

/** The page and the backend on loopback, for this machine's user only. */
export interface BrowserHost {
  /** Address to open; lets any browser in that is given it, for as long as the host runs. */
  readonly url: string;
  /** Address that lets one browser in, once. */
  createSingleUseUrl(): string;
  /** Stops listening and drops every connection; the backend stays open. */
  close(): Promise<void>;
}

/** Voxels never travel here; the largest message is an edit of a whole label map, at some ten bytes a run of voxels. */
const largestMessageBytes = 32 * 1024 ** 2;

interface HostParts extends BrowserHostOptions {
  readonly tokens: LaunchTokens;
  readonly guard: RequestGuard;
}

/** Rejects when the port is taken. */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const server = createServer();
  const port = await listen(server, options.port);
  const tokens = createLaunchTokens();
  const guard = createRequestGuard(tokens, port);
  const host: HostParts = { ...options, tokens, guard };
  server.on('request', (request, response) => {
    serve(host, request, response).catch((error: unknown) => {
      // without the params: names of files can be names of patients
      const { code, detail } = toFailure(error);
      options.log.warn('a request failed', { method: request.method, code, detail });
      sendFailure(response, error);
    });
  });
  const sockets = serveControl(server, host);
  const urlWith = (token: string): string => `${guard.origin}/?token=${token}`;
  return {
    url: urlWith(tokens.lasting),
    createSingleUseUrl: () => urlWith(tokens.createSingleUse()),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo; // holds: a server that listens on a TCP port has one
  return address.port;
}

/** The contract over WebSockets. */
function serveControl(server: Server, { backend, guard }: HostParts): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessageBytes });
  const handler = new RPCHandler(backend.router);
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Node listens no longer: a peer that hangs up must not take the program down
    stream.on('error', () => stream.destroy());
    const isOurs = guard.hasOwnHost(request) && guard.isAuthorised(request) && guard.hasOwnOrigin(request);
    if (!isOurs || request.url !== httpPaths.rpc) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => socket.terminate());
      void handler.upgrade(socket);
    });
  });
  return sockets;
}

async function serve(host: HostParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { guard, tokens, backend } = host;
  if (!guard.hasOwnHost(request)) {
    sendText(response, 403, 'Glioscope answers under its own address only.');
    return;
  }
  const url = URL.parse(request.url ?? '', guard.origin);
  if (url?.origin !== guard.origin) {
    sendText(response, 400, 'Not an address of Glioscope.');
    return;
  }
  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  if (token !== null && tokens.redeem(token)) {
    const headers = { Location: '/', 'Set-Cookie': guard.cookie };
    send(response, { status: 303, contentType: 'text/plain; charset=utf-8', body: '', headers });
    return;
  }
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (!guard.isAuthorised(request) || (!isReading && !guard.hasOwnOrigin(request))) {
    sendText(response, 403, 'Open Glioscope with the whole address it printed when it started.');
    return;
  }
  if (await serveData(backend, { request, response, url })) return;
  if (isReading) await servePage(host, response, url);
  else sendText(response, 405, 'Not that way.');
}

async function servePage({ rendererDirectory, guard }: HostParts, response: ServerResponse, url: URL): Promise<void> {
  const file = await readStaticFile(rendererDirectory, url.pathname);
  if (file === null) {
    sendText(response, 404, 'Not found.');
    return;
  }
  const { bytes, contentType } = file;
  if (!contentType.startsWith('text/html')) {
    send(response, { status: 200, contentType, body: bytes });
    return;
  }
  const nonce = createNonce();
  const policy = contentSecurityPolicy(nonce, ["'self'", guard.origin.replace('http:', 'ws:')]);
  const body = withNonce(bytes.toString('utf8'), nonce);
  send(response, { status: 200, contentType, body, headers: { 'Content-Security-Policy': policy } });
}
