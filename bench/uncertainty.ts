/*
 * What thorough segmentation gains, and how often a voxel is wrong at each level of uncertainty: Dice of the
 * three regions against the experts' label map with one pass and with mirrored passes, and the share of wrong
 * voxels by entropy.
 *
 *   node bench/uncertainty.ts STUDY_DIRECTORY... [--once]      (--once: one pass only; model: models/glioscope-unet)
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { internalLabels, labelConventions, recodingTable, regions } from '#shared/domain/label-scheme.ts';
import type { Slot } from '#shared/domain/modality.ts';
import { measureRegionDice } from '#shared/domain/region-dice.ts';
import { fullUncertainty } from '#shared/domain/uncertainty.ts';
import { readNiftiFile } from '../src-main/imaging/nifti-read.ts';
import { readModelPackage } from '../src-main/inference/model-package.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import type { SegmentationOutcome, SegmentationRequest } from '../src-main/inference/segmentation.ts';
import { listCandidates } from '../src-main/intake/candidates.ts';
import { conventionFromNames, slotFromName } from '../src-main/intake/file-names.ts';

interface LabelledStudy {
  readonly inputs: SegmentationRequest['inputs'];
  /** Internal codes. */
  readonly reference: Uint8Array;
}

async function readStudy(directory: string): Promise<LabelledStudy> {
  const files = await listCandidates([directory]);
  const input = (slot: Slot): { path: string; fileName: string } => {
    const file = files.find(({ name }) => slotFromName(name) === slot);
    if (file === undefined) throw new Error(`no ${slot} in ${directory}`);
    return { path: file.path, fileName: file.name };
  };
  const convention = conventionFromNames(files.map(({ name }) => name));
  const table = recodingTable(labelConventions[convention], internalLabels);
  const { voxels } = await readNiftiFile(input('reference').path);
  const inputs = { t1n: input('t1n'), t1c: input('t1c'), t2w: input('t2w'), t2f: input('t2f') };
  return { inputs, reference: Uint8Array.from(voxels, (code) => table[code] ?? 0) };
}

const levels = 10;

/** Voxels, and wrong ones, by tenths of the entropy's scale; only where the map is not zero. */
function countErrors(
  { labels, uncertainty }: SegmentationOutcome,
  reference: Uint8Array,
  counts: { all: number; wrong: number }[],
): void {
  for (const [voxel, value] of uncertainty.map.entries()) {
    const count = counts[Math.min(levels - 1, Math.floor((value / fullUncertainty) * levels))];
    if (value === 0 || count === undefined) continue;
    count.all += 1;
    if (labels[voxel] !== reference[voxel]) count.wrong += 1;
  }
}

const write = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(parameters: readonly string[]): Promise<void> {
  const model = await readModelPackage(join(import.meta.dirname, '../models/glioscope-unet'));
  const directories = parameters.filter((parameter) => !parameter.startsWith('--'));
  const modes = parameters.includes('--once') ? [false] : [false, true];
  const counts = modes.map(() => Array.from({ length: levels }, () => ({ all: 0, wrong: 0 })));
  for (const [index, directory] of directories.entries()) {
    const { inputs, reference } = await readStudy(directory);
    for (const [mode, isThorough] of modes.entries()) {
      const start = performance.now();
      const outcome = await runSegmentation(
        { model, inputs, isThorough },
        {
          processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
          signal: new AbortController().signal,
          onProgress: () => undefined,
        },
      );
      const dice = measureRegionDice(outcome.labels, reference);
      const { passes, rangesMl, places, unlistedPlaces } = outcome.uncertainty;
      countErrors(outcome, reference, counts[mode] ?? []);
      write(
        `study ${index + 1}, ${passes} pass(es): ${regions.map((region) => `${region} ${dice[region].toFixed(4)}`).join(', ')}; ` +
          `${((performance.now() - start) / 1000).toFixed(1)} s, finishing ${outcome.stages.finishing.toFixed(0)} ms, ` +
          `peak ${(outcome.peakMemoryBytes / 1e6).toFixed(0)} MB`,
      );
      write(`  ranges ${JSON.stringify(rangesMl)}; ${places.length} places, ${unlistedPlaces} more`);
    }
  }
  for (const [mode, levelCounts] of counts.entries()) {
    write(`${modes[mode] === true ? 'thorough' : 'one pass'}: entropy, voxels, share wrong`);
    for (const [level, { all, wrong }] of levelCounts.entries()) {
      write(
        `  ${(level / levels).toFixed(1)}  ${String(all).padStart(9)}  ${all === 0 ? '-' : (wrong / all).toFixed(3)}`,
      );
    }
  }
  write(`${availableParallelism()} threads. Research use only, not a medical device.`);
}

await main(process.argv.slice(2));
