import { readdir, readFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Modality } from '#shared/domain/modality.ts';
import { parseNifti } from '../../src-main/imaging/nifti-read.ts';
import { sketchVolume, type Sketch } from '../../src-main/imaging/sketch.ts';

/** Channels of a training image, in their stored order. */
const channels = ['t1n', 't1c', 't2w', 't2f'] as const satisfies readonly Modality[];

const headerBytes = 352;

export interface TrainingStudy {
  readonly name: string;
  readonly sketches: Readonly<Record<Modality, Sketch>>;
}

/** Reads `<case>_image.nii[.xz]`: NIfTI-1, little-endian, uint8, four channels last. Needs `xz` for the packed ones. */
export async function readTrainingStudies(directory: string): Promise<readonly TrainingStudy[]> {
  const names = (await readdir(directory)).filter((name) => /_image\.nii(\.xz)?$/u.test(name)).sort();
  const studies: TrainingStudy[] = [];
  for (const name of names) {
    const path = join(directory, name);
    const bytes = name.endsWith('.xz')
      ? execFileSync('xz', ['-dc', path], { maxBuffer: 2 ** 30 })
      : await readFile(path);
    studies.push({ name, sketches: await sketchChannels(bytes, name) });
  }
  return studies;
}

async function sketchChannels(bytes: Buffer, name: string): Promise<TrainingStudy['sketches']> {
  const frameBytes = (bytes.length - headerBytes) / channels.length;
  const sketches: Partial<Record<Modality, Sketch>> = {};
  for (const [frame, modality] of channels.entries()) {
    const header = Buffer.from(bytes.subarray(0, headerBytes));
    header.writeInt16LE(3, 40); // dim[0]
    header.writeInt16LE(1, 48); // dim[4]
    const start = headerBytes + frame * frameBytes;
    const sketch = sketchVolume(
      await parseNifti(Buffer.concat([header, bytes.subarray(start, start + frameBytes)]), name),
    );
    if (sketch === null) throw new Error(`nothing to see in ${name}`);
    sketches[modality] = sketch;
  }
  const { t1n, t1c, t2w, t2f } = sketches;
  if (t1n === undefined || t1c === undefined || t2w === undefined || t2f === undefined) throw new Error(name);
  return { t1n, t1c, t2w, t2f };
}
