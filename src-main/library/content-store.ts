import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { temporarySuffix, writeFileAtomically } from './atomic-write.ts';
import { folderBytes } from './folder-bytes.ts';
import { storageFailed, withStorageErrors } from './storage-failure.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);
const sha256Pattern = /^[0-9a-f]{64}$/;

/** What became of content handed to the store. */
export interface StoredContent {
  readonly sha256: string;
  /** False when the same content was there already, and sound. */
  readonly isNew: boolean;
}

/**
 * Files named by the SHA-256 of their content, at `<directory>/<first two digits>/<sha256>`.
 * Equal content is kept once. A name stands for whole content only, and reading verifies it.
 */
export interface ContentStore {
  /** Copies a file in; not for stores with `isCompressed`. Throws `file-not-found` / `file-unreadable`, also when it no longer is `expectedSha256`. */
  addFile(path: string, expectedSha256: string): Promise<StoredContent>;
  addBytes(bytes: Uint8Array): Promise<StoredContent>;
  /** The content; `storage-failed` when it is missing or no longer what its name says. */
  read(sha256: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Where the content lies, for readers in other processes. Stores with `isCompressed` hold it gzipped. */
  pathOf(sha256: string): string;
  remove(sha256: string): Promise<void>;
  /** What it takes on the disk. */
  bytes(): Promise<number>;
  /** Removes what `referenced` does not name, and half-written files; returns how many. */
  sweep(referenced: ReadonlySet<string>): Promise<number>;
}

export interface ContentStoreOptions {
  readonly directory: string;
  /** Gzips on the way in (level 1: label maps shrink a hundredfold at any level); hashes are of the plain content. */
  readonly isCompressed: boolean;
}

export async function createContentStore({ directory, isCompressed }: ContentStoreOptions): Promise<ContentStore> {
  await withStorageErrors(() => mkdir(directory, { recursive: true }));

  const pathOf = (sha256: string): string => {
    if (!sha256Pattern.test(sha256)) throw new RangeError('content is named by 64 lower-case hexadecimal digits');
    return join(directory, sha256.slice(0, 2), sha256);
  };

  const addBytes = (bytes: Uint8Array): Promise<StoredContent> =>
    withStorageErrors(async () => {
      const sha256 = sha256Of(bytes);
      const path = pathOf(sha256);
      if (await isSound(path, sha256, isCompressed ? null : bytes.length)) return { sha256, isNew: false };
      await writeFileAtomically(path, [isCompressed ? await compress(bytes, { level: 1 }) : bytes]);
      return { sha256, isNew: true };
    });

  const addFile = (path: string, expectedSha256: string): Promise<StoredContent> =>
    withStorageErrors(async () => {
      if (isCompressed) throw new RangeError('files are kept as they came');
      const target = pathOf(expectedSha256);
      if (await isSound(target, expectedSha256, null)) return { sha256: expectedSha256, isNew: false };
      await writeFileAtomically(target, readVerified(path, expectedSha256));
      return { sha256: expectedSha256, isNew: true };
    });

  /** Whether what lies there still is what its name says: a disk may have damaged it since, and then it is written anew. */
  async function isSound(path: string, sha256: string, expectedBytes: number | null): Promise<boolean> {
    const size = await sizeOf(path);
    if (size === null || (expectedBytes !== null && size !== expectedBytes)) return false;
    return (await readSound(sha256)) !== null;
  }

  /** The content; null when it is no longer what its name says. */
  async function readSound(sha256: string): Promise<Buffer<ArrayBuffer> | null> {
    const stored = await readFile(pathOf(sha256));
    const content = isCompressed ? await decompress(stored).catch(() => null) : stored;
    return content !== null && sha256Of(content) === sha256 ? content : null;
  }

  const read = (sha256: string): Promise<Uint8Array<ArrayBuffer>> =>
    withStorageErrors(async () => {
      const content = await readSound(sha256);
      if (content === null) throw storageFailed('damaged', `stored content changed: ${sha256}`);
      // a plain view: a Buffer's `slice` would mean something else
      return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    });

  return {
    addFile,
    addBytes,
    read,
    pathOf,
    remove: (sha256) => withStorageErrors(() => rm(pathOf(sha256), { force: true })),
    bytes: () => withStorageErrors(() => folderBytes(directory)),
    sweep: (referenced) => withStorageErrors(() => sweep(directory, referenced)),
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

/** The bytes of a file given by the user; ends with a failure instead of an end when they are not the expected ones. */
async function* readVerified(path: string, expectedSha256: string): AsyncGenerator<Uint8Array> {
  const file = basename(path);
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      const bytes: unknown = chunk;
      if (!(bytes instanceof Uint8Array)) throw new TypeError('a stream without encoding yields bytes');
      hash.update(bytes);
      yield bytes;
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new GlioscopeError(isMissing ? 'file-not-found' : 'file-unreadable', { file }, { cause: error });
  }
  if (hash.digest('hex') !== expectedSha256) {
    throw new GlioscopeError('file-unreadable', { file }, { detail: 'the file changed since it was inspected' });
  }
}

async function sweep(directory: string, referenced: ReadonlySet<string>): Promise<number> {
  let removed = 0;
  for (const folder of await readdir(directory, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const name of await readdir(join(directory, folder.name))) {
      const isOurs = sha256Pattern.test(name) || name.endsWith(temporarySuffix);
      if (!isOurs || referenced.has(name)) continue;
      await rm(join(directory, folder.name, name), { force: true });
      removed += 1;
    }
  }
  return removed;
}
