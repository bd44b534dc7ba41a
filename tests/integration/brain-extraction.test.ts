import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Geometry } from '#shared/domain/affine.ts';
import { modalities, modalityEntries, perModality } from '#shared/domain/modality.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { requestExtraction } from '../../src-main/inference/brain/extraction-package.ts';
import type { ModelPackage } from '../../src-main/inference/model-package.ts';
import { runSegmentation } from '../../src-main/inference/run-segmentation.ts';
import type { SegmentationOutcome, SegmentationRequest } from '../../src-main/inference/segmentation.ts';
import {
  batchSummaryName,
  segmentBatch,
  type BatchRequest,
  type BatchStudy,
} from '../../src-main/services/segment-batch.ts';
import { distanceMm, head, scanHead, visitPlaces } from '../fixtures/head.ts';
import { writeTinyExtraction } from '../fixtures/tiny-extraction.ts';
import { tinyManifest, writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import { gridAround } from '../reference/regrid.ts';
import { openPaths, openTemporaryBackend, watchToEnd } from './temporary-backend.ts';

/* Through the real inference process, with a network that takes what is bright for brain. */

const processEntry = new URL('../../src-main/inference/inference-process.ts', import.meta.url);

const middle: Geometry = { shape: [1, 1, 1], affine: [1, 0, 0, 3, 0, 1, 0, 0, 0, 0, 1, 6, 0, 0, 0, 1] };
const study = gridAround(middle, { turnDegrees: [8, -5, 12], spacingMm: [2.5, 2.5, 3], size: [80, 84, 64] });

/** On voxels as coarse as the study's: a whole head of 1 mm takes the tiny network as long as any other. */
const coarse = {
  input: { ...tinyManifest('neighbours', '0'.repeat(64)).input, spacingMm: [3, 3, 3] as [number, number, number] },
};

let directory = '';
let models = '';
let model: ModelPackage;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-extraction-'));
  models = join(directory, 'models');
  model = await writeTinyModel(models, 'neighbours', coarse);
  await writeTinyExtraction(models);
});
afterAll(() => rm(directory, { recursive: true }));

async function writeStudy(name: string, volumeOf: () => Volume): Promise<SegmentationRequest['inputs']> {
  const entries = modalities.map(async (modality) => {
    const path = join(directory, `${name}-${modality}.nii`);
    await writeFile(path, serialiseVolume(volumeOf(), { description: 'test' }));
    return [modality, { path, fileName: `${modality}.nii` }] as const;
  });
  return perModality(await Promise.all(entries));
}

interface Told {
  readonly outcome: SegmentationOutcome;
  readonly stages: readonly string[];
  readonly fractions: readonly number[];
}

async function segment(request: Omit<SegmentationRequest, 'model'>): Promise<Told> {
  const stages: string[] = [];
  const fractions: number[] = [];
  const outcome = await runSegmentation(
    { model, threads: 1, ...request },
    {
      ...{ processEntry, signal: new AbortController().signal },
      onProgress({ stage, fraction }) {
        if (stages.at(-1) !== stage) stages.push(stage);
        fractions.push(fraction);
      },
    },
  );
  return { outcome, stages, fractions };
}

vi.setConfig({ testTimeout: 120_000 });

const auto = () => requestExtraction('auto', [models]);

test('heads as scanned: the brain alone is segmented, as if it had been stripped', async () => {
  const inputs = await writeStudy('head', () => scanHead(study));
  const { outcome, stages, fractions } = await segment({ inputs, brainExtraction: auto() });
  const { brain, labels } = outcome;
  if (brain === null) throw new Error('the skull is seen');
  expect(brain.asked).toEqual(modalities);
  let wrong = 0;
  let labelled = 0;
  visitPlaces(study, (offset, place) => {
    const over = head.brainRadiusMm - distanceMm(head, place);
    if (labels[offset] !== 0) labelled += 1;
    // scanned and stored on voxels of 3 mm
    if (Math.abs(over) < 3.5) return;
    if ((brain.mask[offset] === 1) !== over > 0 || (labels[offset] !== 0 && over < 0)) wrong += 1;
  });
  expect(wrong).toBe(0);
  expect(labelled).toBeGreaterThan(100);
  expect(stages).toEqual(['reading', 'extracting', 'preparing', 'predicting', 'finishing'].slice(0, stages.length));
  expect(stages).toContain('extracting');
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(outcome.stages.extracting).toBeGreaterThan(0);

  // the same brain, stripped by hand with the mask: the same labels
  const byHand = await writeStudy('by-hand', () => {
    const volume = scanHead(study);
    brain.mask.forEach((inside, offset) => {
      if (inside === 0) volume.voxels[offset] = 0;
    });
    return volume;
  });
  const expected = await segment({ inputs: byHand, brainExtraction: auto() });
  expect(expected.outcome.brain).toBeNull();
  expect(Buffer.compare(labels, expected.outcome.labels)).toBe(0);

  const off = await segment({ inputs });
  expect(off.outcome.brain).toBeNull();
  expect(off.stages).not.toContain('extracting');
  expect(off.outcome.labels).not.toEqual(labels);
});

