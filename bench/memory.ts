/*
 * Peak memory of a whole segmentation by the command line: all its processes together, the inference process
 * among them, from the start to the file written. Linux only: it reads /proc.
 *
 *   node bench/memory.ts STUDY_DIRECTORY [OPTION_OF_SEGMENT ...]
 *   node bench/memory.ts X Y Z SPACING_MM [OPTION_OF_SEGMENT ...]
 *
 * Numbers make a study of that size: the head of the synthetic study, stretched until it fills the grid, so that
 * no part of it can be cropped away.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Modality } from '#shared/domain/modality.ts';
import { mapAxes, voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { boxAround } from '#shared/domain/bounding-box.ts';
import { createSampleStudy } from '../src-main/sample/sample-study.ts';
import { writeSampleStudy } from '../src-main/sample/write-sample-study.ts';
import { describePeak, watchTree } from './process-tree.ts';

const entry = join(import.meta.dirname, '../bin/glioscope.mjs');

/** The synthetic study on another grid: of each voxel its nearest. */
async function writeStretchedStudy(directory: string, shape: Vec3, spacing: number): Promise<void> {
  const { volumes, labels, geometry: small } = createSampleStudy();
  const head = volumes.t1c.voxels;
  const mask = Uint8Array.from(head, (value) => (value === 0 ? 0 : 1));
  const box = boxAround(mask, mask, small.shape);
  if (box === null) throw new RangeError('a head');
  const [xs, ys, zs] = mapAxes((axis) =>
    Array.from(
      { length: shape[axis] },
      (_, index) => box.start[axis] + Math.floor(((index + 0.5) * box.shape[axis]) / shape[axis]),
    ),
  );
  const stretch = (from: ArrayLike<number>, to: Int16Array | Uint8Array): void => {
    let offset = 0;
    for (const z of zs) {
      for (const y of ys) {
        const row = voxelOffset(small.shape, [0, y, z]);
        for (const x of xs) {
          to[offset] = from[row + x] ?? 0;
          offset += 1;
        }
      }
    }
  };
  const affine = [-spacing, 0, 0, 0, 0, -spacing, 0, 0, 0, 0, spacing, 0, 0, 0, 0, 1];
  const geometry = { shape, affine };
  const stretched = (modality: Modality): Volume => {
    const voxels = new Int16Array(voxelCount(shape));
    stretch(volumes[modality].voxels, voxels);
    return { ...volumes[modality], ...geometry, voxels };
  };
  const all = { t1n: stretched('t1n'), t1c: stretched('t1c'), t2w: stretched('t2w'), t2f: stretched('t2f') };
  const stretchedLabels = new Uint8Array(voxelCount(shape));
  stretch(labels, stretchedLabels);
  await writeSampleStudy(directory, { volumes: all, labels: stretchedLabels, geometry });
}

async function main(given: readonly string[]): Promise<void> {
  const numbers = given.slice(0, 4).map(Number);
  const [x = 0, y = 0, z = 0, spacing = 0] = numbers;
  const isMadeUp = numbers.length === 4 && numbers.every((value) => value > 0);
  const folder = await mkdtemp(join(tmpdir(), 'glioscope-memory-'));
  try {
    if (isMadeUp) await writeStretchedStudy(folder, [x, y, z], spacing);
    const [study, options] = isMadeUp ? [folder, given.slice(4)] : [given[0] ?? '', given.slice(1)];
    const command = [entry, 'segment', study, '--out', join(folder, 'mask.nii.gz'), ...options];
    const child = spawn(process.execPath, command, { stdio: 'inherit' });
    const finish = watchTree(child.pid ?? 0);
    const [exitCode] = (await once(child, 'exit')) as [number | null]; // holds: the event's first argument
    const peak = finish();
    process.exitCode = exitCode ?? 1;
    for (const line of describePeak(peak)) process.stdout.write(`${line}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

await main(process.argv.slice(2));
