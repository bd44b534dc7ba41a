import { freemem, totalmem } from 'node:os';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { outputChannelCount, type ModelManifest } from './model-manifest.ts';

/** The engine's arena grows by doubling, and repeated runs of it leave holes. */
const tileHeadroom = 0.75;

/**
 * Memory a segmentation may take when nobody says otherwise: most of what is free now. Systems count
 * their caches as used (macOS calls almost nothing free), and a network that sees a part of the brain
 * does worse, so two fifths of all memory are always fair.
 */
export function defaultMemoryBudgetBytes(): number {
  return Math.max(0.8 * freemem(), 0.4 * totalmem());
}

/**
 * Largest tile, in voxels, that stays within a budget. One pass over the whole tensor needs
 * `fixedBytes + voxels * bytesPerVoxel`; tiles need the whole tensor and the summed logits besides.
 */
export function largestTileVoxels(shape: Vec3, manifest: ModelManifest, budgetBytes: number): number {
  const { fixedBytes, bytesPerVoxel } = manifest.cost;
  const whole = voxelCount(shape);
  if (fixedBytes + whole * bytesPerVoxel <= budgetBytes) return whole;
  const floatsPerVoxel = manifest.input.channels.length + outputChannelCount(manifest) + 1;
  const left = budgetBytes - fixedBytes - whole * floatsPerVoxel * 4;
  return Math.max(0, (tileHeadroom * left) / bytesPerVoxel);
}
