import type { BlobReply, BlobRequest } from '#shared/contract/data-plane.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { errorFromJson } from './failure-of.ts';

/** Reads blobs over a message port; requests may overlap and be answered in any order. */
export interface BlobPort {
  readonly read: (blobId: string) => Promise<ArrayBuffer>;
  /** Fails what is pending with `connection-lost`. */
  readonly close: () => void;
}

interface PendingRead {
  readonly resolve: (bytes: ArrayBuffer) => void;
  readonly reject: (error: GlioscopeError) => void;
}

export function createBlobPort(port: MessagePort): BlobPort {
  const pending = new Map<number, PendingRead>();
  let nextRequestId = 1;

  port.addEventListener('message', (event: MessageEvent<BlobReply>) => {
    const reply = event.data;
    const read = pending.get(reply.requestId);
    pending.delete(reply.requestId);
    if (read === undefined) return;
    if ('bytes' in reply) read.resolve(reply.bytes);
    else read.reject(errorFromJson(reply.failure, 'blob port'));
  });
  port.start();

  function close(): void {
    for (const read of pending.values()) read.reject(new GlioscopeError('connection-lost'));
    pending.clear();
    port.close();
  }
  port.addEventListener('close', close);

  return {
    close,
    read: (blobId) =>
      new Promise((resolve, reject) => {
        const request: BlobRequest = { requestId: nextRequestId, blobId };
        nextRequestId += 1;
        pending.set(request.requestId, { resolve, reject });
        port.postMessage(request);
      }),
  };
}
