import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderBytes } from '../../src-main/library/folder-bytes.ts';
import { commitSmallStudy, openTemporaryBackend, type TemporaryBackend } from './temporary-backend.ts';

let home: TemporaryBackend;
beforeEach(async () => {
  home = await openTemporaryBackend();
});
afterEach(() => home.dispose());

test('what lies on the disk is told by what it is, to the byte, and goes with its study', async () => {
  const { app, studies } = home.client;
  const before = await app.storageUse();
  expect(before).toMatchObject({ directory: home.dataDirectory, images: 0, labelMaps: 0, models: 0 });
  expect(before.rest).toBeGreaterThan(0);
  expect(before.free).toBeGreaterThan(0);

  const study = await commitSmallStudy(home);
  await mkdir(join(home.dataDirectory, 'models', 'theirs', '1'), { recursive: true });
  await writeFile(join(home.dataDirectory, 'models', 'theirs', '1', 'weights.onnx'), new Uint8Array(1234));
  const filled = await app.storageUse();
  expect(filled.images).toBe(await sizeOfFilesIn(join(home.dataDirectory, 'files')));
  expect(filled.images).toBeGreaterThan(4 * 352);
  expect(filled.models).toBe(1234);

  await studies.remove({ studyId: study.studyId });
  expect(await app.storageUse()).toMatchObject({ images: 0, labelMaps: 0, models: 1234 });
});

test('a folder that is not there takes no room', async () => {
  expect(await folderBytes(join(home.dataDirectory, 'nowhere'))).toBe(0);
});

async function sizeOfFilesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const found = await Promise.all(names.map((name) => stat(join(folder, name))));
  return found.filter((entry) => entry.isFile()).reduce((sum, { size }) => sum + size, 0);
}
