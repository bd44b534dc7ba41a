/*
 * Whether tiles give the mask of one pass: the same study with all the memory one pass wants and with less, and
 * the Dice between both label maps. The smallest budgets are those of the manifest's costs and say little of what
 * is taken; the peak is measured.
 *
 *   node bench/tiles.ts STUDY_DIRECTORY MODEL_DIRECTORY BUDGET_MB...
 */
import { resolve } from 'node:path';
import { internalLabels, regionTissues, regions, tissues } from '#shared/domain/label-scheme.ts';
import { readModelPackage } from '../src-main/inference/model-package.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import type { SegmentationOutcome } from '../src-main/inference/segmentation.ts';
import { findInputs } from './study-inputs.ts';

/** Dice of what has one of the codes in two label maps; 1 when nothing has. */
function diceOf(a: Uint8Array, b: Uint8Array, codes: readonly number[]): number {
  let [inA, inB, inBoth] = [0, 0, 0];
  for (let voxel = 0; voxel < a.length; voxel += 1) {
    const [isA, isB] = [codes.includes(a[voxel] ?? 0), codes.includes(b[voxel] ?? 0)];
    if (isA) inA += 1;
    if (isB) inB += 1;
    if (isA && isB) inBoth += 1;
  }
  return inA + inB === 0 ? 1 : (2 * inBoth) / (inA + inB);
}

function agreement(outcome: SegmentationOutcome, whole: SegmentationOutcome): string {
  const parts = [
    ...regions.map((region) => [region, regionTissues[region].map((tissue) => internalLabels[tissue])] as const),
    ...tissues.filter((tissue) => tissue !== 'et').map((tissue) => [tissue, [internalLabels[tissue]]] as const),
  ];
  const dice = parts.map(([name, codes]) => `${name} ${diceOf(outcome.labels, whole.labels, codes).toFixed(5)}`);
  const changed = outcome.labels.reduce((count, code, voxel) => count + (code === whole.labels[voxel] ? 0 : 1), 0);
  return `${dice.join('  ')}  ${changed} voxels differ`;
}

async function main([study = '', modelDirectory = '', ...budgets]: readonly string[]): Promise<void> {
  const model = await readModelPackage(resolve(modelDirectory));
  const inputs = await findInputs(study);
  const run = (memoryBudgetBytes: number): Promise<SegmentationOutcome> =>
    runSegmentation(
      { model, inputs, memoryBudgetBytes },
      {
        processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      },
    );
  const whole = await run(Infinity);
  for (const budget of ['all', ...budgets]) {
    const outcome = budget === 'all' ? whole : await run(Number(budget) * 1e6);
    const { tileCount, peakMemoryBytes, stages } = outcome;
    const spent = `${tileCount} tiles  peak ${(peakMemoryBytes / 1e6).toFixed(0)} MB  ${(stages.predicting / 1000).toFixed(1)} s`;
    process.stdout.write(`${budget.padStart(5)} MB  ${spent.padEnd(36)} ${agreement(outcome, whole)}\n`);
  }
}

await main(process.argv.slice(2));
