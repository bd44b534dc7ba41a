import { freemem, totalmem } from 'node:os';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { ModelManifest } from './model-manifest.ts';

/**
 * Memory a segmentation may take when nobody says otherwise: most of what is free now. Systems that
 * count their caches as used (macOS) call almost nothing free, so a quarter of all memory is always fair.
 */
export function defaultMemoryBudgetBytes(): number {
  return Math.max(0.7 * freemem(), 0.25 * totalmem());
}

/**
 * Largest tile, in voxels, that stays within a budget. One pass over the whole tensor needs
 * `fixedBytes + voxels * bytesPerVoxel`; tiles need the whole tensor and the summed logits besides.
 */
export function largestTileVoxels(shape: Vec3, manifest: ModelManifest, budgetBytes: number): number {
  const { fixedBytes, bytesPerVoxel } = manifest.cost;
  const whole = voxelCount(shape);
  if (fixedBytes + whole * bytesPerVoxel <= budgetBytes) return whole;
  const floatsPerVoxel = manifest.input.channels.length + manifest.output.labels.length + 1;
  return Math.max(0, (budgetBytes - fixedBytes - whole * floatsPerVoxel * 4) / bytesPerVoxel);
}
