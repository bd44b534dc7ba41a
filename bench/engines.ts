/*
 * The same study and model on several engines, in turns: time, peak memory of the inference process, and how
 * far the label map is from that of the first engine named.
 *
 *   node bench/engines.ts STUDY_DIRECTORY [MODEL_DIRECTORY] [ENGINE ...]     (default: onnx-cpu tensorflow-cpu)
 *
 * ROUNDS=3 repeats the turns. Variables of an engine's own (TF_SET_ONEDNN_FPMATH_MODE ...) reach it.
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { engineIds, type EngineId } from '#shared/domain/engine.ts';
import { internalLabels, tissues } from '#shared/domain/label-scheme.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { readModelPackage } from '../src-main/inference/model-package.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import type { SegmentationOutcome, SegmentationRequest } from '../src-main/inference/segmentation.ts';
import { listCandidates } from '../src-main/intake/candidates.ts';
import { slotFromName } from '../src-main/intake/file-names.ts';

async function findInputs(directory: string): Promise<SegmentationRequest['inputs']> {
  const files = await listCandidates([directory]);
  const input = (modality: Modality): { path: string; fileName: string } => {
    const file = files.find(({ name }) => slotFromName(name) === modality);
    if (file === undefined) throw new Error(`no ${modality} in ${directory}`);
    return { path: file.path, fileName: file.name };
  };
  const [t1n, t1c, t2w, t2f] = modalities.map(input);
  if (t1n === undefined || t1c === undefined || t2w === undefined || t2f === undefined) throw new Error('four');
  return { t1n, t1c, t2w, t2f };
}

/** Dice of all tumour, and of each tissue. */
function describeAgreement(labels: Uint8Array, reference: Uint8Array): string {
  const dice = (matches: (label: number) => boolean): string => {
    let [both, sum] = [0, 0];
    for (let voxel = 0; voxel < labels.length; voxel += 1) {
      const [a, b] = [matches(labels[voxel] ?? 0), matches(reference[voxel] ?? 0)];
      if (a && b) both += 1;
      sum += Number(a) + Number(b);
    }
    return (sum === 0 ? 1 : (2 * both) / sum).toFixed(5);
  };
  const each = tissues.map((tissue) => `${tissue} ${dice((label) => label === internalLabels[tissue])}`);
  return [`wt ${dice((label) => label !== 0)}`, ...each].join(' ');
}

async function main([study = '', model, ...names]: readonly string[]): Promise<void> {
  const inputs = await findInputs(study);
  const modelPackage = await readModelPackage(resolve(model ?? join(import.meta.dirname, '../models/glioscope-unet')));
  const wanted: readonly EngineId[] = names.length === 0 ? ['onnx-cpu', 'tensorflow-cpu'] : names.map(engineOf);
  process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads\n`);
  let reference: SegmentationOutcome | null = null;
  for (let round = 0; round < Number(process.env['ROUNDS'] ?? 1); round += 1) {
    for (const engineId of wanted) {
      const start = performance.now();
      const outcome = await runSegmentation(
        { model: modelPackage, inputs, engineId },
        {
          processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
          signal: new AbortController().signal,
          onProgress: () => undefined,
        },
      );
      reference ??= outcome;
      const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).padStart(6)} s`;
      process.stdout.write(
        `${engineId.padEnd(15)} whole ${seconds(performance.now() - start)}  network ${seconds(outcome.stages.predicting)}` +
          `  peak ${(outcome.peakMemoryBytes / 1e6).toFixed(0).padStart(5)} MB  load ${(loadavg()[0] ?? 0).toFixed(1)}` +
          `  ${describeAgreement(outcome.labels, reference.labels)}\n`,
      );
    }
  }
}

function engineOf(name: string): EngineId {
  const engineId = engineIds.find((known) => known === name);
  if (engineId === undefined) throw new Error(`${name}: not one of ${engineIds.join(', ')}`);
  return engineId;
}

await main(process.argv.slice(2));
