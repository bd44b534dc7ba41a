import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { makeZip } from 'client-zip';
import { httpPaths } from '#shared/contract/data-plane.ts';
import { labelConventionSchema } from '#shared/contract/common-schemas.ts';
import { studyExportSchema } from '#shared/contract/study-schemas.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Backend } from '../../services/backend.ts';
import type { StudyFiles } from '../../services/export-study.ts';
import { largestUploadBytes } from '../../services/inbox.ts';
import { securityHeaders } from '../content-security-policy.ts';
import { send, sendJson } from './answers.ts';

/** A request that has passed the guard. */
export interface RoutedRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Serves the data plane; false when the request is for something else. Rejects with what the backend throws. */
export async function serveData(backend: Backend, routed: RoutedRequest): Promise<boolean> {
  const { pathname } = routed.url;
  const { method } = routed.request;
  if (method === 'GET' && pathname.startsWith(httpPaths.blob)) await sendBlob(backend, routed);
  else if (method === 'GET' && pathname.startsWith(httpPaths.export)) await sendExport(backend, routed);
  else if (method === 'GET' && pathname.startsWith(httpPaths.exportStudy)) await sendStudy(backend, routed);
  else if (method === 'POST' && pathname === httpPaths.upload) await takeUpload(backend, routed);
  else if (method === 'POST' && pathname.startsWith(httpPaths.discard)) await discardDraft(backend, routed);
  else return false;
  return true;
}

async function sendBlob(backend: Backend, { response, url }: RoutedRequest): Promise<void> {
  const body = await backend.readBlob(idAfter(httpPaths.blob, url));
  send(response, { status: 200, contentType: 'application/octet-stream', body });
}

async function sendExport(backend: Backend, { response, url }: RoutedRequest): Promise<void> {
  const convention = labelConventionSchema.safeParse(url.searchParams.get('convention'));
  if (!convention.success) throw new GlioscopeError('invalid-request', {}, { detail: 'convention: unknown' });
  const { fileName, bytes } = await backend.exportResult(idAfter(httpPaths.export, url), convention.data);
  const headers = { 'Content-Disposition': asAttachment(fileName) };
  send(response, { status: 200, contentType: 'application/gzip', body: bytes, headers });
}

/** A .zip that is made as it is sent; a failure on the way breaks the answer off, so that nothing incomplete passes for whole. */
async function sendStudy(backend: Backend, { response, url }: RoutedRequest): Promise<void> {
  const wanted = studyExportSchema.safeParse({
    studyId: idAfter(httpPaths.exportStudy, url),
    resultId: url.searchParams.get('result'),
    convention: url.searchParams.get('convention'),
  });
  if (!wanted.success) throw new GlioscopeError('invalid-request', {}, { detail: 'not an export' });
  const { stem, files } = await backend.exportStudy(wanted.data);
  response.writeHead(200, {
    ...securityHeaders,
    'Cache-Control': 'no-store',
    'Content-Type': 'application/zip',
    'Content-Disposition': asAttachment(`${stem}.zip`),
  });
  await pipeline(makeZip(zipEntries(stem, files)), response);
}

async function* zipEntries(stem: string, files: StudyFiles['files']) {
  for await (const { fileName, bytes } of files) yield { name: `${stem}/${fileName}`, input: bytes };
}

function asAttachment(fileName: string): string {
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/gu, '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}

async function takeUpload(backend: Backend, { request, response, url }: RoutedRequest): Promise<void> {
  const name = url.searchParams.get('name');
  if (name === null || name === '') throw new GlioscopeError('invalid-request', {}, { detail: 'name: missing' });
  const promisedBytes = Number(request.headers['content-length'] ?? 0);
  if (promisedBytes > largestUploadBytes) {
    throw new GlioscopeError('file-too-large', { file: name, bytes: promisedBytes, limitBytes: largestUploadBytes });
  }
  // the request outlives a failure, so that the answer can still be sent
  const reference = await backend.acceptUpload(name, request.iterator({ destroyOnReturn: false }));
  if (reference.kind !== 'upload') throw new RangeError('an upload is referred to as one');
  sendJson(response, 200, { uploadId: reference.uploadId });
}

async function discardDraft(backend: Backend, { response, url }: RoutedRequest): Promise<void> {
  await backend.discardDraft(idAfter(httpPaths.discard, url));
  send(response, { status: 204, contentType: 'text/plain; charset=utf-8', body: '' });
}

function idAfter(prefix: string, url: URL): string {
  try {
    return decodeURIComponent(url.pathname.slice(prefix.length));
  } catch {
    throw new GlioscopeError('invalid-request', {}, { detail: 'an id that no encoder would write' });
  }
}
