import { expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { describeImage } from './image-facts.ts';
import { parseNifti } from './nifti-read.ts';
import { serialiseVolume } from './nifti-write.ts';

test.each([
  ['above', 1e-6],
  ['below', -1e-6],
])('a label map of floats a hair %s its labels is one', async (_name, hair) => {
  const labels = Float32Array.from({ length: 64 }, (_, voxel) => [0, 1, 2, 4][voxel % 4] ?? 0);
  const volume = {
    shape: [4, 4, 4],
    affine: identityAffine,
    dataType: 'float32',
    scale: { slope: 1, intercept: 0 },
    voxels: labels.map((label) => label + hair),
  } as const;
  const image = await parseNifti(serialiseVolume(volume, { description: '' }), 'seg.nii');
  expect(describeImage(image).labels).toEqual({ convention: 'brats-2018', tissues: ['ncr', 'ed', 'et'] });
});
