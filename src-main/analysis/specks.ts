import { voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { labelComponents } from '#shared/domain/components.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { voxelOffset } from '#shared/domain/vector.ts';
import { boxAround, cutBox } from '#shared/domain/bounding-box.ts';

/**
 * Clears parts of a label map that lie apart (not even corners touch), are smaller than a volume, and in which
 * nothing enhances: a network's noise more often than tumour, while an enhancing focus may be a small metastasis.
 * A label map of nothing but such parts is left as it is: better a small lesion than none.
 *
 * @param labels internal codes on the grid, x fastest; changed in place.
 */
export function clearSpecks(labels: Uint8Array, geometry: Geometry, leastMl: number): void {
  const { shape, affine } = geometry;
  const box = boxAround(labels, labels, shape);
  if (box === null) return;
  const part = cutBox(labels, shape, box);
  const { numbers, sizes } = labelComponents(part, box.shape, 26);
  const leastVoxels = leastMl / voxelVolumeMl(affine);
  const isKept = Array.from(sizes, (size, number) => number === 0 || size >= leastVoxels);
  for (let voxel = 0; voxel < part.length; voxel += 1) {
    if (part[voxel] === internalLabels.et) isKept[numbers[voxel] ?? 0] = true;
  }
  if (!isKept.some((kept, number) => kept && number > 0)) return;
  const [width, height, depth] = box.shape;
  for (let z = 0, voxel = 0; z < depth; z += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = voxelOffset(shape, [box.start[0], box.start[1] + y, box.start[2] + z]);
      for (let x = 0; x < width; x += 1, voxel += 1) {
        if (isKept[numbers[voxel] ?? 0] === false) labels[row + x] = 0;
      }
    }
  }
}
