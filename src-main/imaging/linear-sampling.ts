import { invertAffine, multiplyAffines, transformPoint, type Affine } from '#shared/domain/affine.ts';
import { mapAxes, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';

/** A walk over an array: element (i, j, k) lies at `offset + i * strides[0] + j * strides[1] + k * strides[2]`. */
export interface Walk {
  readonly shape: Vec3;
  readonly offset: number;
  readonly strides: Vec3;
}

/** A stored volume, walked as it is stored. */
export function storedWalk(shape: Shape): Walk {
  return { shape, offset: 0, strides: [1, shape[0], shape[0] * shape[1]] };
}

/** What is sampled, and where. */
export interface Sampling {
  readonly target: Walk;
  readonly source: Walk;
  /** Element (i, j, k) of the target -> its centre's place among the source's elements; need not be a whole number. */
  readonly targetToSource: Affine;
  /**
   * How far beyond the outer centres, in elements, the outermost element still counts; 0.5 is up to its
   * outer face, as the views show it. Farther out there is nothing, and `visit` is not called.
   */
  readonly reach: number;
}

/** What `sampleLinearly` calls: the target's offset, and offsets and weights of the eight source neighbours (reused arrays). */
export type VisitSample = (target: number, offsets: Int32Array, weights: Float64Array) => void;

/** Places this close to a centre, in elements, are that centre: headers round, and a permuted grid is to be exact. */
const snapElements = 1e-4;

/**
 * Trilinear sampling of one walk at the places of another, the arithmetic on values left to `visit`.
 * Neighbours are those of the place itself: nothing is averaged over when the target is coarser.
 */
export function sampleLinearly({ target, source, targetToSource, reach }: Sampling, visit: VisitSample): void {
  const [alongX, alongY, alongZ] = lastAxisStep(targetToSource);
  const places = [0, 1, 2].map(() => ({ lower: 0, share: 0 })) as [AxisPlace, AxisPlace, AxisPlace]; // holds: three axes
  const offsets = new Int32Array(8);
  const weights = new Float64Array(8);
  for (let i = 0; i < target.shape[0]; i += 1) {
    for (let j = 0; j < target.shape[1]; j += 1) {
      const [startX, startY, startZ] = transformPoint(targetToSource, [i, j, 0]);
      let at = target.offset + i * target.strides[0] + j * target.strides[1];
      for (let k = 0; k < target.shape[2]; k += 1) {
        const isInside =
          place(places[0], startX + k * alongX, source.shape[0], reach) &&
          place(places[1], startY + k * alongY, source.shape[1], reach) &&
          place(places[2], startZ + k * alongZ, source.shape[2], reach);
        if (isInside) {
          gatherNeighbours(source, places, offsets, weights);
          visit(at, offsets, weights);
        }
        at += target.strides[2];
      }
    }
  }
}

/** Places in the world that values are wanted at. */
export interface WorldWalk {
  readonly walk: Walk;
  /** Element -> world mm of its centre. */
  readonly affine: Affine;
}

/**
 * Real intensities of a volume at the elements of another grid, wherever that lies, trilinear over what is finite.
 *
 * @param visit called where the volume reaches, to the outer faces of its voxels; NaN where less than half of what
 *              interpolation weighs is finite.
 */
export function sampleIntensities(
  { walk, affine }: WorldWalk,
  { shape, affine: volumeAffine, voxels, scale }: Volume,
  visit: (target: number, value: number) => void,
): void {
  const targetToSource = multiplyAffines(invertAffine(volumeAffine), affine);
  sampleLinearly(
    { target: walk, source: storedWalk(shape), targetToSource, reach: 0.5 },
    (target, offsets, weights) => {
      let sum = 0;
      let weight = 0;
      for (let corner = 0; corner < 8; corner += 1) {
        const share = weights[corner] ?? 0;
        const value = (voxels[offsets[corner] ?? 0] ?? NaN) * scale.slope + scale.intercept;
        if (share === 0 || !Number.isFinite(value)) continue;
        sum += share * value;
        weight += share;
      }
      visit(target, weight >= 0.5 ? sum / weight : NaN);
    },
  );
}

function lastAxisStep(targetToSource: Affine): Vec3 {
  const start = transformPoint(targetToSource, [0, 0, 0]);
  const next = transformPoint(targetToSource, [0, 0, 1]);
  return mapAxes((axis) => next[axis] - start[axis]);
}

interface AxisPlace {
  /** The element at or below the place. */
  lower: number;
  /** Share of the next element; 0 when the place is a centre. */
  share: number;
}

/** False when the place is out of reach. */
function place(axis: AxisPlace, position: number, size: number, reach: number): boolean {
  if (!(position >= -reach && position < size - 1 + reach)) return false;
  const nearest = Math.round(position);
  const snapped = Math.abs(position - nearest) < snapElements ? nearest : position;
  const clamped = Math.min(Math.max(snapped, 0), size - 1);
  axis.lower = Math.floor(clamped);
  axis.share = clamped - axis.lower;
  return true;
}

function gatherNeighbours(
  { offset, strides }: Walk,
  [x, y, z]: readonly [AxisPlace, AxisPlace, AxisPlace],
  offsets: Int32Array,
  weights: Float64Array,
): void {
  const first = offset + x.lower * strides[0] + y.lower * strides[1] + z.lower * strides[2];
  // a neighbour without weight is the element itself: it always exists
  const stepX = x.share > 0 ? strides[0] : 0;
  const stepY = y.share > 0 ? strides[1] : 0;
  const stepZ = z.share > 0 ? strides[2] : 0;
  for (let corner = 0; corner < 8; corner += 1) {
    const isUpperX = (corner & 1) !== 0;
    const isUpperY = (corner & 2) !== 0;
    const isUpperZ = (corner & 4) !== 0;
    offsets[corner] = first + (isUpperX ? stepX : 0) + (isUpperY ? stepY : 0) + (isUpperZ ? stepZ : 0);
    weights[corner] =
      (isUpperX ? x.share : 1 - x.share) * (isUpperY ? y.share : 1 - y.share) * (isUpperZ ? z.share : 1 - z.share);
  }
}
