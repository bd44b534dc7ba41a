import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { modelManifestSchema } from './model-manifest.ts';
import { readExtractionNetwork, readExtractionPackage } from './brain/extraction-package.ts';
import { brainExtractionFolder, isBroken, listModelPackages, readModelPackage } from './model-package.ts';
import { readVerifiedNetwork } from './model-weights.ts';
import { writeTinyExtraction } from '../../tests/fixtures/tiny-extraction.ts';
import { tinyManifest, writeTinyModel } from '../../tests/fixtures/tiny-model/tiny-model.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-models-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('listModelPackages', () => {
  test('finds packages, and says of broken ones what is wrong', async () => {
    await writeTinyModel(directory, 'neighbours');
    await writeTinyModel(directory, 'endless', { sha256: '0'.repeat(64) });
    await mkdir(join(directory, 'absent'));
    await writeFile(join(directory, 'absent', 'model.json'), JSON.stringify(tinyManifest('absent', 'a'.repeat(64))));
    await mkdir(join(directory, 'nameless'));
    await writeFile(join(directory, 'nameless', 'stray.onnx'), '');
    // it finds brains: nobody segments with it
    await writeTinyExtraction(directory);
    await mkdir(join(directory, 'training'));
    await writeFile(join(directory, 'training', 'recipe.py'), '');
    const models = await listModelPackages(directory);
    expect(models.map((model) => [model.modelId, isBroken(model) ? model.failure.params['reason'] : 'fine'])).toEqual([
      ['absent', 'file-missing'],
      ['endless', 'hash-mismatch'],
      ['nameless', 'manifest-missing'],
      ['neighbours', 'fine'],
    ]);
  });

  test('no folder, no models', async () => {
    expect(await listModelPackages(join(directory, 'nowhere'))).toEqual([]);
  });

  test('every package that ships is whole', async () => {
    const models = await listModelPackages(resolve(import.meta.dirname, '../../models'));
    expect(models.length).toBeGreaterThan(0);
    expect(models.filter(isBroken)).toEqual([]);
    expect(models.map(({ modelId }) => modelId)).not.toContain(brainExtractionFolder);
    const extractor = await readExtractionPackage(resolve(import.meta.dirname, '../../models', brainExtractionFolder));
    expect((await readExtractionNetwork(extractor)).bytes.length).toBeGreaterThan(0);
  });
});

describe('readModelPackage', () => {
  test.each([
    ['not JSON', '{'],
    ['a manifest of another version', { ...tinyManifest('model', 'a'.repeat(64)), formatVersion: 2 }],
    ['a key nobody knows', { ...tinyManifest('model', 'a'.repeat(64)), mirror: true }],
    ['the id of another folder', tinyManifest('other', 'a'.repeat(64))],
    ['a file outside the package', { ...tinyManifest('model', 'a'.repeat(64)), file: '../other.onnx' }],
    [
      'a label twice',
      { ...tinyManifest('model', 'a'.repeat(64)), output: { name: 'o', labels: ['et', 'et', 'ed', 'ncr'] } },
    ],
  ])('refuses %s', async (_, manifest) => {
    const model = join(directory, 'model');
    await mkdir(model);
    await writeFile(join(model, 'model.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
    await expect(readModelPackage(model)).rejects.toMatchObject({
      code: 'model-invalid',
      params: { model: 'model', reason: 'manifest-invalid' },
    });
  });

  test('axes must name each pair of sides once', () => {
    const manifest = tinyManifest('model', 'a'.repeat(64));
    const withAxes = (axes: string): unknown => ({ ...manifest, input: { ...manifest.input, axes } });
    for (const axes of ['LPS', 'IAR', 'SRP']) expect(isAccepted(withAxes(axes))).toBe(true);
    for (const axes of ['LRS', 'LP', 'LPSS', 'xyz', 'LPP']) expect(isAccepted(withAxes(axes))).toBe(false);
  });
});

test('only T1, T2 and FLAIR are modalities a model may be measured without', () => {
  const manifest = tinyManifest('model', 'a'.repeat(64));
  const figures = { wt: 0.5, tc: 0.4, et: 0 };
  const withDice = (dice: unknown): unknown => ({ ...manifest, training: { ...manifest.training, dice } });
  for (const without of [{}, { t1n: figures }, { t1n: figures, t2w: figures, t2f: figures }]) {
    expect(isAccepted(withDice({ cases: 1, all: figures, without }))).toBe(true);
  }
  expect(isAccepted(withDice({ cases: 1, all: figures }))).toBe(true);
  for (const without of [{ t1c: figures }, { t2w: { wt: 0.5, tc: 0.4 } }, { t2w: { ...figures, et: 1.2 } }]) {
    expect(isAccepted(withDice({ cases: 1, all: figures, without }))).toBe(false);
  }
});

describe('readVerifiedNetwork', () => {
  test('one changed byte is enough', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const bytes = await readVerifiedNetwork(model);
    const changed = Uint8Array.from(bytes);
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    await writeFile(model.onnxPath, changed);
    await expect(readVerifiedNetwork(model)).rejects.toMatchObject({
      code: 'model-invalid',
      params: { model: 'neighbours', reason: 'hash-mismatch' },
    });
  });
});

function isAccepted(manifest: unknown): boolean {
  return modelManifestSchema.safeParse(manifest).success;
}
