import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkModel } from '../inference/check-model.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import { tinyManifest, writeTinyModel, type TinyNetwork } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { addModel, removeModel } from './model-shelf.ts';
import { chooseModel, describeModels, modelKey, type ModelFolders } from './models.ts';

const fixtures = resolve(import.meta.dirname, '../../tests/fixtures/tiny-model');
const processEntry = new URL('../inference/inference-process.ts', import.meta.url);

let directory = '';
let folders: ModelFolders;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-shelf-'));
  folders = { shipped: join(directory, 'shipped'), added: join(directory, 'data', 'models') };
  await writeTinyModel(folders.shipped, 'neighbours');
});
afterEach(() => rm(directory, { recursive: true }));

/** A network and its manifest as somebody else would hand them over. */
async function offer(network: TinyNetwork, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const folder = join(directory, 'offer');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile(join(fixtures, `${network}.onnx`), join(folder, 'tiny.onnx'));
  const manifest = { ...tinyManifest(network, 'a'.repeat(64)), sha256: undefined };
  await writeFile(join(folder, 'model.json'), JSON.stringify({ ...manifest, ...changes }));
  return folder;
}

const regions = { kind: 'regions', name: 'logits', channels: ['tc', 'wt', 'et'] };

function add(path: string, manifestPath: string | null = null): Promise<ModelPackage> {
  return addModel({ path, manifestPath }, { folders, check: (model) => checkModel(model, { processEntry }) });
}

describe('addModel', () => {
  test('a folder: tried, copied under id and version, its checksum taken, chosen by its key', async () => {
    const added = await add(await offer('regions', { output: regions }));
    expect(added).toMatchObject({ modelId: 'regions', version: '1', sha256: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(await readdir(join(folders.added, 'regions', '1'))).toEqual(['model.json', 'tiny.onnx']);
    expect((await describeModels(folders)).map(({ modelKey: key, origin }) => [key, origin])).toEqual([
      ['neighbours', 'shipped'],
      ['regions@1', 'added'],
    ]);
    expect(await chooseModel(folders, null)).toMatchObject({ modelId: 'neighbours' });
    expect(await chooseModel(folders, 'regions@1')).toMatchObject({ sha256: added.sha256 });
  });

  test('versions stand side by side; the id alone means the newest', async () => {
    for (const version of ['1.9', '1.10']) await add(await offer('regions', { output: regions, version }));
    expect(await chooseModel(folders, 'regions')).toMatchObject({ version: '1.10' });
    expect(await chooseModel(folders, 'regions@1.9')).toMatchObject({ version: '1.9' });
    const again = add(await offer('regions', { output: regions, version: '1.9' }));
    await expect(again).rejects.toMatchObject({ code: 'model-not-added', params: { reason: 'already-installed' } });
    await expect(removeModel('regions', folders)).rejects.toMatchObject({ params: { reason: 'several-versions' } });
    await removeModel('regions@1.10', folders);
    expect(modelKey(await chooseModel(folders, 'regions'))).toBe('regions@1.9');
    await removeModel('regions', folders);
    expect(await readdir(folders.added)).toEqual([]);
  });

  test('a file and a manifest elsewhere; a patch of one size', async () => {
    const folder = await offer('fixed-size');
    const input = { ...tinyManifest('x', 'a'.repeat(64)).input, patch: [16, 16, 16] };
    const manifestPath = join(directory, 'other.json');
    const manifest = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as object; // holds: it was written above
    await writeFile(manifestPath, JSON.stringify({ ...manifest, input }));
    expect(await add(join(folder, 'tiny.onnx'), manifestPath)).toMatchObject({ modelId: 'fixed-size' });
  });

  test.each([
    ['a network that cannot be loaded', 'network-unreadable', {}, 'no network at all'],
    ['channels that are not there', 'wrong-interface', { output: { ...regions, name: 'logits' } }, null],
    ['an output of another name', 'wrong-interface', { output: { ...regions, name: 'mask' } }, null],
    ['another checksum', 'hash-mismatch', { sha256: '0'.repeat(64) }, null],
    ['a version that is a path', 'manifest-invalid', { version: '../1' }, null],
    ['a region twice', 'manifest-invalid', { output: { ...regions, channels: ['tc', 'tc', 'et'] } }, null],
    ['an id that is shipped in this version', 'already-installed', {}, null],
  ] as const)('refuses %s, and nothing is left', async (_, reason, changes, network) => {
    const folder = await offer('neighbours', changes);
    if (network !== null) {
      await offer('neighbours', { ...changes, id: 'broken' });
      await writeFile(join(folder, 'tiny.onnx'), network);
    }
    const other = reason === 'wrong-interface' ? await offer('neighbours', { ...changes, id: 'other' }) : folder;
    await expect(add(other)).rejects.toMatchObject({ code: 'model-not-added', params: { reason } });
    expect(await readdir(folders.added).catch(() => [])).toEqual([]);
  });

  test('refuses a network whose answers are no numbers, and one that takes another size', async () => {
    await expect(add(await offer('not-finite'))).rejects.toMatchObject({ params: { reason: 'not-finite' } });
    await expect(add(await offer('fixed-size'))).rejects.toMatchObject({ params: { reason: 'wrong-interface' } });
    await expect(add(join(directory, 'nowhere'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

test('what is shipped stays', async () => {
  await expect(removeModel('neighbours', folders)).rejects.toMatchObject({
    ...{ code: 'model-not-removed', params: { reason: 'shipped' } },
  });
  await expect(removeModel('nobody', folders)).rejects.toMatchObject({ params: { reason: 'not-installed' } });
});
