import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { internalLabels, labelConventions, recodingTable } from '#shared/domain/label-scheme.ts';
import { modalities, type Slot } from '#shared/domain/modality.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { gzipNifti, researchUseDescription, serialiseVolume } from '../imaging/nifti-write.ts';
import { createSampleStudy, type SampleStudy } from './sample-study.ts';

const fileSuffixes: Readonly<Record<Slot, string>> = {
  t1n: 't1',
  t1c: 't1ce',
  t2w: 't2',
  t2f: 'flair',
  reference: 'seg',
};

/**
 * Writes the sample study under BraTS 2018-2021 names, enhancing tumour coded as there (4).
 *
 * @returns the five paths: t1, t1ce, t2, flair, seg.
 */
export async function writeSampleStudy(
  directory: string,
  { volumes, labels, geometry }: SampleStudy = createSampleStudy(),
): Promise<readonly string[]> {
  const table = recodingTable(internalLabels, labelConventions['brats-2018']);
  const reference: Volume = {
    ...geometry,
    dataType: 'uint8',
    scale: { slope: 1, intercept: 0 },
    voxels: labels.map((label) => table[label] ?? 0),
  };
  await mkdir(directory, { recursive: true });
  const write = async (volume: Volume, slot: Slot): Promise<string> => {
    const path = join(directory, `glioscope-sample_${fileSuffixes[slot]}.nii.gz`);
    // Noise hardly shrinks however long one tries: level 1.
    await writeFile(path, await gzipNifti(serialiseVolume(volume, { description: researchUseDescription }), 1));
    return path;
  };
  return Promise.all([
    ...modalities.map((modality) => write(volumes[modality], modality)),
    write(reference, 'reference'),
  ]);
}
