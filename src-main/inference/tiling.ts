import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';

/** Where a network is run over a tensor too large for one pass: tiles of one shape that overlap. */
export interface TilePlan {
  readonly tileShape: Vec3;
  /** First voxel of each tile along D, H, W; ascending, D first. */
  readonly starts: readonly Vec3[];
  /** How many voxels along D, H, W the tile does not count from an edge inside of the tensor: it has not seen enough there. */
  readonly margin: Vec3;
}

export interface TileLimits {
  /** D, H and W of tiles are multiples of it, and so are their starts: a network with strides sees the same steps then. */
  readonly multipleOf: number;
  /** Whether there is memory for tiles of a shape. */
  readonly fits: (tileShape: Vec3) => boolean;
  /** How far the network looks (`receptiveRadius`); null when it sees all it is given. Asked only where it matters. */
  readonly radius: () => number | null;
}

/** No axis of a tile gets shorter than this: a network that sees less of the brain sees no tumour. */
const shortestTile = 64;

/**
 * The least of how far the network looks that tiles overlap by on either side: what lies beyond weighs little.
 * With less the mask of a faint lesion, decided by a hair everywhere, changes (docs/results.md).
 */
const leastShare = 1 / 2;

/** What it may cost, in passes over the whole, that every voxel sees all around it that it would in one pass. */
const worthwhilePasses = 3;

/**
 * One tile when the whole fits, else the tiles that fit (or as small as they may become).
 *
 * Where the network looks only so far, tiles overlap by twice that and leave away what they have not seen
 * enough around: the answer is that of one pass. Where that would take too long they overlap by less, down to a
 * half, and take more memory than they should rather than overlap by less or be many more: a brain then has its one
 * pass.
 *
 * @param shape D, H, W of the tensor, multiples of `multipleOf`.
 */
export function planTiles(shape: Vec3, limits: TileLimits): TilePlan {
  if (limits.fits(shape)) return coverWith(shape, shape, limits.multipleOf);
  const { multipleOf } = limits;
  const radius = limits.radius();
  if (radius === null) return coverWith(cutLongest(shape, limits), shape, multipleOf);
  const least = Math.max(roundUp(radius * leastShare, multipleOf), multipleOf);
  const smallest = smallestTile(shape, multipleOf);
  const tileShape = mapAxes((axis) => Math.min(shape[axis], Math.max(smallest[axis], 4 * least)));
  const larger = planOf({ tileShape, margin: least }, shape, multipleOf);
  if (larger.starts.length === 1) return larger;
  let cheapest: Candidate | null = null;
  for (let margin = Math.max(roundUp(radius, multipleOf), least); margin >= least; margin -= multipleOf) {
    const candidate = cheapestTiles(shape, margin, limits);
    if (candidate === null) continue;
    if (candidate.voxels <= worthwhilePasses * voxelCount(shape)) return planOf(candidate, shape, multipleOf);
    if (cheapest === null || candidate.voxels < cheapest.voxels) cheapest = candidate;
  }
  // many small tiles cost time and seams: then rather memory
  if (cheapest === null || cheapest.voxels >= larger.starts.length * voxelCount(tileShape)) return larger;
  return planOf(cheapest, shape, multipleOf);
}

/** Tiles of one shape that cover a tensor no smaller than they are, half a tile apart at most, without margins. */
export function coverWith(tileShape: Vec3, shape: Vec3, multipleOf: number): TilePlan {
  const overlap = mapAxes((axis) => {
    const edge = tileShape[axis];
    const unit = edge >= 2 * multipleOf && edge % multipleOf === 0 ? multipleOf : 1;
    return edge - Math.floor(edge / 2 / unit) * unit;
  });
  return { tileShape, starts: startsOf(tileShape, shape, overlap, multipleOf), margin: [0, 0, 0] };
}

interface Candidate {
  readonly tileShape: Vec3;
  readonly margin: number;
  /** All tiles together. */
  readonly voxels: number;
}

function planOf({ tileShape, margin }: Omit<Candidate, 'voxels'>, shape: Vec3, multipleOf: number): TilePlan {
  const overlap = mapAxes(() => 2 * margin);
  return { tileShape, starts: startsOf(tileShape, shape, overlap, multipleOf), margin: mapAxes(() => margin) };
}

