import { invertAffine, isSameGrid, multiplyAffines, type Geometry } from '../affine.ts';
import type { Volume } from '../volume.ts';

/**
 * Whether the intensity at a voxel of a grid lies within bounds, both included. On another grid than
 * the volume's, the intensity is that of the volume's voxel the place lies in; outside it, and where it
 * is no number, the answer is no.
 */
export function createIntensityTest(
  volume: Pick<Volume, 'shape' | 'affine' | 'voxels'> & Volume['scale'],
  grid: Geometry,
  { low, high }: { readonly low: number; readonly high: number },
): (offset: number) => boolean {
  const { voxels, slope, intercept } = volume;
  const isWithin = (index: number): boolean => {
    const value = (voxels[index] ?? Number.NaN) * slope + intercept;
    return value >= low && value <= high;
  };
  if (isSameGrid(volume, grid)) return isWithin;
  const toVolume = multiplyAffines(invertAffine(volume.affine), grid.affine);
  const [sizeX, sizeY] = grid.shape;
  return (offset) => {
    const x = offset % sizeX;
    const y = Math.floor(offset / sizeX) % sizeY;
    const z = Math.floor(offset / (sizeX * sizeY));
    const along = (row: 0 | 4 | 8): number =>
      Math.floor(
        (toVolume[row] ?? 0) * x +
          (toVolume[row + 1] ?? 0) * y +
          (toVolume[row + 2] ?? 0) * z +
          (toVolume[row + 3] ?? 0) +
          0.5,
      );
    const [i, j, k] = [along(0), along(4), along(8)];
    const [width, height, depth] = volume.shape;
    const isInside = i >= 0 && j >= 0 && k >= 0 && i < width && j < height && k < depth;
    return isInside && isWithin(i + width * (j + height * k));
  };
}
