import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { FlipDirection } from '#shared/domain/uncertainty.ts';
import type { ModelManifest } from './model-manifest.ts';

/** Axes of a tensor [D, H, W] that are mirrored. */
export type Flip = readonly (0 | 1 | 2)[];

const lettersOf: Readonly<Record<FlipDirection, string>> = {
  'left-right': 'LR',
  'anterior-posterior': 'AP',
  'superior-inferior': 'SI',
};

/**
 * Every way of mirroring along some of the directions, the plain one first: 2, 4 or 8.
 *
 * @param axes side of the patient each of D, H, W runs towards, such as 'LPS'.
 */
export function flipCombinations(axes: string, directions: readonly FlipDirection[]): readonly Flip[] {
  const mirrored = ([0, 1, 2] as const).filter((axis) =>
    directions.some((direction) => lettersOf[direction].includes(axes[axis] ?? '-')),
  );
  return mirrored.reduce<readonly Flip[]>((flips, axis) => [...flips, ...flips.map((flip) => [...flip, axis])], [[]]);
}

/** How many passes a thorough segmentation takes: 1 where the network was not taught mirrored images. */
export function thoroughPasses({ input, training }: Pick<ModelManifest, 'input' | 'training'>): number {
  return flipCombinations(input.axes, training?.flips ?? []).length;
}

/**
 * Mirrors every channel of a tensor in place; done twice, nothing has happened.
 *
 * @param values [channels, D, H, W], row-major.
 * @param shape  D, H, W.
 */
export function flipInPlace(values: Float32Array, shape: Vec3, flip: Flip): void {
  for (const axis of flip) flipAxis(values, shape, axis);
}

function flipAxis(values: Float32Array, shape: Vec3, axis: 0 | 1 | 2): void {
  const length = shape[axis];
  const inner = axis === 2 ? 1 : axis === 1 ? shape[2] : shape[1] * shape[2];
  const outer = axis === 0 ? voxelCount(shape) : length * inner;
  if (inner === 1) {
    for (let start = 0; start < values.length; start += length) values.subarray(start, start + length).reverse();
    return;
  }
  const kept = new Float32Array(inner);
  for (let start = 0; start < values.length; start += outer) {
    for (let near = 0, far = length - 1; near < far; near += 1, far -= 1) {
      const [nearStart, farStart] = [start + near * inner, start + far * inner];
      kept.set(values.subarray(nearStart, nearStart + inner));
      values.copyWithin(nearStart, farStart, farStart + inner);
      values.set(kept, farStart);
    }
  }
}
