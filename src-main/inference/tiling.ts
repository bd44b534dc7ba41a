import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';

/** Where a network is run over a tensor too large for one pass: tiles of one shape, overlapping by half or more. */
export interface TilePlan {
  readonly tileShape: Vec3;
  /** First voxel of each tile along D, H, W. */
  readonly starts: readonly Vec3[];
}

/** No axis of a tile gets shorter than this: a network that sees less of the brain sees no tumour. */
const shortestTile = 64;

/**
 * One tile when the whole fits, else tiles of at most `maxVoxels` voxels (or as small as they may become).
 *
 * @param shape D, H, W of the tensor, multiples of `multipleOf`.
 */
export function planTiles(shape: Vec3, maxVoxels: number, multipleOf: number): TilePlan {
  const smallest = mapAxes((axis) => Math.min(shape[axis], Math.ceil(shortestTile / multipleOf) * multipleOf));
  const tileShape: [number, number, number] = [...shape];
  while (voxelCount(tileShape) > maxVoxels) {
    const longest = ([0, 1, 2] as const)
      .filter((axis) => tileShape[axis] > smallest[axis])
      .sort((a, b) => tileShape[b] - tileShape[a])[0];
    if (longest === undefined) break;
    tileShape[longest] -= multipleOf;
  }
  return coverWith(tileShape, shape);
}

/** Tiles of one shape that cover a tensor no smaller than they are. */
export function coverWith(tileShape: Vec3, shape: Vec3): TilePlan {
  const [along0, along1, along2] = mapAxes((axis) => tileStarts(shape[axis], tileShape[axis]));
  const starts = along0.flatMap((d) => along1.flatMap((h) => along2.map((w): Vec3 => [d, h, w])));
  return { tileShape, starts };
}

/** Evenly spread starts, half a tile apart at most, the first at the beginning and the last at the end. */
function tileStarts(size: number, tile: number): readonly number[] {
  const count = Math.ceil((size - tile) / (tile / 2)) + 1;
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (size - tile)) / (count - 1)),
  );
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
  at: { start: Vec3; tileShape: Vec3 },
): void {
  forEachRow(shape, at, tile.length / voxelCount(at.tileShape), (whole, part) => {
    tile.set(tensor.subarray(whole, whole + at.tileShape[2]), part);
  });
}

/**
 * Adds a tile's logits to the whole, weighted by a Gaussian about the tile's centre (deviation an eighth
 * of its edge, as nnU-Net does), so that a voxel is decided by the tile that saw most around it.
 *
 * @param sums    float32 [classes, D, H, W] of `shape`; added to in place.
 * @param weights float32 [D, H, W] of `shape`; added to in place.
 */
export function addTile(
  sums: Float32Array,
  weights: Float32Array,
  shape: Vec3,
  tile: { logits: Float32Array; start: Vec3; tileShape: Vec3 },
): void {
  const [alongD, alongH, alongW] = mapAxes((axis) => gaussian(tile.tileShape[axis]));
  const size = voxelCount(shape);
  forEachRow(shape, tile, tile.logits.length / voxelCount(tile.tileShape), (whole, part, d, h) => {
    const rowWeight = (alongD[d] ?? 0) * (alongH[h] ?? 0);
    for (let w = 0; w < tile.tileShape[2]; w += 1) {
      const weight = rowWeight * (alongW[w] ?? 0);
      sums[whole + w] = (sums[whole + w] ?? 0) + weight * (tile.logits[part + w] ?? 0);
      if (whole < size) weights[whole + w] = (weights[whole + w] ?? 0) + weight;
    }
  });
}

/** Divides summed logits by the summed weights, in place. */
export function divideByWeights(sums: Float32Array, weights: Float32Array): void {
  for (let index = 0, voxel = 0; index < sums.length; index += 1) {
    sums[index] = (sums[index] ?? 0) / (weights[voxel] ?? 1);
    voxel = voxel + 1 === weights.length ? 0 : voxel + 1;
  }
}

/** Never quite zero, so that every voxel some tile covers has a weight that can be divided by. */
function gaussian(length: number): Float64Array {
  const centre = (length - 1) / 2;
  const deviation = length / 8;
  return Float64Array.from({ length }, (_, index) =>
    Math.max(Math.exp(-((index - centre) ** 2) / (2 * deviation ** 2)), 1e-3),
  );
}

type VisitRow = (whole: number, part: number, d: number, h: number) => void;

/** Calls `visit` with the offsets of every row (along W) of a tile, in the whole and in the tile, channel by channel. */
function forEachRow(shape: Vec3, tile: { start: Vec3; tileShape: Vec3 }, channels: number, visit: VisitRow): void {
  const { start, tileShape } = tile;
  for (let channel = 0; channel < channels; channel += 1) {
    for (let d = 0; d < tileShape[0]; d += 1) {
      for (let h = 0; h < tileShape[1]; h += 1) {
        const row = (start[0] + d) * shape[1] + start[1] + h;
        const whole = channel * voxelCount(shape) + row * shape[2] + start[2];
        const part = ((channel * tileShape[0] + d) * tileShape[1] + h) * tileShape[2];
        visit(whole, part, d, h);
      }
    }
  }
}
