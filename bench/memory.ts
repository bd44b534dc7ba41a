/*
 * Peak memory of a segmentation, inference process and its caller, on a study of any size made up here (noise
 * in an ellipsoid that fills the grid). Linux only: it reads /proc.
 *
 *   node bench/memory.ts MODEL_DIRECTORY X Y Z [SPACING_MM] [BUDGET_MB] [--first-tile]
 *
 * --first-tile stops once the first of several tiles is done: the peak has been reached by then.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createRandom } from '#shared/domain/random.ts';
import { toFailure } from '#shared/domain/failure.ts';
import { modalities } from '#shared/domain/modality.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { serialiseVolume } from '../src-main/imaging/nifti-write.ts';
import { readModelPackage } from '../src-main/inference/model-package.ts';
import { forkInferenceProcess, runSegmentation } from '../src-main/inference/run-segmentation.ts';
import type { InferenceReport, SegmentationRequest } from '../src-main/inference/segmentation.ts';

function ellipsoid(shape: Vec3, seed: number): Int16Array<ArrayBuffer> {
  const random = createRandom(seed);
  const voxels = new Int16Array(voxelCount(shape));
  let offset = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1, offset += 1) {
        const radius = Math.hypot((2 * x) / shape[0] - 1, (2 * y) / shape[1] - 1, (2 * z) / shape[2] - 1);
        if (radius < 1) voxels[offset] = 200 + 600 * random();
      }
    }
  }
  return voxels;
}

async function writeStudy(folder: string, shape: Vec3, spacing: number): Promise<SegmentationRequest['inputs']> {
  const affine = [spacing, 0, 0, 0, 0, spacing, 0, 0, 0, 0, spacing, 0, 0, 0, 0, 1];
  const entries = [];
  for (const [seed, modality] of modalities.entries()) {
    const path = join(folder, `${modality}.nii`);
    const volume = { shape, affine, dataType: 'int16' as const, scale: { slope: 1, intercept: 0 } };
    await writeFile(path, serialiseVolume({ ...volume, voxels: ellipsoid(shape, seed) }, { description: 'bench' }));
    entries.push([modality, { path, fileName: `${modality}.nii` }]);
  }
  return Object.fromEntries(entries) as SegmentationRequest['inputs']; // holds: one entry per modality
}

/** Largest resident memory so far, bytes; 0 once the process is gone. */
function peakOf(pid: number | 'self'): number {
  try {
    return Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function main([model = '', x, y, z, spacing = '1', budget = '0', stop]: readonly string[]): Promise<void> {
  const shape: Vec3 = [Number(x), Number(y), Number(z)];
  const folder = await mkdtemp(join(tmpdir(), 'glioscope-memory-'));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const stopping = new AbortController();
  let peak = 0;
  try {
    const inputs = await writeStudy(folder, shape, Number(spacing));
    const start = performance.now();
    const megabytes = (): string =>
      `${(peak / 1e6).toFixed(0)} MB after ${((performance.now() - start) / 1000).toFixed(1)} s`;
    await runSegmentation(
      {
        model: await readModelPackage(resolve(model)),
        inputs,
        ...(Number(budget) > 0 ? { memoryBudgetBytes: Number(budget) * 1e6 } : {}),
      },
      {
        processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
        signal: stopping.signal,
        onProgress: () => undefined,
        forkProcess(entry) {
          const child = forkInferenceProcess(entry);
          const sample = setInterval(() => (peak = Math.max(peak, peakOf(child.pid ?? 0))), 50);
          child.once('close', () => clearInterval(sample));
          child.on('message', (message) => {
            const report = message as InferenceReport; // holds: the entry sends nothing else
            if (report.kind === 'plan')
              say(`plan      ${report.plan.tileCount} passes, ${report.plan.megavoxels.toFixed(1)} megavoxels`);
            if (report.kind === 'stage') say(`${report.stage.padEnd(9)} begins at ${megabytes()}`);
            if (report.kind === 'step' && report.done === 1 && report.count > 5 && stop === '--first-tile')
              stopping.abort();
          });
          return child;
        },
      },
    ).catch((error: unknown) => say(toFailure(error).code));
    say(
      `peak      ${megabytes()}, its caller besides ${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB (the study's making included)`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

await main(process.argv.slice(2));
