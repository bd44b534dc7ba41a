import type { NiftiArray } from './nifti-read.ts';

/** Of real values, that is after slope and intercept; null when not one of them is finite. */
export interface ArrayStatistics {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/** Of all finite voxels of all frames: NaN and infinities count nowhere (JSON could not hold them either). */
export function measureArray({ voxels, scale }: Pick<NiftiArray, 'voxels' | 'scale'>): ArrayStatistics {
  const { slope, intercept } = scale;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let count = 0;
  for (let index = 0; index < voxels.length; index += 1) {
    const value = (voxels[index] ?? NaN) * slope + intercept;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  return count === 0 ? { min: null, max: null, mean: null } : { min, max, mean: sum / count };
}
