import type { ServerResponse } from 'node:http';
import { toFailure, type FailureCode } from '#shared/domain/failure.ts';
import { securityHeaders } from '../content-security-policy.ts';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Nothing of a study may stay in a browser's cache. */
export function send(response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  response.writeHead(status, {
    ...securityHeaders,
    'Cache-Control': 'no-store',
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` });
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) });
}

const statuses: Partial<Record<FailureCode, number>> = {
  'not-found': 404,
  'intake-lost': 404,
  'invalid-request': 400,
  'file-too-large': 413,
  'storage-full': 507,
};

/** A Failure as JSON, which the page turns into its sentence. */
export function sendFailure(response: ServerResponse, error: unknown): void {
  const failure = toFailure(error);
  if (!response.headersSent) sendJson(response, statuses[failure.code] ?? 500, failure);
  else response.destroy();
}
