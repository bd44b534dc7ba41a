import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { wholeAnswer, type AnswerPlanes } from './answer-planes.ts';
import { axisWeights, cutTile, type TilePlan } from './tiling.ts';

export interface VolumePrediction {
  /** D, H, W of the tensor. */
  readonly shape: Vec3;
  readonly plan: TilePlan;
  /** The network's answer to a tile, float32 [channels, D, H, W] of `tileShape`; the tile is as it was when it returns. */
  readonly predictTile: (tile: Float32Array, tileShape: Vec3) => Promise<Float32Array>;
  /** Given all planes of the answer in order; each after the first time begins with the last of the time before. They are overwritten afterwards. */
  readonly onPlanes: (planes: AnswerPlanes) => void;
}

/**
 * A network's answer to a whole tensor: one pass, or tile by tile and blended. Of the answer only the planes
 * (along D) that tiles still lie over are held; `onPlanes` takes what is finished.
 *
 * @param tensor float32 [1, channels, D, H, W], row-major.
 */
export async function predictVolume(tensor: Float32Array, prediction: VolumePrediction): Promise<void> {
  const { shape, plan, predictTile, onPlanes } = prediction;
  const { tileShape, starts } = plan;
  if (starts.length === 1) {
    onPlanes(wholeAnswer(await predictTile(tensor, shape), shape));
    return;
  }
  const tile = new Float32Array((tensor.length / voxelCount(shape)) * voxelCount(tileShape));
  let blend: Blend | null = null;
  for (const start of starts) {
    cutTile(tensor, shape, tile, { start, tileShape });
    const answer = await predictTile(tile, tileShape);
    blend ??= createBlend(shape, plan, answer.length / voxelCount(tileShape));
    finishPlanes(blend, start[0], onPlanes);
    addTile(blend, answer, start);
  }
  if (blend !== null) finishPlanes(blend, shape[0], onPlanes);
}

/** The planes of the answer that tiles lie over, and one before. */
interface Blend {
  readonly shape: Vec3;
  readonly plan: TilePlan;
  /** Weighted sums, float32 [channels, planes, H, W]. */
  readonly sums: Float32Array;
  /** Summed weights, float32 [planes, H, W]. */
  readonly weights: Float32Array;
  readonly channelStride: number;
  /** D of the first plane held. */
  first: number;
  /** D of the first plane not handed on yet. */
  next: number;
}

function createBlend(shape: Vec3, plan: TilePlan, channels: number): Blend {
  const planes = Math.min(plan.tileShape[0] + 1, shape[0]);
  const channelStride = planes * shape[1] * shape[2];
  const sums = new Float32Array(channels * channelStride);
  return { shape, plan, sums, weights: new Float32Array(channelStride), channelStride, first: 0, next: 0 };
}

/** Adds a tile's answer, weighted. */
function addTile({ shape, plan, sums, weights, channelStride, first }: Blend, answer: Float32Array, start: Vec3): void {
  const { tileShape, margin } = plan;
  const [alongD, alongH, alongW] = mapAxes((axis) =>
    axisWeights(shape[axis], { start: start[axis], edge: tileShape[axis], margin: margin[axis] }),
  );
  const size = voxelCount(tileShape);
  for (let d = 0, part = 0; d < tileShape[0]; d += 1) {
    for (let h = 0; h < tileShape[1]; h += 1, part += tileShape[2]) {
      const rowWeight = (alongD[d] ?? 0) * (alongH[h] ?? 0);
      if (rowWeight === 0) continue;
      const row = ((start[0] + d - first) * shape[1] + start[1] + h) * shape[2] + start[2];
      for (let w = 0; w < tileShape[2]; w += 1) {
        const weight = rowWeight * (alongW[w] ?? 0);
        if (weight === 0) continue;
        weights[row + w] = (weights[row + w] ?? 0) + weight;
        for (let from = part + w, to = row + w; from < answer.length; from += size, to += channelStride) {
          sums[to] = (sums[to] ?? 0) + weight * (answer[from] ?? 0);
        }
      }
    }
  }
}

/** Hands on the planes before `end`, which no further tile lies over, and lets go of all but the last of them. */
function finishPlanes(blend: Blend, end: number, onPlanes: VolumePrediction['onPlanes']): void {
  const { shape, sums, weights, channelStride, first, next } = blend;
  if (end === next) return;
  const plane = shape[1] * shape[2];
  const [from, to] = [(next - first) * plane, (end - first) * plane];
  for (let channel = 0; channel < sums.length; channel += channelStride) {
    for (let voxel = from; voxel < to; voxel += 1) {
      const at = channel + voxel;
      sums[at] = (sums[at] ?? 0) / (weights[voxel] ?? 1);
    }
  }
  onPlanes({ values: sums, channelStride, planeStride: plane, start: first, end });
  const kept = to - plane;
  for (let channel = 0; channel < sums.length; channel += channelStride) {
    sums.copyWithin(channel, channel + kept, channel + channelStride);
    sums.fill(0, channel + channelStride - kept, channel + channelStride);
  }
  weights.copyWithin(0, kept);
  weights.fill(0, channelStride - kept);
  blend.first = end - 1;
  blend.next = end;
}
