import { onMessagePortMessage, postMessagePortMessage, type SupportedMessagePort } from '@orpc/client/message-port';
import { RPCHandler } from '@orpc/server/message-port';
import { z } from 'zod';
import type { BlobReply } from '#shared/contract/data-plane.ts';
import { toFailure } from '#shared/domain/failure.ts';
import type { Backend } from './backend.ts';

/* The two planes over message ports: Electron's, or those of a worker thread. The caller starts the ports. */

/** Serves the contract. */
export function serveControlPort(backend: Backend, port: SupportedMessagePort): void {
  new RPCHandler(backend.router).upgrade(port);
}

const blobRequestSchema = z.object({ requestId: z.number(), blobId: z.string() });

/** Serves blobs; requests may overlap. What is not a request is ignored. */
export function serveBlobPort(backend: Backend, port: SupportedMessagePort): void {
  onMessagePortMessage(port, (message) => {
    const request = blobRequestSchema.safeParse(message);
    if (!request.success) return;
    const { requestId, blobId } = request.data;
    const reply = (answer: BlobReply): void => postMessagePortMessage(port, answer);
    backend.readBlob(blobId).then(
      (bytes) => reply({ requestId, bytes: wholeBuffer(bytes) }),
      (error: unknown) => reply({ requestId, failure: JSON.stringify(toFailure(error)) }),
    );
  });
}

/**
 * The bytes as a buffer of exactly their length. Posting copies it: Electron's ports drop transferred
 * buffers silently, and these bytes are shared with the cache.
 */
function wholeBuffer(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  // not bytes.slice(): a Buffer's takes no copy
  return isWhole ? bytes.buffer : new Uint8Array(bytes).buffer;
}
