import type { Geometry } from '#shared/domain/affine.ts';
import { selectPercentiles } from '#shared/domain/percentile.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { sampleIntensities } from '../../imaging/linear-sampling.ts';
import { orientView } from '../oriented-view.ts';
import { planTensorGrid, type TensorGrid } from '../tensor-grid.ts';
import type { ExtractionPackage } from './extraction-package.ts';

/* What the network that finds the brain is fed: one image at a time, whichever modality. */

/** Intensities are given in units of the head's usual one, up to this many. */
const brightest = 4;

/** The whole field of view of the study on the network's voxels, along its own axes: D to the left, H to posterior, W to superior. */
export function planBrainGrid(
  study: Geometry,
  { spacingMm, multipleOf }: Pick<ExtractionPackage, 'spacingMm' | 'multipleOf'>,
): TensorGrid {
  return planTensorGrid(orientView(study, 'LPS'), [spacingMm, spacingMm, spacingMm], multipleOf);
}

/** An image as the network is to see it. */
export interface BrainInput {
  /** float32 [1, 1, D, H, W] of `grid.padded`; 0 where the image does not reach, and where it is not finite. */
  readonly tensor: Float32Array;
  /** 1 where the image reaches; of the same size. */
  readonly reached: Uint8Array;
}

/**
 * Brings an image onto the grid (trilinear, by the affines) and its intensities to what the network knows: less the
 * 1st percentile, in units of the mean of what is brighter than the mean. Measured on that grid, so that the size of
 * the image's own voxels does not matter.
 *
 * @returns null when there is no contrast to measure by, or the image does not reach the grid.
 */
export function makeBrainInput(volume: Volume, grid: TensorGrid): BrainInput | null {
  const size = voxelCount(grid.padded);
  const tensor = new Float32Array(size);
  const reached = new Uint8Array(size);
  let finite = 0;
  sampleIntensities({ walk: grid.tensor, affine: grid.affine }, volume, (target, value) => {
    tensor[target] = value;
    reached[target] = 1;
    if (Number.isFinite(value)) finite += 1;
  });
  if (finite === 0) return null;
  const scale = measureHead(tensor, reached, finite);
  if (!(scale.unit > 0)) return null;
  for (let index = 0; index < size; index += 1) {
    if (reached[index] === 0) continue;
    const value = Math.max(0, (tensor[index] ?? NaN) - scale.low) / scale.unit;
    tensor[index] = Number.isFinite(value) ? Math.min(value, brightest) : 0;
  }
  return { tensor, reached };
}

/** @param finite how many of the values that are reached are finite. */
function measureHead(values: Float32Array, reached: Uint8Array, finite: number): { low: number; unit: number } {
  const heights = new Float32Array(finite);
  let next = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? NaN;
    if (reached[index] === 0 || !Number.isFinite(value)) continue;
    heights[next] = value;
    next += 1;
  }
  const [low = 0] = selectPercentiles(heights, [1]);
  let sum = 0;
  for (const value of heights) sum += Math.max(0, value - low);
  const mean = sum / finite;
  let brightSum = 0;
  let brightCount = 0;
  for (const value of heights) {
    const height = Math.max(0, value - low);
    if (!(height > mean)) continue;
    brightSum += height;
    brightCount += 1;
  }
  return { low, unit: brightCount === 0 ? 0 : brightSum / brightCount };
}
