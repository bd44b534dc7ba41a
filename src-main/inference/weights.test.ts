import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineIds } from '#shared/domain/engine.ts';
import { writeTinyModel } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { isBroken, listModelPackages, readModelPackage } from './model-package.ts';
import { readVerifiedNetwork } from './model-weights.ts';
import { weightsFor } from './weights.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-weights-'));
});

afterEach(() => rm(directory, { recursive: true }));

const dice = { cases: 2, all: { wt: 0.5, tc: 0.4, et: 0.3 } };

/** A package whose 8-bit weights are its own once more: which numbers they are does not matter here. */
async function writeQuantised() {
  const model = await writeTinyModel(directory, 'neighbours');
  const small = await readFile(model.onnxPath);
  await writeFile(join(model.directory, 'small.onnx'), small);
  const quantised = {
    ...{ file: 'small.onnx', sha256: createHash('sha256').update(small).digest('hex') },
    ...{ coreMsPerMegavoxel: 7, dice },
  };
  const training = { summary: 'made', cases: 1, steps: 1 };
  const manifest = { ...model.manifest, training, quantised };
  await writeFile(join(model.directory, 'model.json'), JSON.stringify(manifest));
  return readModelPackage(model.directory);
}

test('8-bit weights run where they are wanted and there, on the processor, and under their own checksum', async () => {
  const model = await writeQuantised();
  expect(model.precision).toBe('float32');
  for (const engineId of engineIds) {
    expect(weightsFor(model, engineId, 'float32')).toBe(model);
    const { precision } = weightsFor(model, engineId, 'int8');
    expect(precision).toBe(engineId === 'onnx-cpu' && process.arch === 'x64' ? 'int8' : 'float32');
  }
  if (process.arch !== 'x64') return;
  const small = weightsFor(model, 'onnx-cpu', 'int8');
  expect(small).toMatchObject({ precision: 'int8', sha256: model.manifest.quantised?.sha256 });
  expect(small.onnxPath).toBe(join(model.directory, 'small.onnx'));
  expect(small.manifest.cost).toEqual({ ...model.manifest.cost, coreMsPerMegavoxel: 7 });
  expect(small.manifest.training?.dice).toEqual({ ...dice, without: {} });
  await expect(readVerifiedNetwork(small)).resolves.toHaveLength((await readFile(model.onnxPath)).length);
});

test('a package without them runs as it was trained', async () => {
  const model = await writeTinyModel(directory, 'neighbours');
  expect(weightsFor(model, 'onnx-cpu', 'int8')).toBe(model);
});

test('a package whose 8-bit weights are damaged is broken', async () => {
  const model = await writeQuantised();
  await writeFile(join(model.directory, 'small.onnx'), 'something else');
  const [listed] = await listModelPackages(directory);
  expect(listed !== undefined && isBroken(listed) ? listed.failure : null).toMatchObject({
    code: 'model-invalid',
    params: { reason: 'hash-mismatch' },
  });
});
