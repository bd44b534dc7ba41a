import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modalities, modalityEntries, type Modality } from '#shared/domain/modality.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { noisyBrain, noisyStudy, segmentationOracle, writeStudy } from '../../tests/fixtures/noisy-study.ts';
import { writeTinyModel } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { axisAlignedGeometry } from '../../tests/reference/orientations.ts';
import { storeTowards } from '../../tests/reference/regrid.ts';
import type { ReadImage } from '../imaging/image-facts.ts';
import { inspectFile } from '../intake/inspect-file.ts';
import type { SegmentationProgress } from './progress-estimate.ts';
import { forkChild } from '../processes/fork-child.ts';
import { runSegmentation, startWaiting, type SegmentationOptions } from './run-segmentation.ts';
import type { InferenceReport, SegmentationRequest } from './segmentation.ts';

const processEntry = new URL('./inference-process.ts', import.meta.url);
const never = new AbortController().signal;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-inference-'));
});
afterAll(() => rm(directory, { recursive: true }));

function run(request: SegmentationRequest, options: Partial<SegmentationOptions> = {}) {
  return runSegmentation(request, { processEntry, signal: never, onProgress: () => undefined, ...options });
}

/** Resolves with the child once the network runs. */
function whenPredicting(): { forkProcess: (entry: URL) => ChildProcess; started: Promise<ChildProcess> } {
  const { promise, resolve } = Promise.withResolvers<ChildProcess>();
  const forkProcess = (entry: URL): ChildProcess => {
    const child = forkChild(entry);
    child.on('message', (message) => {
      const report = message as InferenceReport; // holds: the entry sends nothing else
      if (report.kind === 'stage' && report.stage === 'predicting') setTimeout(() => resolve(child), 100);
    });
    return child;
  };
  return { forkProcess, started: promise };
}

