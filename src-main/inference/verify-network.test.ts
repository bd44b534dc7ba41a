import { mkdtempDisposable, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { writeTinyModel } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { isBroken, listModelPackages } from './model-package.ts';
import { readVerifiedNetwork } from './model-weights.ts';

vi.mock('./model-weights.ts', { spy: true });

test('a network that was sound is read again only when its file has changed, and a damaged one always shows', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'glioscope-verdicts-'));
  const { onnxPath, sha256 } = await writeTinyModel(folder.path, 'neighbours');
  const reads = vi.mocked(readVerifiedNetwork);
  const reasons = async () =>
    (await listModelPackages(folder.path)).map((model) => (isBroken(model) ? model.failure.params['reason'] : 'fine'));
  expect(await reasons()).toEqual(['fine']);
  reads.mockClear();
  expect(await reasons()).toEqual(['fine']);
  expect(reads).not.toHaveBeenCalled();

  // one byte in place, under the size and the time it had
  const whole = await readFile(onnxPath);
  const { atime, mtime } = await stat(onnxPath);
  const damaged = Buffer.from(whole);
  damaged[100] = (damaged[100] ?? 0) ^ 1;
  await writeFile(onnxPath, damaged);
  await utimes(onnxPath, atime, mtime);
  expect(await reasons()).toEqual(['hash-mismatch']);
  expect(await reasons()).toEqual(['hash-mismatch']);

  await writeFile(onnxPath, whole);
  expect(await reasons()).toEqual(['fine']);
  // the manifest means another network now
  const manifest = join(folder.path, 'neighbours', 'model.json');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace(sha256, 'f'.repeat(64)));
  expect(await reasons()).toEqual(['hash-mismatch']);
  await rm(onnxPath);
  expect(await reasons()).toEqual(['file-missing']);
});
