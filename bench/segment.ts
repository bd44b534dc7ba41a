/*
 * Time and peak memory of a whole segmentation, by stage: four files in, a label map on their grid out.
 * The memory is that of the inference process, as it stood at the end of each stage.
 *
 *   node bench/segment.ts [STUDY_DIRECTORY] [--model DIRECTORY] [--rounds 1]
 *
 * Without a study the synthetic one, without a model ours; its 8-bit weights and those it was trained to in turns.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { referenceEngine } from '#shared/domain/engine.ts';
import { internalLabels, regionsMl } from '#shared/domain/label-scheme.ts';
import { precisions } from '#shared/domain/precision.ts';
import { measureTissuesMl } from '../src-main/analysis/tissue-volumes.ts';
import { requestExtraction } from '../src-main/inference/brain/extraction-package.ts';
import { readModelPackage, type ModelPackage } from '../src-main/inference/model-package.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import {
  segmentationStages,
  type SegmentationOutcome,
  type SegmentationRequest,
} from '../src-main/inference/segmentation.ts';
import { weightsFor } from '../src-main/inference/weights.ts';
import { writeSampleStudy } from '../src-main/sample/write-sample-study.ts';
import { findInputs } from './study-inputs.ts';

function report(outcome: SegmentationOutcome, totalMs: number): readonly string[] {
  const row = (name: string, ms: number, bytes: number): string =>
    `${name.padEnd(12)} ${ms.toFixed(0).padStart(7)} ms ${(bytes / 1e6).toFixed(0).padStart(7)} MB`;
  const stages = segmentationStages.map((stage) =>
    row(stage, outcome.stages[stage], outcome.peakMemoryBytesAfter[stage]),
  );
  const { wt } = regionsMl(measureTissuesMl(outcome.labels, internalLabels, outcome.geometry.affine));
  return [
    `stage           time   peak memory`,
    ...stages,
    row('whole job', totalMs, outcome.peakMemoryBytes),
    `${outcome.engine}, ${outcome.provider}, passes: ${outcome.tileCount}, ${outcome.msPerMegavoxel.toFixed(0)} ms per megavoxel`,
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads`,
    `whole tumour ${wt.toFixed(2)} mL (research use only, not a medical device)`,
  ];
}

async function segment(model: ModelPackage, inputs: SegmentationRequest['inputs']): Promise<void> {
  const start = performance.now();
  const outcome = await runSegmentation(
    { model, inputs, brainExtraction: requestExtraction('auto', [join(import.meta.dirname, '../models')]) },
    {
      processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
  const lines = [model.precision, ...report(outcome, performance.now() - start)];
  for (const line of lines) process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { model: { type: 'string' }, rounds: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const [study] = positionals;
  const scratch = study === undefined ? await mkdtemp(join(tmpdir(), 'glioscope-bench-')) : null;
  try {
    if (scratch !== null) await writeSampleStudy(scratch);
    const model = await readModelPackage(
      resolve(values.model ?? join(import.meta.dirname, '../models/glioscope-unet')),
    );
    const inputs = await findInputs(study ?? scratch ?? '');
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const weights of new Set(precisions.map((precision) => weightsFor(model, referenceEngine, precision)))) {
        await segment(weights, inputs);
      }
    }
  } finally {
    if (scratch !== null) await rm(scratch, { recursive: true });
  }
}

await main();
