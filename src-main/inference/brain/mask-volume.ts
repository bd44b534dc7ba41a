import { invertAffine, multiplyAffines, transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { backgroundOf } from '#shared/domain/background.ts';
import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { DataType, Volume, Voxels } from '#shared/domain/volume.ts';
import { sampleLinearly, storedWalk } from '../../imaging/linear-sampling.ts';
import type { TensorGrid } from '../tensor-grid.ts';
import { leastProbability } from './brain-votes.ts';

/** Where the brain is, in the world. */
export interface BrainField {
  readonly grid: TensorGrid;
  /** float32 [D, H, W] of `grid.padded`: at least `leastProbability` in the brain, less elsewhere. */
  readonly probabilities: Float32Array;
}

/**
 * The brain at the voxels of a grid, wherever that lies: the probability there, interpolated linearly, decides.
 *
 * @returns uint8 0 or 1, stored order.
 */
export function brainOn(geometry: Geometry, { grid, probabilities }: BrainField): Uint8Array<ArrayBuffer> {
  const mask = new Uint8Array(voxelCount(geometry.shape));
  const box = boxOfBrain(geometry, { grid, probabilities });
  if (box === null) return mask;
  const whole = storedWalk(geometry.shape);
  const [start, shape] = box;
  const offset = start[0] + start[1] * whole.strides[1] + start[2] * whole.strides[2];
  const moved = geometry.affine.slice();
  transformPoint(geometry.affine, start).forEach((mm, row) => (moved[4 * row + 3] = mm));
  sampleLinearly(
    {
      ...{ target: { shape, offset, strides: whole.strides }, source: grid.tensor },
      targetToSource: multiplyAffines(invertAffine(grid.affine), moved),
      // the grid may end just short of the study, by half of its voxel at most
      reach: 1,
    },
    (target, offsets, weights) => {
      let probability = 0;
      for (let corner = 0; corner < 8; corner += 1) {
        probability += (weights[corner] ?? 0) * (probabilities[offsets[corner] ?? 0] ?? 0);
      }
      if (probability >= leastProbability) mask[target] = 1;
    },
  );
  return mask;
}

/** First voxel and size of the part of a grid that can be brain at all: most of a head as scanned cannot. */
function boxOfBrain({ shape, affine }: Geometry, { grid, probabilities }: BrainField): readonly [Vec3, Vec3] | null {
  const extent = extentOfBrain(grid, probabilities);
  if (extent === null) return null;
  const toStored = multiplyAffines(invertAffine(affine), grid.affine);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner += 1) {
    const place = mapAxes((axis) => extent[(corner >> axis) & 1 ? 1 : 0][axis]);
    transformPoint(toStored, place).forEach((position, axis) => {
      low[axis] = Math.min(low[axis] ?? position, position);
      high[axis] = Math.max(high[axis] ?? position, position);
    });
  }
  const start = mapAxes((axis) => Math.max(0, Math.floor(low[axis] ?? 0)));
  const size = mapAxes((axis) => Math.min(shape[axis] - 1, Math.ceil(high[axis] ?? 0)) - start[axis] + 1);
  return size.every((edge) => edge > 0) ? [start, size] : null;
}

/** Places among the tensor's elements between which all of the brain lies; interpolation reaches an element further. */
function extentOfBrain({ tensor }: TensorGrid, probabilities: Float32Array): readonly [Vec3, Vec3] | null {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  const { shape, strides } = tensor;
  for (let d = 0; d < shape[0]; d += 1) {
    for (let h = 0; h < shape[1]; h += 1) {
      const row = d * strides[0] + h * strides[1];
      for (let w = 0; w < shape[2]; w += 1) {
        if (!((probabilities[row + w] ?? 0) >= leastProbability)) continue;
        [d, h, w].forEach((place, axis) => {
          low[axis] = Math.min(low[axis] ?? place, place);
          high[axis] = Math.max(high[axis] ?? place, place);
        });
      }
    }
  }
  return high[0] < 0 ? null : [mapAxes((axis) => low[axis] - 1), mapAxes((axis) => high[axis] + 1)];
}

/**
 * Makes everything outside a mask background. The voxels are CHANGED IN PLACE wherever their type can hold a
 * background; only integers whose scale leaves out 0 are taken over into real intensities.
 *
 * @param mask 0 or not, stored order. Returns the volume to go on with.
 */
export function maskVolume(volume: Volume, mask: Uint8Array): Volume {
  const { voxels } = volume;
  const stored = storedBackground(volume);
  if (stored === null) return intoFloats(volume, mask);
  for (let offset = 0; offset < mask.length; offset += 1) if (mask[offset] === 0) voxels[offset] = stored;
  // another object: what has been found of the volume as it was (`backgroundOf`) is not to be known of this one
  return { ...volume };
}

const integerRanges: Readonly<Record<Exclude<DataType, 'float32' | 'float64'>, readonly [number, number]>> = {
  uint8: [0, 2 ** 8 - 1],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint16: [0, 2 ** 16 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/** The stored value of what `backgroundOf` finds around the brain, so that it finds the same again; null when none has it. */
function storedBackground(volume: Volume): number | null {
  const { dataType, scale } = volume;
  const stored = (backgroundOf(volume).value - scale.intercept) / scale.slope;
  // NaN is background everywhere; 0 is where it comes out as 0 exactly
  if (dataType === 'float32' || dataType === 'float64') {
    const rounded = dataType === 'float32' ? Math.fround(stored) : stored;
    return rounded * scale.slope + scale.intercept === 0 ? rounded : NaN;
  }
  const nearest = Math.round(stored);
  const [least, most] = integerRanges[dataType];
  return nearest >= least && nearest <= most ? nearest : null;
}

/** Real intensities, 0 outside the mask. */
function intoFloats({ shape, affine, voxels, scale }: Volume, mask: Uint8Array): Volume {
  const real: Voxels = new Float32Array(voxels.length);
  for (let offset = 0; offset < mask.length; offset += 1) {
    if (mask[offset] !== 0) real[offset] = (voxels[offset] ?? 0) * scale.slope + scale.intercept;
  }
  return { shape, affine, dataType: 'float32', scale: { slope: 1, intercept: 0 }, voxels: real };
}
