/*
 * One study stored in eight orientations, segmented eight times: do the label maps agree in the world?
 *
 *   node bench/orientations.ts STUDY_DIRECTORY [MODEL_DIRECTORY]      (default model: models/glioscope-unet)
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { tissues } from '#shared/domain/label-scheme.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { measureAgreement } from '../src-main/analysis/agreement.ts';
import { readNiftiFile } from '../src-main/imaging/nifti-read.ts';
import { serialiseVolume } from '../src-main/imaging/nifti-write.ts';
import { readModelPackage, type ModelPackage } from '../src-main/inference/model-package.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import type { SegmentationRequest } from '../src-main/inference/segmentation.ts';
import { listCandidates } from '../src-main/intake/candidates.ts';
import { slotFromName } from '../src-main/intake/file-names.ts';
import { storeTowards } from '../tests/reference/regrid.ts';

const orientations = ['LPS', 'RAS', 'LAS', 'RPI', 'SAL', 'IPR', 'PSL', 'ARI'] as const;

async function readStudy(directory: string): Promise<readonly (readonly [Modality, Volume])[]> {
  const files = await listCandidates([directory]);
  return Promise.all(
    modalities.map(async (modality) => {
      const file = files.find(({ name }) => slotFromName(name) === modality);
      if (file === undefined) throw new Error(`no ${modality} in ${directory}`);
      return [modality, await readNiftiFile(file.path)] as const;
    }),
  );
}

async function writeStudy(
  directory: string,
  volumes: readonly (readonly [Modality, Volume])[],
  code: string,
): Promise<SegmentationRequest['inputs']> {
  const write = async (modality: Modality, volume: Volume): Promise<{ path: string; fileName: string }> => {
    const fileName = `${modality}.nii`;
    const path = join(directory, fileName);
    await writeFile(path, serialiseVolume(storeTowards(volume, code), { description: 'bench' }));
    return { path, fileName };
  };
  const entries = await Promise.all(
    volumes.map(async ([modality, volume]) => [modality, await write(modality, volume)] as const),
  );
  return Object.fromEntries(entries) as SegmentationRequest['inputs']; // holds: one entry per modality
}

/** The label map, stored LPS again. */
async function segmentStored(model: ModelPackage, inputs: SegmentationRequest['inputs']): Promise<Volume> {
  const { labels, geometry } = await runSegmentation(
    { model, inputs },
    {
      processEntry: new URL('../src-main/inference/inference-process.ts', import.meta.url),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  );
  const scale = { slope: 1, intercept: 0 };
  return storeTowards({ ...geometry, dataType: 'uint8', scale, voxels: labels }, orientations[0]);
}

async function main([study, modelDirectory]: readonly string[]): Promise<void> {
  if (study === undefined) throw new Error('usage: node bench/orientations.ts STUDY_DIRECTORY [MODEL_DIRECTORY]');
  const model = await readModelPackage(resolve(modelDirectory ?? join(import.meta.dirname, '../models/glioscope-unet')));
  const volumes = await readStudy(study);
  const scratch = await mkdtemp(join(tmpdir(), 'glioscope-bench-'));
  try {
    let first: Volume | null = null;
    for (const code of orientations) {
      const found = await segmentStored(model, await writeStudy(scratch, volumes, code));
      first ??= found;
      const table = measureAgreement(new Uint8Array(found.voxels), new Uint8Array(first.voxels), first);
      const dice = tissues.map((tissue) => `${tissue} ${table[tissue].dice.toFixed(6)}`).join('  ');
      const different = found.voxels.filter((label, offset) => label !== first?.voxels[offset]).length;
      process.stdout.write(`${code}  Dice against ${orientations[0]}: ${dice}  voxels that differ: ${different}\n`);
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

await main(process.argv.slice(2));
