import { multiplyAffines, type Affine } from '#shared/domain/affine.ts';
import { isForeground } from '#shared/domain/background.ts';
import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { displayBackground, type DisplayLabels, type DisplayVolume } from '../display-volume.ts';
import type { Field } from './surface-nets.ts';

/**
 * One tissue of a label map, on its own voxels within its bounding box; null where there is none of it.
 *
 * Half a voxel's value is its own (1 in the tissue), half the mean of the 3 x 3 x 3 voxels around it: the
 * surface is rounded, and still encloses the tissue's voxels and no other, single ones included.
 */
export function tissueField(labels: DisplayLabels, code: number): Field | null {
  const box = boxOf(labels, code);
  if (box === null) return null;
  const { low, shape } = box;
  const mask = new Float32Array(voxelCount(shape));
  const [sizeX, sizeY] = labels.shape;
  for (let z = 1; z < shape[2] - 1; z += 1) {
    for (let y = 1; y < shape[1] - 1; y += 1) {
      const from = low[0] + sizeX * (low[1] + y + sizeY * (low[2] + z));
      const to = shape[0] * (y + shape[1] * z);
      for (let x = 1; x < shape[0] - 1; x += 1) mask[to + x] = labels.voxels[from + x] === code ? 1 : 0;
    }
  }
  const mean = averageOfThree(averageOfThree(averageOfThree(mask, 1), shape[0]), shape[0] * shape[1]);
  return {
    values: mask.map((own, voxel) => (own + (mean[voxel] ?? 0)) / 2),
    shape,
    affine: movedAndScaled(labels.affine, low, 1),
  };
}

/**
 * What is not background in a volume, on blocks of voxels so that no axis has more than about a hundred;
 * the share of a block that is not background. Null where there is nothing.
 */
export function headField(volume: DisplayVolume): Field | null {
  const block = Math.max(1, Math.ceil(Math.max(...volume.shape) / 100));
  const shape = mapAxes((axis) => Math.ceil(volume.shape[axis] / block) + 2);
  const values = new Float32Array(voxelCount(shape));
  const [sizeX, sizeY, sizeZ] = volume.shape;
  const { voxels, slope, intercept } = volume;
  const background = displayBackground(volume);
  const share = 1 / block ** 3;
  let isEmpty = true;
  for (let z = 0; z < sizeZ; z += 1) {
    for (let y = 0; y < sizeY; y += 1) {
      const from = sizeX * (y + sizeY * z);
      const to = shape[0] * (Math.floor(y / block) + 1 + shape[1] * (Math.floor(z / block) + 1)) + 1;
      for (let x = 0; x < sizeX; x += 1) {
        if (!isForeground((voxels[from + x] ?? NaN) * slope + intercept, background)) continue;
        const at = to + Math.floor(x / block);
        values[at] = (values[at] ?? 0) + share;
        isEmpty = false;
      }
    }
  }
  if (isEmpty) return null;
  const first = (block - 1) / 2 - block; // of the border, in voxels of the volume
  return { values, shape, affine: movedAndScaled(volume.affine, [first, first, first], block) };
}

/** Grid whose voxel 0 lies at `first` of another, each voxel `scale` of the other's wide. */
function movedAndScaled(affine: Affine, first: Vec3, scale: number): Affine {
  return multiplyAffines(affine, [scale, 0, 0, first[0], 0, scale, 0, first[1], 0, 0, scale, first[2], 0, 0, 0, 1]);
}

/** Box around all voxels of a code with two voxels more on each side: room for the mean, and a border outside. */
function boxOf({ voxels, shape }: DisplayLabels, code: number): { low: Vec3; shape: Vec3 } | null {
  const low: [number, number, number] = [...shape];
  const high: [number, number, number] = [-1, -1, -1];
  let voxel = voxels.indexOf(code);
  while (voxel >= 0) {
    const place: Vec3 = [
      voxel % shape[0],
      Math.floor(voxel / shape[0]) % shape[1],
      Math.floor(voxel / (shape[0] * shape[1])),
    ];
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], place[axis]);
      high[axis] = Math.max(high[axis], place[axis]);
    }
    voxel = voxels.indexOf(code, voxel + 1);
  }
  if (high[0] < 0) return null;
  return { low: mapAxes((axis) => low[axis] - 2), shape: mapAxes((axis) => high[axis] - low[axis] + 5) };
}

/** Mean of each number and its two neighbours `stride` away; the borders are 0. */
function averageOfThree(values: Float32Array, stride: number): Float32Array {
  const mean = new Float32Array(values.length);
  for (let at = stride; at < values.length - stride; at += 1) {
    mean[at] = ((values[at - stride] ?? 0) + (values[at] ?? 0) + (values[at + stride] ?? 0)) / 3;
  }
  return mean;
}