test('a stripped study is not touched, nor is the package looked at', async () => {
  const inputs = await writeStudy('stripped', () => scanHead(study, { isStripped: true }));
  const plain = await segment({ inputs });
  const missing = { mode: 'auto', directory: join(directory, 'nowhere') } as const;
  const { outcome, stages } = await segment({ inputs, brainExtraction: missing });
  expect(stages).not.toContain('extracting');
  expect(outcome.brain).toBeNull();
  expect(outcome.stages.extracting).toBe(0);
  expect(Buffer.compare(outcome.labels, plain.outcome.labels)).toBe(0);
  expect(Buffer.compare(outcome.uncertainty.map, plain.outcome.uncertainty.map)).toBe(0);
  // forced, the network is asked all the same, and finds what is there
  const forced = await segment({ inputs, brainExtraction: requestExtraction('on', [models]) });
  expect(forced.outcome.brain?.asked).toEqual(modalities);
  expect(forced.outcome.brain?.volumeMl).toBeGreaterThan(1300);
});

test('a package that is not there, or not what its manifest says, ends the job', async () => {
  const inputs = await writeStudy('again', () => scanHead(study));
  const reject = (folder: string): Promise<unknown> =>
    segment({ inputs, brainExtraction: { mode: 'auto', directory: folder } }).catch((error: unknown) => error);
  expect(await reject(join(directory, 'nowhere'))).toMatchObject({ code: 'model-invalid', params: { reason: 'manifest-missing' } }); // prettier-ignore
  const damaged = join(directory, 'damaged');
  const { onnxPath } = await writeTinyExtraction(damaged);
  await writeFile(onnxPath, 'another network');
  expect(await reject(join(damaged, 'brain-extraction'))).toMatchObject({ code: 'model-invalid', params: { reason: 'hash-mismatch' } }); // prettier-ignore
});

test('in the library: the mask and what found it are kept with the result; it can be turned off for a study', async () => {
  const home = await openTemporaryBackend();
  try {
    await writeTinyModel(home.modelsDirectory, 'neighbours', coarse);
    const { sha256 } = await writeTinyExtraction(home.modelsDirectory);
    expect((await home.client.models.list()).map(({ modelId }) => modelId)).toEqual(['neighbours']);
    const inputs = await writeStudy('library', () => scanHead(study));
    const draft = await openPaths(home.client, ...modalityEntries(inputs).map(([, { path }]) => path));
    const { studyId, intakeNotes } = await home.client.intake.commit({ draftId: draft.draftId, patientName: 'Kim' });
    expect(intakeNotes.map(({ reason }) => reason)).toContain('skull');
    for (const brainExtraction of [undefined, 'off'] as const) {
      const wish = { studyId, modelId: null, brainExtraction };
      expect(await home.client.jobs.estimate(wish)).not.toBeNull();
      const { jobId } = await home.client.jobs.start(wish);
      expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done', failure: null });
    }
    await home.restart();
    const [off, made] = (await home.client.studies.get({ studyId })).results;
    expect(off?.brain).toBeNull();
    if (made?.brain == null) throw new Error('the newest but one has looked for it');
    const { resultId, brain } = made;
    expect(brain).toMatchObject({ modelId: 'brain-extraction', modelVersion: '1', modelSha256: sha256 });
    expect(brain.foundIn).toEqual(modalities);
    const voxels = (await home.backend.readBlob(brain.maskId)).reduce((sum, value) => sum + value, 0);
    expect((voxels * 2.5 * 2.5 * 3) / 1000).toBeCloseTo(brain.volumeMl, 2);
    // corrected by hand (the first voxel, from nothing to code 1), it still says where the network has looked
    const { correctionId, lineCount } = await home.client.corrections.append({
      ...{ studyId, correctionId: randomUUID(), writerId: randomUUID(), knownLines: 0 },
      ...{
        base: { kind: 'result', resultId },
        baseLabelMapId: made.labelMapId,
        lines: [{ kind: 'edit', delta: [0, 1, 1] }],
      },
    });
    const version = await home.client.corrections.saveVersion({ correctionId, knownLines: lineCount, name: null });
    const { maskId, ...found } = version.brain ?? brain;
    expect({ ...found, maskId: brain.maskId }).toEqual(brain);
    expect(maskId).not.toBe(brain.maskId);
  } finally {
    await home.dispose();
  }
});

test('a folder of studies: made once, and anew when the brain is to be left alone', async () => {
  const cases = join(directory, 'cases', 'kim');
  await mkdir(cases, { recursive: true });
  for (const name of ['t1', 't1ce', 't2', 'flair']) {
    await writeFile(join(cases, `kim_${name}.nii`), serialiseVolume(scanHead(study), { description: 'test' }));
  }
  const run = async (brainExtraction: BatchRequest['brainExtraction']): Promise<BatchStudy | undefined> => {
    const outDirectory = join(directory, 'out');
    await mkdir(outDirectory, { recursive: true });
    const studies = await segmentBatch(
      {
        ...{ directory: join(directory, 'cases'), outDirectory, model, inferenceEntry: processEntry, threads: 1 },
        ...{ isThorough: false, convention: null, without: null, brainExtraction, runSegmentation },
      },
      {
        ...{ signal: new AbortController().signal, onStudy: () => undefined, onProgress: () => undefined },
        onStudyDone: (sofar) => writeFile(join(outDirectory, batchSummaryName), JSON.stringify({ studies: sofar })),
      },
    );
    return studies[0];
  };
  const made = await run(auto());
  expect(made).toMatchObject({ state: 'done', brain: { volumeMl: expect.any(Number) as number }, warnings: [] });
  expect(await run(auto())).toMatchObject({ state: 'unchanged', brain: made?.brain });
  expect(await run(undefined)).toMatchObject({ state: 'done', brain: null });
});