describe('runSegmentation', () => {
  test.skipIf(noOracle).each(['LPS', 'RAS', 'SAL'])(
    'files stored %s: every voxel as nibabel and numpy have it',
    async (code) => {
      const model = await writeTinyModel(directory, 'neighbours');
      const inputs = await noisyStudy(directory, code);
      const progress: SegmentationProgress[] = [];
      const outcome = await run({ model, inputs }, { onProgress: (reached) => progress.push(reached) });
      const named = await Promise.all(
        modalities.map(async (modality) => {
          const path = join(directory, `${code}-${modality}.nii`); // nibabel goes by the ending
          await copyFile(inputs[modality].path, path);
          return path;
        }),
      );
      const expected = runOracle(segmentationOracle, named) as number[];
      expect(new Set(expected)).toEqual(new Set([0, 1, 2, 3]));
      expect([...outcome.labels]).toEqual(expected);
      expect(outcome).toMatchObject({ provider: 'cpu', tileCount: 1, geometry: { shape: [20, 18, 13] } });
      expect(outcome.engine).toMatch(/^onnxruntime-node \d/u);
      expect(outcome.peakMemoryBytes).toBeGreaterThan(1e7);
      expect(new Set(progress.map(({ stage }) => stage))).toEqual(
        new Set(['reading', 'preparing', 'predicting', 'finishing']),
      );
      for (const [index, { fraction }] of progress.entries()) {
        expect(fraction).toBeGreaterThanOrEqual(progress[index - 1]?.fraction ?? 0);
      }
    },
  );

  test('what the files hold is told as intake has it, before the network keeps the process busy', async () => {
    const inputs = await noisyStudy(directory, 'LPS');
    const cancelling = new AbortController();
    const told = new Map<Modality, ReadImage>();
    const onImage = (modality: Modality, image: ReadImage): void => {
      told.set(modality, image);
      if (told.size === 4) cancelling.abort();
    };
    const model = await writeTinyModel(directory, 'endless');
    const running = run({ model, inputs }, { onImage, signal: cancelling.signal });
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    for (const [modality, { path, fileName }] of modalityEntries(inputs)) {
      const { sha256, facts } = await inspectFile({ name: fileName, path, sizeBytes: 0 });
      expect(facts).not.toBeNull();
      expect(told.get(modality)).toEqual({ sha256, facts });
    }
  });

  test('a study on another spacing comes back on its own grid', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const geometry = axisAlignedGeometry('RAS', [20, 18, 13], [0.8, 0.8, 3]);
    const inputs = await writeStudy(directory, 'thick', (_, seed) => noisyBrain(geometry, seed));
    const { labels, geometry: labelled } = await run({ model, inputs });
    expect(labelled).toEqual({ shape: geometry.shape, affine: geometry.affine.map(Math.fround) });
    const brain = noisyBrain(geometry, 0).voxels;
    expect(labels.some((label) => label > 0)).toBe(true);
    expect([...labels.keys()].filter((offset) => labels[offset] !== 0 && brain[offset] === 0)).toEqual([]);
  });

  test('cancelling while the network runs takes less than a second, and leaves no process', async () => {
    const model = await writeTinyModel(directory, 'endless');
    const cancelling = new AbortController();
    const { forkProcess, started } = whenPredicting();
    const running = run(
      { model, inputs: await noisyStudy(directory, 'LPS') },
      { forkProcess, signal: cancelling.signal },
    );
    const child = await started;
    const before = performance.now();
    cancelling.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - before).toBeLessThan(1000);
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('cancelled before it began: no process at all', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const forkProcess = (): never => expect.unreachable('a process was started');
    const running = run(
      { model, inputs: await noisyStudy(directory, 'LPS') },
      { forkProcess, signal: AbortSignal.abort() },
    );
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a process that dies is a failed job with a reason, and the next job runs', async () => {
    const inputs = await noisyStudy(directory, 'LPS');
    const { forkProcess, started } = whenPredicting();
    const running = run({ model: await writeTinyModel(directory, 'endless'), inputs }, { forkProcess });
    void started.then((child) => child.kill('SIGSEGV'));
    await expect(running).rejects.toMatchObject({ code: 'engine-crashed', params: { reason: 'SIGSEGV' } });
    const outcome = await run({ model: await writeTinyModel(directory, 'neighbours'), inputs });
    expect(outcome.labels).toHaveLength(20 * 18 * 13);
  });

  test('a process started in advance does the job; one that died meanwhile is replaced, one not wanted is gone', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const inputs = await noisyStudy(directory, 'LPS');
    for (const diesMeanwhile of [false, true]) {
      const waiting = startWaiting(processEntry);
      const early = waiting.process;
      if (diesMeanwhile) {
        early.kill('SIGKILL');
        await once(early, 'exit');
      }
      let taken: ChildProcess | undefined;
      const outcome = await run({ model, inputs }, { forkProcess: (entry) => (taken = waiting.take(entry)) });
      expect(outcome.labels).toHaveLength(20 * 18 * 13);
      expect(taken === early).toBe(!diesMeanwhile);
    }
    const unwanted = startWaiting(processEntry);
    const exited = once(unwanted.process, 'exit');
    unwanted.dispose();
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  test('an entry that cannot start is a crash too', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const running = run(
      { model, inputs: await noisyStudy(directory, 'LPS') },
      { processEntry: new URL('./no-such-entry.ts', import.meta.url) },
    );
    await expect(running).rejects.toMatchObject({ code: 'engine-crashed', params: { reason: 'exit 1' } });
  });

  test('a model changed after it was listed does not run', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const running = run({ model: { ...model, sha256: '0'.repeat(64) }, inputs: await noisyStudy(directory, 'LPS') });
    await expect(running).rejects.toMatchObject({
      code: 'model-invalid',
      params: { model: 'neighbours', reason: 'hash-mismatch' },
    });
  });

  test('bytes that are no network, though their hash is right', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    await writeFile(model.onnxPath, 'no network');
    const sha256 = createHash('sha256').update('no network').digest('hex');
    const running = run({ model: { ...model, sha256 }, inputs: await noisyStudy(directory, 'LPS') });
    await expect(running).rejects.toMatchObject({
      code: 'model-invalid',
      params: { model: 'neighbours', reason: 'network-unreadable' },
    });
  });

  test('a network whose tensors have other names', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const { manifest } = model;
    const other = { ...model, manifest: { ...manifest, output: { ...manifest.output, name: 'probabilities' } } };
    await expect(run({ model: other, inputs: await noisyStudy(directory, 'LPS') })).rejects.toMatchObject({
      code: 'model-invalid',
      params: { model: 'neighbours', reason: 'wrong-interface' },
    });
  });

  test('an exception of the engine is told from a crash', async () => {
    const model = await writeTinyModel(directory, 'fixed-size');
    const running = run({ model, inputs: await writeStudy(directory, 'long', (_, seed) => longBrain(seed)) });
    await expect(running).rejects.toMatchObject({
      code: 'engine-failed',
      detail: expect.stringContaining('invalid dimensions') as unknown,
    });
  });

  test('memory that is not there', async () => {
    const model = await writeTinyModel(directory, 'hungry');
    await expect(run({ model, inputs: await noisyStudy(directory, 'LPS') })).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });

  test('a budget too small for one pass: tiles, and the same tissue', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const inputs = await writeStudy(directory, 'long', (_, seed) => longBrain(seed));
    const whole = await run({ model, inputs });
    const tiled = await run({ model, inputs, memoryBudgetBytes: 1 });
    expect(whole.tileCount).toBe(1);
    expect(tiled.tileCount).toBeGreaterThan(1);
    // a convolution sees zeros beyond a tile's edge, where the Gaussian gives it no weight to speak of
    const different = tiled.labels.filter((label, offset) => label !== whole.labels[offset]).length;
    expect(different).toBeLessThan(0.01 * whole.labels.filter((label) => label > 0).length);
  });

  test('eight orientations, and four in one study: the same label map in the world, voxel by voxel', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const geometry = axisAlignedGeometry('LPS', [20, 18, 13], [1, 1, 1]);
    const labelsOf = async (codes: readonly string[]): Promise<Uint8Array> => {
      const name = codes.join('');
      const inputs = await writeStudy(directory, name, (_, seed) =>
        storeTowards(noisyBrain(geometry, seed), codes[seed]!),
      );
      const { labels, geometry: grid } = await run({ model, inputs });
      const map: Volume = { ...grid, dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels: labels };
      return new Uint8Array(storeTowards(map, 'LPS').voxels);
    };
    const expected = await labelsOf(['LPS', 'LPS', 'LPS', 'LPS']);
    expect(new Set(expected)).toEqual(new Set([0, 1, 2, 3]));
    for (const code of ['RAS', 'LAS', 'RPI', 'SAL', 'IPR', 'PSL', 'ARI']) {
      expect(Buffer.compare(await labelsOf([code, code, code, code]), expected)).toBe(0);
    }
    // not one file like another: each is brought onto T1ce's grid, here without interpolation
    expect(Buffer.compare(await labelsOf(['RAS', 'ASL', 'LPI', 'IPR']), expected)).toBe(0);
  });

  test('an empty modality, one that lies elsewhere and a missing file are named', async () => {
    const model = await writeTinyModel(directory, 'neighbours');
    const geometry = axisAlignedGeometry('LPS', [20, 18, 13], [1, 1, 1]);
    const empty = await writeStudy(directory, 'empty', (modality, seed) => {
      const volume = noisyBrain(geometry, seed);
      return modality === 't2w' ? { ...volume, voxels: new Int16Array(volume.voxels.length) } : volume;
    });
    await expect(run({ model, inputs: empty })).rejects.toMatchObject({
      code: 'no-brain',
      params: { file: 'empty_t2w.nii', modality: 'T2' },
    });
    const shifted = await writeStudy(directory, 'shifted', (modality, seed) => {
      const affine = geometry.affine.map((value, index) => (modality === 't2f' && index === 3 ? value + 99 : value));
      return noisyBrain({ ...geometry, affine }, seed);
    });
    await expect(run({ model, inputs: shifted })).rejects.toMatchObject({
      code: 'geometry-mismatch',
      params: { file: 'shifted_t2f.nii', other: 'shifted_t1c.nii', reason: 'apart' },
    });
    const missing = { ...empty, t1c: { path: join(directory, 'nowhere'), fileName: 'lost_t1ce.nii.gz' } };
    await expect(run({ model, inputs: missing })).rejects.toMatchObject({
      code: 'file-not-found',
      params: { file: 'lost_t1ce.nii.gz' },
    });
  });
});

/** A brain longer than one small tile. */
function longBrain(seed: number): Volume {
  const geometry = axisAlignedGeometry('LPS', [16, 16, 120], [1, 1, 1]);
  const voxels = Int16Array.from({ length: 16 * 16 * 120 }, (_, offset) => {
    return 1 + ((Math.imul(offset + seed * 7919, 2654435761) >>> 20) % 1000);
  });
  return { ...geometry, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels };
}
