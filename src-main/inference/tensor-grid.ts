import { invertAffine, isSameGrid, multiplyAffines, type Affine } from '#shared/domain/affine.ts';
import { backgroundOf, isForeground } from '#shared/domain/background.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { sampleLinearly, storedWalk, type Sampling, type Walk } from '../imaging/linear-sampling.ts';
import type { Normalisation } from './normalisation.ts';
import type { OrientedView } from './oriented-view.ts';

/** How a part of a study lies in one channel of a tensor [D, H, W], row-major (W fastest). */
export interface TensorGrid {
  readonly view: OrientedView;
  /** Part of the tensor that holds the view, on the model's spacing. */
  readonly tensor: Walk;
  /** The whole of the tensor, with the zeros at the ends of D, H, W. */
  readonly padded: Vec3;
  /** Study voxels per tensor voxel along D, H, W; 1 where the study has the model's spacing. */
  readonly step: Vec3;
  /** Element of the tensor -> world mm of its centre. */
  readonly affine: Affine;
}

/** A spacing that differs by less is the model's spacing: people's heads differ by more. */
const spacingTolerance = 0.02;

/** Lays a view of the study out on the model's spacing, padded to the multiple, or at least the patch, the network needs. */
export function planTensorGrid(
  view: OrientedView,
  spacingMm: Vec3,
  multipleOf: number,
  patch: Vec3 = [1, 1, 1],
): TensorGrid {
  const step = mapAxes((axis) => {
    const ratio = spacingMm[axis] / view.spacingMm[axis];
    return Math.abs(ratio - 1) <= spacingTolerance ? 1 : ratio;
  });
  const shape = mapAxes((axis) => Math.max(1, Math.round(view.shape[axis] / step[axis])));
  const padded = mapAxes((axis) => Math.max(patch[axis], Math.ceil(shape[axis] / multipleOf) * multipleOf));
  const tensor: Walk = { shape, offset: 0, strides: [padded[1] * padded[2], padded[2], 1] };
  return { view, tensor, padded, step, affine: multiplyAffines(view.affine, spacingChange(step)) };
}

/** Element -> place among elements of another spacing, first faces together: element e covers [e, e + 1) * step. */
export function spacingChange(step: Vec3): Affine {
  const [x, y, z] = step;
  return [x, 0, 0, (x - 1) / 2, 0, y, 0, (y - 1) / 2, 0, 0, z, (z - 1) / 2, 0, 0, 0, 1];
}

export function isResampled({ step }: TensorGrid): boolean {
  return step.some((ratio) => ratio !== 1);
}

/**
 * Writes one modality into its channel: normalised intensities where it is not background, 0 elsewhere. A
 * volume on another grid than the study's is brought there by the affines, straight to the tensor's
 * spacing, so that it is interpolated once.
 *
 * @param channel zeroed float32 [D, H, W] of `grid.padded`, written in place.
 */
export function fillChannel(
  channel: Float32Array,
  volume: Volume,
  grid: TensorGrid,
  normalisation: Normalisation,
): void {
  if (isResampled(grid) || !isSameGrid(volume, grid.view.stored)) fillResampled(channel, volume, grid, normalisation);
  else fillDirectly(channel, volume, grid, normalisation);
}

/** 16-bit voxels in a line of the processor's cache. */
const planesAtOnce = 32;

function fillDirectly(channel: Float32Array, volume: Volume, grid: TensorGrid, normalisation: Normalisation): void {
  const { voxels, scale } = volume;
  const { shape, offset, strides } = grid.view;
  const background = backgroundOf(volume);
  const { low, high, mean } = normalisation;
  const factor = normalisation.deviation > 0 ? 1 / normalisation.deviation : 0;
  const fillRow = (stored: number, row: number): void => {
    for (let k = 0; k < shape[2]; k += 1, stored += strides[2]) {
      const value = (voxels[stored] ?? 0) * scale.slope + scale.intercept;
      if (isForeground(value, background)) {
        channel[row + k] = (Math.min(Math.max(value, low), high) - mean) * factor;
      }
    }
  };
  // some planes at once: where the row runs across the stored slices, what one takes out of the memory the next needs too
  for (let first = 0; first < shape[0]; first += planesAtOnce) {
    const end = Math.min(first + planesAtOnce, shape[0]);
    for (let j = 0; j < shape[1]; j += 1) {
      for (let i = first; i < end; i += 1) {
        fillRow(offset + i * strides[0] + j * strides[1], i * grid.tensor.strides[0] + j * grid.tensor.strides[1]);
      }
    }
  }
}

/** Trilinear over the neighbours that are not background only, so that the brain's rim is not darkened by the nothing around it. */
function fillResampled(channel: Float32Array, volume: Volume, grid: TensorGrid, normalisation: Normalisation): void {
  const { voxels, scale } = volume;
  const background = backgroundOf(volume);
  const { low, high, mean } = normalisation;
  const factor = normalisation.deviation > 0 ? 1 / normalisation.deviation : 0;
  const sampling: Sampling = {
    ...{ target: grid.tensor, source: storedWalk(volume.shape) },
    targetToSource: multiplyAffines(invertAffine(volume.affine), grid.affine),
    reach: 0.5,
  };
  sampleLinearly(sampling, (target, offsets, weights) => {
    let sum = 0;
    let weight = 0;
    for (let corner = 0; corner < 8; corner += 1) {
      const value = (voxels[offsets[corner] ?? 0] ?? 0) * scale.slope + scale.intercept;
      if (!isForeground(value, background)) continue;
      const share = weights[corner] ?? 0;
      sum += share * Math.min(Math.max(value, low), high);
      weight += share;
    }
    if (weight >= 0.5) channel[target] = (sum / weight - mean) * factor;
  });
}
