import { randomBytes } from 'node:crypto';

/*
 * What the page may load and run, the same under every host that serves it. Scripts and styles come
 * from the app's own origin; the one thing made at run time, the component library's style tags,
 * carries a nonce that changes with every response.
 */

/** A nonce for one response: 128 random bits, base64. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/** The Content-Security-Policy header of one response. `connect`: sources the page may connect to. */
export function contentSecurityPolicy(nonce: string, connect: readonly string[] = ["'self'"]): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src ${connect.join(' ')}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/**
 * Hands the page its nonce as `<meta property="csp-nonce" nonce="...">` at the top of the head, where
 * the renderer reads it for the style tags it makes (browsers hide it from scripts that come later).
 */
export function withNonce(html: string, nonce: string): string {
  return html.replace(/<head[^>]*>/i, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}" />`);
}

/** Sent with every response beside the policy. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
