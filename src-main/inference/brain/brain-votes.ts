import { findHoles } from '#shared/domain/holes.ts';
import { labelComponents } from '#shared/domain/components.ts';
import { voxelCount, type Shape } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { engineFailed } from '../engine.ts';
import { sampleForeground } from '../normalisation.ts';
import type { TensorGrid } from '../tensor-grid.ts';

/** What the images of a study say about where its brain is, on the grid of the network. */
export interface BrainVotes {
  /** The network's answer to an image, float32 [1, 2, D, H, W] of `grid.padded`: background, brain. Throws `engine-failed` on NaN. */
  readonly addAnswer: (logits: Float32Array, reached: Uint8Array) => void;
  /** An image that shows nothing but the brain: it is where the image is not background. */
  readonly addStripped: (volume: Volume) => void;
  /** See `BrainField`; null when nothing is brain. The votes are used up. */
  readonly decide: () => Float32Array | null;
}

/** From here on it is the brain. */
export const leastProbability = 0.5;

/** The mean probability over the images, at each voxel over those that reach there. */
export function createBrainVotes(grid: TensorGrid): BrainVotes {
  const size = voxelCount(grid.padded);
  const sums = new Float32Array(size);
  const counts = new Uint8Array(size);
  const add = (index: number, probability: number): void => {
    sums[index] = (sums[index] ?? 0) + probability;
    counts[index] = (counts[index] ?? 0) + 1;
  };
  return {
    addAnswer(logits, reached) {
      for (let index = 0; index < size; index += 1) {
        if (reached[index] === 0) continue;
        const lead = (logits[size + index] ?? 0) - (logits[index] ?? 0);
        // they would pass as nothing, and a head as no brain
        if (Number.isNaN(lead)) throw engineFailed('wrong-numbers', 'values that are no numbers');
        add(index, 1 / (1 + Math.exp(-lead)));
      }
    },
    addStripped(volume) {
      sampleForeground({ walk: grid.tensor, affine: grid.affine }, volume, add);
    },
    decide() {
      for (let index = 0; index < size; index += 1) {
        const count = counts[index] ?? 0;
        if (count > 1) sums[index] = (sums[index] ?? 0) / count;
      }
      return keepBrain(sums, grid) ? sums : null;
    },
  };
}

/**
 * Keeps of the probabilities the largest part (across faces) that is likely enough, without holes: other parts
 * become 0, holes 1. What is less likely stays, for the border to be interpolated. False when there is none.
 */
function keepBrain(probabilities: Float32Array, { padded }: TensorGrid): boolean {
  // the tensor's last axis is its fastest
  const shape: Shape = [padded[2], padded[1], padded[0]];
  const mask = new Uint8Array(probabilities.length);
  for (let index = 0; index < mask.length; index += 1) {
    if ((probabilities[index] ?? 0) >= leastProbability) mask[index] = 1;
  }
  const { numbers, sizes, count } = labelComponents(mask, shape, 6);
  if (count === 0) return false;
  let largest = 1;
  for (let number = 2; number <= count; number += 1) {
    if ((sizes[number] ?? 0) > (sizes[largest] ?? 0)) largest = number;
  }
  for (let index = 0; index < mask.length; index += 1) {
    if (mask[index] === 0 || numbers[index] === largest) continue;
    mask[index] = 0;
    probabilities[index] = 0;
  }
  for (const hole of findHoles(mask, shape)) probabilities[hole] = 1;
  return true;
}
