import { isForeground } from '#shared/domain/background.ts';
import { selectPercentiles } from '#shared/domain/percentile.ts';
import { displayBackground, type DisplayVolume, type IntensityWindow } from './display-volume.ts';

/** `soft`: all of the brain without clipping. `strong`: more contrast in tissue. `bright`: only what is brighter than most tissue. */
export const windowPresets = ['soft', 'strong', 'bright'] as const;
export type WindowPreset = (typeof windowPresets)[number];

/** Percentiles of the voxels that are not background, at black and at white. */
const presetPercents: Readonly<Record<WindowPreset, readonly [number, number]>> = {
  soft: [0, 99.98],
  strong: [15, 97],
  bright: [50, 99.9],
};

/** Percentiles need no more voxels than this. */
const largestSample = 2 ** 17;

/**
 * A window from the histogram of the brain: of the voxels that are not background. Null when there are none.
 */
export function presetWindow(volume: DisplayVolume, preset: WindowPreset): IntensityWindow | null {
  const values = sampleForeground(volume);
  if (values.length === 0) return null;
  const [first = 0, second = 0] = selectPercentiles(values, presetPercents[preset]);
  const [low, high] = [Math.min(first, second), Math.max(first, second)];
  return { low, high: high > low ? high : low + 1 };
}

/** Real intensities of evenly spread voxels. */
function sampleForeground(volume: DisplayVolume): Float32Array {
  const { voxels, slope, intercept } = volume;
  const background = displayBackground(volume);
  // odd, so that it walks through the columns of a grid instead of down one of them
  const stride = Math.max(1, Math.floor(voxels.length / largestSample)) | 1;
  const sample = new Float32Array(Math.ceil(voxels.length / stride));
  let taken = 0;
  for (let voxel = 0; voxel < voxels.length; voxel += stride) {
    const real = (voxels[voxel] ?? Number.NaN) * slope + intercept;
    if (!isForeground(real, background)) continue;
    sample[taken] = real;
    taken += 1;
  }
  return sample.subarray(0, taken);
}
