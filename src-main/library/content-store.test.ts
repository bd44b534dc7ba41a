import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createContentStore } from './content-store.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-store-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const content = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251);
const contentSha256 = createHash('sha256').update(content).digest('hex');

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe.each([{ isCompressed: false }, { isCompressed: true }])('content store, compressed: $isCompressed', (mode) => {
  const open = () => createContentStore({ directory: join(directory, 'store'), ...mode });

  test('keeps equal content once, under its hash, and gives it back', async () => {
    const store = await open();
    expect(await store.addBytes(content)).toEqual({ sha256: contentSha256, isNew: true });
    expect(await store.addBytes(content)).toEqual({ sha256: contentSha256, isNew: false });
    expect(await namesIn(join(directory, 'store'))).toEqual([contentSha256]);
    expect(store.pathOf(contentSha256)).toBe(join(directory, 'store', contentSha256.slice(0, 2), contentSha256));
    expect(Buffer.compare(await store.read(contentSha256), content)).toBe(0);
  });

  test('content that was damaged on the disk is put right by giving it again', async () => {
    const store = await open();
    const path = join(directory, 'given');
    await writeFile(path, content);
    for (const damage of [Buffer.from('short'), Buffer.alloc(content.length)]) {
      await store.addBytes(content);
      await writeFile(store.pathOf(contentSha256), damage);
      expect(await store.addBytes(content)).toEqual({ sha256: contentSha256, isNew: true });
      expect(Buffer.compare(await store.read(contentSha256), content)).toBe(0);
      if (mode.isCompressed) continue;
      await writeFile(store.pathOf(contentSha256), damage);
      expect(await store.addFile(path, contentSha256)).toEqual({ sha256: contentSha256, isNew: true });
      expect(Buffer.compare(await store.read(contentSha256), content)).toBe(0);
    }
  });

  test('refuses to return content that is not what its name says', async () => {
    const store = await open();
    await store.addBytes(content);
    const stored = await readFile(store.pathOf(contentSha256));
    stored[stored.length - 1] = (stored.at(-1) ?? 0) ^ 1;
    await writeFile(store.pathOf(contentSha256), stored);
    await expect(store.read(contentSha256)).rejects.toMatchObject({ code: 'storage-failed' });
  });

  test('sweeps what nothing refers to and what was half-written', async () => {
    const store = await open();
    const { sha256: kept } = await store.addBytes(content);
    const { sha256: unwanted } = await store.addBytes(content.slice(1));
    await writeFile(join(directory, 'store', kept.slice(0, 2), '.x.partial'), 'half');
    expect(await store.sweep(new Set([kept]))).toBe(2);
    expect(await namesIn(join(directory, 'store'))).toEqual([kept]);
    await expect(store.read(unwanted)).rejects.toMatchObject({ code: 'storage-failed' });
  });
});

test('a file that changed since it was inspected is refused and leaves nothing', async () => {
  const store = await createContentStore({ directory: join(directory, 'store'), isCompressed: false });
  const path = join(directory, 'patient_t1.nii');
  await writeFile(path, content.slice(1));
  await expect(store.addFile(path, contentSha256)).rejects.toMatchObject({
    code: 'file-unreadable',
    params: { file: 'patient_t1.nii' },
  });
  expect(await namesIn(join(directory, 'store'))).toEqual([]);
  await writeFile(path, content);
  expect(await store.addFile(path, contentSha256)).toEqual({ sha256: contentSha256, isNew: true });
});

test('a file that is gone says so by name', async () => {
  const store = await createContentStore({ directory: join(directory, 'store'), isCompressed: false });
  await expect(store.addFile(join(directory, 'gone.nii'), contentSha256)).rejects.toMatchObject({
    code: 'file-not-found',
    params: { file: 'gone.nii' },
  });
});
