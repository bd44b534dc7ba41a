import { afterEach, describe, expect, test } from 'vitest';
import type { BlobReply, BlobRequest } from '#shared/contract/data-plane.ts';
import { createBlobPort } from './blob-port.ts';

const open: MessagePort[] = [];

function serve(answer: (request: BlobRequest) => BlobReply | null): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.addEventListener('message', (event: MessageEvent<BlobRequest>) => {
    const reply = answer(event.data);
    if (reply !== null) port2.postMessage(reply);
  });
  port2.start();
  open.push(port1, port2);
  return port1;
}

afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

describe('blob port', () => {
  test('answers in any order reach their own requests', async () => {
    const held: BlobRequest[] = [];
    const port = serve((request) => {
      held.push(request);
      return null;
    });
    const blobs = createBlobPort(port);
    const reads = Promise.all([blobs.read('one'), blobs.read('three')]);
    while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    const server = open[1];
    for (const { requestId, blobId } of held.reverse()) {
      server?.postMessage({ requestId, bytes: new TextEncoder().encode(blobId).buffer });
    }
    expect((await reads).map((bytes) => new TextDecoder().decode(bytes))).toEqual(['one', 'three']);
  });

  test('a refusal is its failure', async () => {
    const port = serve(({ requestId }) => ({ requestId, failure: '{"code":"not-found","params":{}}' }));
    await expect(createBlobPort(port).read('x')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('closing fails what is pending', async () => {
    const blobs = createBlobPort(serve(() => null));
    const read = blobs.read('x');
    blobs.close();
    await expect(read).rejects.toMatchObject({ code: 'connection-lost' });
  });
});
