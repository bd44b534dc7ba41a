import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { referenceEngine } from '#shared/domain/engine.ts';
import { regions } from '#shared/domain/label-scheme.ts';
import { measureRegionDice } from '#shared/domain/region-dice.ts';
import { readModelPackage } from '../../src-main/inference/model-package.ts';
import { runSegmentation } from '../../src-main/inference/run-segmentation.ts';
import { weightsFor } from '../../src-main/inference/weights.ts';
import { writeSampleStudy } from '../../src-main/sample/write-sample-study.ts';
import { inferenceEntry } from './temporary-backend.ts';

/* The weights that ship, as they were trained and in 8-bit integers: one mask, but for voxels at its edges. */

test('8-bit weights give the mask of full precision', { timeout: 120_000 }, async (context) => {
  const model = await readModelPackage(join(import.meta.dirname, '../../models/glioscope-unet'));
  if (process.arch !== 'x64')
    return context.skip(`on ${process.arch} processors the network computes as it was trained`);
  const small = weightsFor(model, referenceEngine, 'int8');
  expect(small.precision).toBe('int8');
  const directory = await mkdtemp(join(tmpdir(), 'glioscope-precision-'));
  try {
    const [t1n = '', t1c = '', t2w = '', t2f = ''] = await writeSampleStudy(directory);
    const file = (path: string) => ({ path, fileName: basename(path) });
    const inputs = { t1n: file(t1n), t1c: file(t1c), t2w: file(t2w), t2f: file(t2f) };
    const options = { processEntry: inferenceEntry, signal: new AbortController().signal, onProgress: () => undefined };
    const asTrained = await runSegmentation({ model, inputs }, options);
    const inIntegers = await runSegmentation({ model: small, inputs }, options);
    expect(inIntegers.labels).not.toEqual(asTrained.labels); // other numbers did run
    const dice = measureRegionDice(inIntegers.labels, asTrained.labels);
    for (const region of regions) expect(dice[region], region).toBeGreaterThan(0.98);
  } finally {
    await rm(directory, { recursive: true });
  }
});
