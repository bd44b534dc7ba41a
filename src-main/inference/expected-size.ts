import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import type { ModelManifest } from './model-manifest.ts';
import { markForeground } from './normalisation.ts';
import { cropToMask, orientView } from './oriented-view.ts';
import { planTensorGrid } from './tensor-grid.ts';

/** A box a brain fits in, mm3. */
const usualBrainBoxMm3 = 150 * 180 * 145;

/** About how many million voxels the network will be given where the brain has yet to be found. */
export function usualBrainMegavoxels({ input }: Pick<ModelManifest, 'input'>): number {
  const [x, y, z] = input.spacingMm;
  return usualBrainBoxMm3 / (x * y * z) / 1e6;
}

/**
 * About how many million voxels the network will be given for a study, told from one modality: the brains
 * of all four end at nearly the same place. Null where nothing is to be seen.
 */
export function expectedMegavoxels(volume: Volume, { input }: Pick<ModelManifest, 'input'>): number | null {
  const brain = new Uint8Array(voxelCount(volume.shape));
  markForeground(volume, brain);
  const view = cropToMask(orientView(volume, input.axes), brain);
  return view === null ? null : voxelCount(planTensorGrid(view, input.spacingMm, input.multipleOf).padded) / 1e6;
}
