import { totalmem } from 'node:os';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { ModelManifest } from './model-manifest.ts';
import { outputChannelCount } from './model-weights.ts';

/** The engine's arena grows by doubling, and repeated runs of it leave holes. */
const tileHeadroom = 0.75;

/** What of a study is held beside the tensor: the brain, the labels and how sure they are, a byte each. */
const bytesOfStudyVoxel = 3;

/** What this process may use: of the machine, or of the container it runs in. Bytes. */
export interface SystemMemory {
  readonly available: number;
  readonly total: number;
}

function systemMemory(): SystemMemory {
  // without a limit of its own a process is told a number beyond all memory
  return { available: process.availableMemory(), total: Math.min(totalmem(), process.constrainedMemory() || Infinity) };
}

/** With the backend's own part, half a metre of head at 1 mm stays below 8 GB (docs/results.md). */
const largestDefaultBytes = 6e9;

/**
 * Memory a segmentation may take when nobody says otherwise: most of what is free now. Systems count
 * their caches as used (macOS calls almost nothing free), and a network that sees a part of the brain
 * may do worse, so two fifths of all memory are always fair. No head as scanned needs more than the limit in
 * one pass, and what else the user has open needs room too, however much there is.
 */
export function defaultMemoryBudgetBytes({ available, total }: SystemMemory = systemMemory()): number {
  return Math.min(Math.max(0.8 * available, 0.4 * total), largestDefaultBytes);
}

/**
 * Whether a tensor of `shape`, run in tiles of `tileShape`, stays within a budget. One pass over the whole
 * needs `fixedBytes + voxels * bytesPerVoxel`; tiles need the whole tensor besides, and the summed logits
 * with their weights, as far as a tile reaches along D (`predict-volume.ts`).
 */
export function fitsBudget(shape: Vec3, manifest: ModelManifest, budgetBytes: number, tileShape: Vec3): boolean {
  const { fixedBytes, bytesPerVoxel } = manifest.cost;
  const [whole, tile] = [voxelCount(shape), voxelCount(tileShape)];
  if (tile >= whole) return fixedBytes + whole * bytesPerVoxel <= budgetBytes;
  const outputs = outputChannelCount(manifest);
  const held = whole * (4 * manifest.input.channels.length + bytesOfStudyVoxel);
  const sums = (tileShape[0] + 1) * shape[1] * shape[2] * 4 * (outputs + 1);
  return fixedBytes + held + sums + (tile * bytesPerVoxel) / tileHeadroom <= budgetBytes;
}
