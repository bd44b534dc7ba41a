import { multiplyAffines, transformPoint, voxelSpacingMm, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { mapAxes, voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';

/** A volume averaged over blocks of voxels. Values are stored ones, float32, x fastest. */
export interface CoarseVolume extends Geometry {
  readonly values: Float32Array<ArrayBuffer>;
}

/**
 * Averages blocks of voxels so that spacings come near `targetMm`; axes that are as coarse already stay.
 * What does not fill a block at the far ends is left out; voxels that are no number count as 0.
 */
export function coarsenVolume(volume: Volume, targetMm: number): CoarseVolume {
  const spacing = voxelSpacingMm(volume.affine);
  const block = mapAxes((axis) => blockLength(volume.shape[axis], spacing[axis], targetMm));
  const shape = mapAxes((axis) => Math.floor(volume.shape[axis] / block[axis]));
  const values = new Float32Array(voxelCount(shape));
  let target = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1, target += 1) {
        values[target] = blockMean(volume, block, [x * block[0], y * block[1], z * block[2]]);
      }
    }
  }
  return { shape, affine: blockAffine(volume.affine, block), values };
}

function blockLength(size: number, spacingMm: number, targetMm: number): number {
  return Math.min(size, Math.max(1, Math.round(targetMm / spacingMm)));
}

function blockMean({ shape, voxels }: Volume, block: Vec3, first: Vec3): number {
  let sum = 0;
  for (let z = first[2]; z < first[2] + block[2]; z += 1) {
    for (let y = first[1]; y < first[1] + block[1]; y += 1) {
      const start = voxelOffset(shape, [first[0], y, z]);
      for (let offset = start; offset < start + block[0]; offset += 1) {
        const value = voxels[offset] ?? 0;
        if (Number.isFinite(value)) sum += value;
      }
    }
  }
  return sum / (block[0] * block[1] * block[2]);
}

/** The first block's centre lies half a block, less half a voxel, from the first voxel's. */
function blockAffine(affine: Affine, block: Vec3): Affine {
  const stretched = multiplyAffines(affine, [block[0], 0, 0, 0, 0, block[1], 0, 0, 0, 0, block[2], 0, 0, 0, 0, 1]);
  const centre = transformPoint(
    affine,
    mapAxes((axis) => (block[axis] - 1) / 2),
  );
  return stretched.map((value, index) => (index % 4 === 3 && index < 12 ? (centre[(index - 3) / 4] ?? 0) : value));
}