/** Of all shapes that fit, the one whose tiles are the fewest voxels together; null when none does. */
function cheapestTiles(shape: Vec3, margin: number, { multipleOf, fits }: TileLimits): Candidate | null {
  const step = roundUp(16, multipleOf);
  const smallest = smallestTile(shape, multipleOf);
  const [alongD, alongH, alongW] = mapAxes((axis) =>
    Array.from({ length: Math.ceil((shape[axis] - smallest[axis]) / step) + 1 }, (_, index) =>
      Math.min(smallest[axis] + index * step, shape[axis]),
    ).filter((edge) => edge === shape[axis] || edge > 2 * margin),
  );
  const count = (axis: 0 | 1 | 2, edge: number): number => tileCount(shape[axis], edge, 2 * margin);
  let best: Candidate | null = null;
  for (const d of alongD) {
    for (const h of alongH) {
      for (const w of alongW) {
        const voxels = count(0, d) * d * count(1, h) * h * count(2, w) * w;
        if ((best === null || voxels < best.voxels) && fits([d, h, w])) best = { tileShape: [d, h, w], margin, voxels };
      }
    }
  }
  return best;
}

/** For a network that sees all it is given: what it is given stays as much like the whole as it can. */
function cutLongest(shape: Vec3, { multipleOf, fits }: TileLimits): Vec3 {
  const smallest = smallestTile(shape, multipleOf);
  const tileShape: [number, number, number] = [...shape];
  while (!fits(tileShape)) {
    const longest = ([0, 1, 2] as const)
      .filter((axis) => tileShape[axis] > smallest[axis])
      .sort((a, b) => tileShape[b] - tileShape[a])[0];
    if (longest === undefined) break;
    tileShape[longest] -= multipleOf;
  }
  return tileShape;
}

function smallestTile(shape: Vec3, multipleOf: number): Vec3 {
  return mapAxes((axis) => Math.min(shape[axis], roundUp(shortestTile, multipleOf)));
}

function roundUp(value: number, multipleOf: number): number {
  return Math.ceil(value / multipleOf) * multipleOf;
}

function startsOf(tileShape: Vec3, shape: Vec3, overlap: Vec3, multipleOf: number): readonly Vec3[] {
  const [along0, along1, along2] = mapAxes((axis) => {
    const count = tileCount(shape[axis], tileShape[axis], overlap[axis]);
    const room = shape[axis] - tileShape[axis];
    const unit = room % multipleOf === 0 && tileShape[axis] % multipleOf === 0 ? multipleOf : 1;
    return Array.from({ length: count }, (_, index) =>
      count === 1 ? 0 : Math.floor((index * room) / (count - 1) / unit) * unit,
    );
  });
  return along0.flatMap((d) => along1.flatMap((h) => along2.map((w): Vec3 => [d, h, w])));
}

/** Tiles along an axis, neighbours overlapping by `overlap` at least. */
function tileCount(size: number, tile: number, overlap: number): number {
  return size <= tile ? 1 : Math.ceil((size - tile) / (tile - overlap)) + 1;
}

/**
 * Copies one tile out of a tensor.
 *
 * @param tensor float32 [channels, D, H, W] of `shape`, row-major.
 * @param tile   float32 [channels, D, H, W] of `tileShape`, overwritten.
 */
export function cutTile(
  tensor: Float32Array,
  shape: Vec3,
  tile: Float32Array,
  { start, tileShape }: { start: Vec3; tileShape: Vec3 },
): void {
  const channels = tile.length / voxelCount(tileShape);
  let part = 0;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let d = 0; d < tileShape[0]; d += 1) {
      for (let h = 0; h < tileShape[1]; h += 1, part += tileShape[2]) {
        const row = ((channel * shape[0] + start[0] + d) * shape[1] + start[1] + h) * shape[2] + start[2];
        tile.set(tensor.subarray(row, row + tileShape[2]), part);
      }
    }
  }
}

/**
 * What the voxels of a tile weigh along one axis: a Gaussian about the tile's centre (deviation an eighth
 * of its edge, as nnU-Net does), so that a voxel is decided by the tile that saw most around it; never
 * quite zero but in the margin of an edge inside of the tensor.
 */
export function axisWeights(
  size: number,
  { start, edge, margin }: { start: number; edge: number; margin: number },
): Float64Array {
  const centre = (edge - 1) / 2;
  const deviation = edge / 8;
  const first = start === 0 ? 0 : margin;
  const last = start + edge === size ? edge : edge - margin;
  return Float64Array.from({ length: edge }, (_, index) =>
    index < first || index >= last ? 0 : Math.max(Math.exp(-((index - centre) ** 2) / (2 * deviation ** 2)), 1e-3),
  );
}
