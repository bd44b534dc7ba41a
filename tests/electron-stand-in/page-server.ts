import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { handleRequest } from './protocol.ts';

/*
 * Chromium cannot be taught a scheme of ours from outside, so the page lies on a loopback origin; each
 * request is translated to the app's own address and answered by the app's own protocol handler. The
 * WebSocket to the preload is added to the policy's connect-src, the one change made to what the app said.
 */
export interface PageServer {
  /** Address of a page of the app as Chromium must call it. */
  toChromium(appUrl: string): string;
  /** The reverse. */
  toApp(url: string): string;
  readonly socketUrl: string;
}

export async function startPageServer(onSocket: (socket: WebSocket) => void): Promise<PageServer> {
  let appOrigin = '';
  const server = createServer((request, response) => {
    void answer(request, response, appOrigin, socketUrl);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // holds: it listens on TCP
  const origin = `http://127.0.0.1:${port}`;
  const socketPath = `/${randomUUID()}`;
  const socketUrl = `ws://127.0.0.1:${port}${socketPath}`;
  new WebSocketServer({ server, path: socketPath, maxPayload: 1 << 29 }).on('connection', onSocket);
  return {
    socketUrl,
    toChromium: (appUrl) => {
      const { protocol, host } = new URL(appUrl);
      appOrigin = `${protocol}//${host}`;
      return appUrl.replace(appOrigin, origin);
    },
    toApp: (url) => (appOrigin === '' ? url : url.replace(origin, appOrigin)),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  appOrigin: string,
  socketUrl: string,
): Promise<void> {
  const answered = await handleRequest(`${appOrigin}${request.url ?? '/'}`, request.method ?? 'GET');
  for (const [name, value] of answered.headers) {
    const isPolicy = name.toLowerCase() === 'content-security-policy';
    response.setHeader(name, isPolicy ? value.replace('connect-src ', `connect-src ${socketUrl} `) : value);
  }
  response.writeHead(answered.status);
  response.end(Buffer.from(await answered.arrayBuffer()));
}
