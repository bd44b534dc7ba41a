/*
 * Time and peak memory of a whole segmentation, by stage: four files in, a label map on their grid out.
 * The memory is that of the inference process, as it stood at the end of each stage.
 *
 *   node bench/segment.ts [STUDY_DIRECTORY] [MODEL_DIRECTORY]      (default: the synthetic study, models/glioscope-unet)
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { measureTissuesMl, regionsMl } from '../src-main/analysis/tissue-volumes.ts';
import { readModelPackage } from '../src-main/inference/model-package.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import { segmentationStages, type SegmentationOutcome } from '../src-main/inference/segmentation.ts';
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

async function main([study, modelDirectory]: readonly string[]): Promise<void> {
  const scratch = study === undefined ? await mkdtemp(join(tmpdir(), 'glioscope-bench-')) : null;
  try {
    if (scratch !== null) await writeSampleStudy(scratch);
    const model = await readModelPackage(
      resolve(modelDirectory ?? join(import.meta.dirname, '../models/glioscope-unet')),
    );
    const inputs = await findInputs(study ?? scratch ?? '');
    const start = performance.now();
    const outcome = await runSegmentation(
      { model, inputs },
      {
        processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
    );
    for (const line of report(outcome, performance.now() - start)) process.stdout.write(`${line}\n`);
  } finally {
    if (scratch !== null) await rm(scratch, { recursive: true });
  }
}

await main(process.argv.slice(2));
