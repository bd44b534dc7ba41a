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

const longestWaitMs = 6 * 60 * 60 * 1000;

/** An upload, or a folder of files made here, waiting in the inbox; `directory` is its own and goes with it. */
export interface InboxEntry {
  readonly directory: string;
  readonly files: readonly CandidateFile[];
}

/** Files on their way in that have no path of the user's: each entry has a folder of its own in the inbox. */
export interface Inbox {
  /** Stores an upload. Throws `file-too-large`, `storage-full`, `storage-failed`; nothing is left then. */
  accept(name: string, body: AsyncIterable<Uint8Array>): Promise<FileRef>;
  /** Hands uploads over to their new owner, once; all of them or none. Throws `intake-lost`. */
  takeAll(uploadIds: readonly string[]): readonly InboxEntry[];
  /** Makes an entry of files that `write` puts into a fresh folder. */
  fill(write: (directory: string) => Promise<readonly string[]>): Promise<InboxEntry>;
  discard(directory: string): Promise<void>;
}

/** @param now milliseconds since any fixed moment. */
export function createInbox(inboxDirectory: string, now: () => number = Date.now): Inbox {
  const waiting = new Map<string, InboxEntry & { readonly acceptedAt: number }>();

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

  /** Uploads nobody has asked for in this long: their page has gone. */
  async function discardAbandoned(): Promise<void> {
    for (const [uploadId, { directory, acceptedAt }] of waiting) {
      if (now() - acceptedAt <= longestWaitMs) continue;
      waiting.delete(uploadId);
      await discard(directory);
    }
  }

  return {
    discard,
    fill: (write) => fillEntry(async (directory) => listCandidates(await write(directory))),
    async accept(name, body) {
      await discardAbandoned();
      const entry = await fillEntry(async (directory) => [await receive(directory, safeFileName(name), body)]);
      const uploadId = randomUUID();
      waiting.set(uploadId, { ...entry, acceptedAt: now() });
      return { kind: 'upload', uploadId };
    },
    takeAll(uploadIds) {
      const entries = uploadIds.map((uploadId) => {
        const entry = waiting.get(uploadId);
        if (entry === undefined) throw new GlioscopeError('intake-lost', {}, { detail: `no upload ${uploadId}` });
        return entry;
      });
      for (const uploadId of uploadIds) waiting.delete(uploadId);
      return entries;
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
