import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Engine } from './engine.ts';
import { addTile, cutTile, divideByWeights, type TilePlan } from './tiling.ts';

/**
 * Logits of a whole tensor: one pass, or tile by tile and blended.
 *
 * @param tensor     float32 [1, channels, D, H, W], row-major.
 * @param shape      D, H, W.
 * @param onTileDone called with the number of tiles done.
 * @returns          float32 [1, classes, D, H, W].
 */
export async function predictVolume(
  engine: Engine,
  tensor: Float32Array,
  { shape, plan, onTileDone }: { shape: Vec3; plan: TilePlan; onTileDone: (done: number) => void },
): Promise<Float32Array> {
  if (plan.starts.length === 1) return engine.predict(tensor, shape);
  const { tileShape, starts } = plan;
  const channels = tensor.length / voxelCount(shape);
  const tile = new Float32Array(channels * voxelCount(tileShape));
  const weights = new Float32Array(voxelCount(shape));
  let sums = new Float32Array(0);
  for (const [index, start] of starts.entries()) {
    cutTile(tensor, shape, tile, { start, tileShape });
    const logits = await engine.predict(tile, tileShape);
    if (index === 0) sums = new Float32Array((logits.length / voxelCount(tileShape)) * voxelCount(shape));
    addTile(sums, weights, shape, { logits, start, tileShape });
    onTileDone(index + 1);
  }
  divideByWeights(sums, weights);
  return sums;
}
