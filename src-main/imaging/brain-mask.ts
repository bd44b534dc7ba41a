import { voxelVolumeMl } from '#shared/domain/affine.ts';
import { brainMl } from '#shared/domain/brain-volume.ts';
import type { Volume } from '#shared/domain/volume.ts';

/** Whether an image is 0 and one other value that fills as much as a brain: a mask of the brain or of the head, not of tumour. */
export function isBrainMask({ voxels, affine, scale }: Volume): boolean {
  // outside of a mask is what means 0, and nothing else: not the background of an image (`domain/background.ts`)
  const background = -scale.intercept / scale.slope;
  let inside = background;
  let count = 0;
  for (const value of voxels) {
    if (value === background) continue;
    if (inside === background) inside = value;
    else if (value !== inside) return false;
    count += 1;
  }
  return count * voxelVolumeMl(affine) >= brainMl.least;
}
