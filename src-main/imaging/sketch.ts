import { boxAround, cutBox } from '#shared/domain/bounding-box.ts';
import { invertAffine, isInvertible, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { selectPercentiles } from '#shared/domain/percentile.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';

/** Distance of a sketch's points, mm: fine enough for an enhancing rim, 1/8 of a 1 mm grid's voxels. */
export const sketchSpacingMm = 2;

/**
 * A volume in small: one byte per point of a lattice that all sketches share (world coordinates that
 * are multiples of `sketchSpacingMm`), so that the same place in two files is the same point of two
 * sketches, however their voxels are stored.
 */
export interface Sketch {
  /** Lattice index (world mm / spacing) of the first point along R, A, S. */
  readonly first: Vec3;
  /** Points along R, A, S; R fastest. The box is cropped to the foreground. */
  readonly size: Vec3;
  /** Of the volume. */
  readonly grid: Geometry;
  /** 0: background or outside the grid; 1..255: linear between the 0.05 and 99.95 percentiles of the foreground. */
  readonly values: Uint8Array<ArrayBuffer>;
  readonly foregroundCount: number;
  /** Whether the background is one constant value, as skull stripping leaves it; otherwise it is noise below a threshold. */
  readonly isMasked: boolean;
}

/** Sketches of absurdly large fields of view are refused: nothing is told from them. */
const largestPointCount = 2 ** 24;

const greyPercents = [0.05, 99.95] as const;

/** Fewer points than this are nothing to see. */
const leastForeground = 1000;

/** Share of the points that must have exactly the background's value for it to be a mask, not chance. */
const leastMaskShare = 0.2;

/** Null when there is nothing to see: no finite foreground, one grey level, or a field of view beyond any head. */
export function sketchVolume(volume: Volume): Sketch | null {
  const seen = sampleForeground(volume);
  if (seen === null) return null;
  const { lattice, sampled, foreground, isMasked } = seen;
  const foregroundCount = foreground.length;
  if (foregroundCount < leastForeground) return null;
  const [low = 0, high = 0] = selectPercentiles(foreground, greyPercents);
  if (!(high > low)) return null;
  const values = new Uint8Array(sampled.length);
  const scale = 254 / (high - low);
  for (let point = 0; point < sampled.length; point += 1) {
    const value = sampled[point] ?? NaN;
    if (Number.isNaN(value)) continue;
    values[point] = 1 + Math.round(Math.min(Math.max((value - low) * scale, 0), 254));
  }
  const grid = { shape: volume.shape, affine: volume.affine };
  return { ...cropToForeground(lattice, values), grid, foregroundCount, isMasked };
}

/** Points of the foreground of a volume's sketch, without making one; 0 where there is nothing to see. */
export function countForeground(volume: Volume): number {
  const count = sampleForeground(volume)?.foreground.length ?? 0;
  return count < leastForeground ? 0 : count;
}

interface SampledForeground {
  readonly lattice: Lattice;
  /** NaN where there is no foreground. */
  readonly sampled: Float32Array;
  /** Its values, in order. */
  readonly foreground: Float32Array;
  readonly isMasked: boolean;
}

/** Null for an affine that places nothing, and for a field of view beyond any head. */
function sampleForeground(volume: Volume): SampledForeground | null {
  if (!isInvertible(volume.affine)) return null;
  const lattice = coverWithLattice(volume);
  if (lattice === null) return null;
  const sampled = sampleNearest(volume, lattice);
  const { background, isMasked } = findBackground(sampled);
  return { lattice, sampled, foreground: takeForeground(sampled, background, isMasked), isMasked };
}

/** The values that are foreground, in order; all others become NaN in `sampled`. */
function takeForeground(sampled: Float32Array, background: number, isMasked: boolean): Float32Array {
  const foreground = new Float32Array(sampled.length);
  let count = 0;
  for (let point = 0; point < sampled.length; point += 1) {
    const value = sampled[point] ?? NaN;
    if (Number.isFinite(value) && (isMasked ? value !== background : value > background)) {
      foreground[count] = value;
      count += 1;
    } else {
      sampled[point] = NaN;
    }
  }
  return foreground.subarray(0, count);
}

/** The smallest box that holds all foreground: a third of a BraTS grid. */
function cropToForeground({ first, size }: Lattice, values: Uint8Array): Lattice & Pick<Sketch, 'values'> {
  const box = boxAround(values, values, size) ?? { start: [0, 0, 0], shape: [1, 1, 1] };
  return {
    first: mapAxes((axis) => first[axis] + box.start[axis]),
    size: box.shape,
    values: cutBox(values, size, box),
  };
}

export function foregroundMl({ foregroundCount }: Pick<Sketch, 'foregroundCount'>): number {
  return (foregroundCount * sketchSpacingMm ** 3) / 1000;
}

interface Lattice {
  readonly first: Vec3;
  readonly size: Vec3;
}

function coverWithLattice({ shape, affine }: Geometry): Lattice | null {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner += 1) {
    const voxel: Vec3 = [corner & 1 ? shape[0] - 1 : 0, corner & 2 ? shape[1] - 1 : 0, corner & 4 ? shape[2] - 1 : 0];
    transformPoint(affine, voxel).forEach((mm, axis) => {
      low[axis] = Math.min(low[axis] ?? mm, mm);
      high[axis] = Math.max(high[axis] ?? mm, mm);
    });
  }
  const firstOf = (axis: number): number => Math.ceil((low[axis] ?? 0) / sketchSpacingMm);
  const sizeOf = (axis: number): number =>
    Math.max(1, Math.floor((high[axis] ?? 0) / sketchSpacingMm) - firstOf(axis) + 1);
  const size: Vec3 = [sizeOf(0), sizeOf(1), sizeOf(2)];
  if (!(size[0] * size[1] * size[2] <= largestPointCount)) return null;
  return { first: [firstOf(0), firstOf(1), firstOf(2)], size };
}

