import type { IncomingMessage } from 'node:http';
import type { LaunchTokens } from './launch-tokens.ts';

/** Decides which requests are our own page's. */
export interface RequestGuard {
  /** The host's address, without a trailing slash. */
  readonly origin: string;
  /** Asked under our own name: another name means DNS rebinding. */
  hasOwnHost(request: IncomingMessage): boolean;
  /** Carries the cookie of this launch, and was not made by another site. */
  isAuthorised(request: IncomingMessage): boolean;
  /** Was made by our own page. Browsers state the origin of every WebSocket and POST. */
  hasOwnOrigin(request: IncomingMessage): boolean;
  /** The `Set-Cookie` that authorises a browser. */
  readonly cookie: string;
}

export function createRequestGuard(tokens: LaunchTokens, port: number): RequestGuard {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // cookies do not know ports: the name keeps two running hosts apart
  const cookieName = `glioscope-${port}`;
  return {
    origin,
    hasOwnHost: ({ headers }) => headers.host === host,
    isAuthorised: ({ headers }) => {
      const site = headers['sec-fetch-site'];
      const isOwn = site === undefined || site === 'same-origin' || site === 'none';
      return isOwn && tokens.isSession(readCookie(headers.cookie ?? '', cookieName));
    },
    hasOwnOrigin: ({ headers }) => headers.origin === origin,
    cookie: `${cookieName}=${tokens.session}; Path=/; HttpOnly; SameSite=Strict`,
  };
}

function readCookie(header: string, name: string): string {
  for (const part of header.split(';')) {
    const [key = '', value = ''] = part.split('=', 2);
    if (key.trim() === name) return value.trim();
  }
  return '';
}
