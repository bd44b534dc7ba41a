import { readFile } from 'node:fs/promises';
import { join, normalize, sep } from 'node:path';
import { contentSecurityPolicy, createNonce, securityHeaders, withNonce } from '../content-security-policy.ts';
import { pageContentType } from '../page-content-type.ts';

/*
 * The page lives at app://glioscope/, served from the built renderer and nowhere else: a real origin
 * (unlike file:), so that the policy below and the sender checks of ipc.ts have something to hold on.
 */
export const scheme = 'app';
const host = 'glioscope';

export const pageUrl = `${scheme}://${host}/index.html`;

/** True for an address of our own page. (`URL.origin` is 'null' for schemes Node does not know.) */
export function isPageUrl(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === `${scheme}:` && url.host === host;
}

/**
 * File under `directory` that a page address means, or null when it means none: another host, a path
 * that climbs out, a name no encoder would write.
 */
export function pageFile(directory: string, address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !isPageUrl(address)) return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const root = normalize(directory);
  const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
  return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : null;
}

/** Answers one request for the page or its parts. */
export async function respond(directory: string, request: { method: string; url: string }): Promise<Response> {
  const file = request.method === 'GET' ? pageFile(directory, request.url) : null;
  if (file === null) return new Response('Not found', { status: 404, headers: securityHeaders });
  let bytes: Buffer<ArrayBuffer>;
  try {
    bytes = await readFile(file);
  } catch {
    return new Response('Not found', { status: 404, headers: securityHeaders });
  }
  const headers = {
    ...securityHeaders,
    'Content-Type': pageContentType(file),
    'Cache-Control': 'no-cache',
  };
  if (!file.endsWith('.html')) return new Response(bytes, { headers });
  const nonce = createNonce();
  return new Response(withNonce(bytes.toString('utf8'), nonce), {
    headers: { ...headers, 'Content-Security-Policy': contentSecurityPolicy(nonce) },
  });
}