/** Stored values times the sign of the slope (order matters, scale does not) at the nearest voxel; NaN outside the grid. */
function sampleNearest({ shape, affine, voxels, scale }: Volume, { first, size }: Lattice): Float32Array<ArrayBuffer> {
  const worldToVoxel = invertAffine(affine);
  const sign = scale.slope < 0 ? -1 : 1;
  const sampled = new Float32Array(size[0] * size[1] * size[2]);
  const [width, height, depth] = shape;
  const [stepX, stepY, stepZ] = columnOf(worldToVoxel, 0);
  for (let k = 0, point = 0; k < size[2]; k += 1) {
    for (let j = 0; j < size[1]; j += 1) {
      const [startX, startY, startZ] = transformPoint(worldToVoxel, [
        first[0] * sketchSpacingMm,
        (first[1] + j) * sketchSpacingMm,
        (first[2] + k) * sketchSpacingMm,
      ]);
      for (let i = 0; i < size[0]; i += 1, point += 1) {
        const x = Math.round(startX + i * stepX);
        const y = Math.round(startY + i * stepY);
        const z = Math.round(startZ + i * stepZ);
        const isInside = x >= 0 && y >= 0 && z >= 0 && x < width && y < height && z < depth;
        sampled[point] = isInside ? (voxels[x + width * (y + height * z)] ?? NaN) * sign : NaN;
      }
    }
  }
  return sampled;
}

/** Voxels travelled along x, y, z per lattice step along one world axis. */
function columnOf(worldToVoxel: Affine, axis: number): Vec3 {
  const row = (r: number): number => (worldToVoxel[r * 4 + axis] ?? 0) * sketchSpacingMm;
  return [row(0), row(1), row(2)];
}

/**
 * The most common value if it is common enough for a mask; else a threshold between air and head. Not the background
 * of `domain/background.ts`, which leaves the air's noise in: here the outline of the head is wanted.
 */
function findBackground(sampled: Float32Array): { background: number; isMasked: boolean } {
  const counts = new Map<number, number>();
  const stride = Math.max(1, Math.floor(sampled.length / 20_011));
  let taken = 0;
  for (let point = 0; point < sampled.length; point += stride) {
    const value = sampled[point] ?? NaN;
    if (!Number.isFinite(value)) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    taken += 1;
  }
  let background = 0;
  let most = 0;
  for (const [value, count] of counts) {
    if (count > most) {
      background = value;
      most = count;
    }
  }
  if (most >= leastMaskShare * taken) return { background, isMasked: true };
  return { background: separateAir(counts), isMasked: false };
}

/** Otsu's threshold (1979) over 256 bins up to the 99th percentile: air and its noise lie below it. */
function separateAir(counts: ReadonlyMap<number, number>): number {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const low = sorted[0]?.[0] ?? 0;
  let seen = 0;
  const high = sorted.find(([, count]) => (seen += count) >= 0.99 * total)?.[0] ?? low;
  const binWidth = (high - low) / 256 || 1;
  const bins = new Float64Array(256);
  for (const [value, count] of sorted) {
    const bin = Math.min(255, Math.floor((value - low) / binWidth));
    bins[bin] = (bins[bin] ?? 0) + count;
  }
  const mean = bins.reduce((sum, count, bin) => sum + count * bin, 0) / total;
  let best = 0;
  let bestSeparation = -1;
  let below = 0;
  let belowSum = 0;
  for (let bin = 0; bin < 255; bin += 1) {
    below += bins[bin] ?? 0;
    belowSum += (bins[bin] ?? 0) * bin;
    if (below === 0 || below === total) continue;
    const separation = (mean * below - belowSum) ** 2 / (below * (total - below));
    if (separation > bestSeparation) {
      best = bin;
      bestSeparation = separation;
    }
  }
  // Otsu cuts half way between air and head; dark tissue lies below that, air noise well below half of it.
  return low + (best + 1) * binWidth * 0.5;
}
