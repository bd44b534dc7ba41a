import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileRef } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { listCandidates, type CandidateFile } from '../intake/candidates.ts';
import { withStorageErrors } from '../library/storage-failure.ts';
import { safeFileName } from './safe-file-name.ts';

/** Uploads above this are refused, like images above it are. */
export const largestUploadBytes = 2 ** 31;

/** An upload, or a folder of files made here, waiting in the inbox; `directory` is its own and goes with it. */
export interface InboxEntry {
  readonly directory: string;
  readonly files: readonly CandidateFile[];
}

/** Files on their way in that have no path of the user's: each entry has a folder of its own in the inbox. */
export interface Inbox {
  /** Stores an upload. Throws `file-too-large`, `storage-full`, `storage-failed`; nothing is left then. */
  accept(name: string, body: AsyncIterable<Uint8Array>): Promise<FileRef>;
  /** Hands an upload over to its new owner, once. Throws `not-found`. */
  take(uploadId: string): InboxEntry;
  /** Makes an entry of files that `write` puts into a fresh folder. */
  fill(write: (directory: string) => Promise<readonly string[]>): Promise<InboxEntry>;
  discard(directory: string): Promise<void>;
}

export function createInbox(inboxDirectory: string): Inbox {
  const waiting = new Map<string, InboxEntry>();

  async function fillEntry(write: (directory: string) => Promise<readonly CandidateFile[]>): Promise<InboxEntry> {
    const directory = join(inboxDirectory, randomUUID());
    return withStorageErrors(async () => {
      await mkdir(directory, { recursive: true });
      try {
        return { directory, files: await write(directory) };
      } catch (error) {
        await discard(directory);
        throw error;
      }
    });
  }

  async function discard(directory: string): Promise<void> {
    await withStorageErrors(() => rm(directory, { recursive: true, force: true }));
  }

  return {
    discard,
    fill: (write) => fillEntry(async (directory) => listCandidates(await write(directory))),
    async accept(name, body) {
      const entry = await fillEntry(async (directory) => [await receive(directory, safeFileName(name), body)]);
      const uploadId = randomUUID();
      waiting.set(uploadId, entry);
      return { kind: 'upload', uploadId };
    },
    take(uploadId) {
      const entry = waiting.get(uploadId);
      if (entry === undefined) throw new GlioscopeError('not-found', {}, { detail: `no upload ${uploadId}` });
      waiting.delete(uploadId);
      return entry;
    },
  };
}

async function receive(directory: string, name: string, body: AsyncIterable<Uint8Array>): Promise<CandidateFile> {
  const path = join(directory, name);
  const file = await open(path, 'wx');
  try {
    let received = 0;
    for await (const chunk of body) {
      received += chunk.length;
      if (received > largestUploadBytes) {
        throw new GlioscopeError('file-too-large', { file: name, bytes: received, limitBytes: largestUploadBytes });
      }
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  return { name, path, sizeBytes: (await stat(path)).size };
}
