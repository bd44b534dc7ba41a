import { app, requireReady } from './app.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges?: Record<string, boolean> }[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of schemes) privileged.add(scheme);
  },
  handle(scheme: string, handler: Handler): void {
    requireReady('protocol.handle');
    if (!privileged.has(scheme)) throw new Error(`stand-in: ${scheme} was not registered as a standard scheme`);
    handlers.set(scheme, handler);
  },
};

export async function handleRequest(url: string, method: string): Promise<Response> {
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (handler === undefined) return new Response('no handler', { status: 501 });
  // Node's Request refuses schemes it does not know; the handler reads only these two
  return handler({ url, method } as Request);
}
