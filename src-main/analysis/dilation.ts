import { voxelCount, type Shape } from '#shared/domain/vector.ts';
import type { Connectivity } from '#shared/domain/components.ts';

/**
 * A mask grown by a number of voxel steps: in each, every neighbour of what is set is set. Nothing
 * grows beyond the grid.
 *
 * @param mask 0 or not, x fastest.
 * @returns    0 or 1, x fastest.
 */
export function dilate(mask: Uint8Array, shape: Shape, connectivity: Connectivity, steps: number): Uint8Array {
  if (mask.length !== voxelCount(shape)) throw new RangeError(`${voxelCount(shape)} voxels expected`);
  const grown = Uint8Array.from(mask, (value) => (value === 0 ? 0 : 1));
  const neighbours = neighboursOf(connectivity);
  let front: number[] = [];
  for (let voxel = 0; voxel < grown.length; voxel += 1) if (grown[voxel] === 1) front.push(voxel);
  for (let step = 0; step < steps; step += 1) {
    const next: number[] = [];
    for (const voxel of front) growAround(grown, shape, voxel, { neighbours, next });
    front = next;
  }
  return grown;
}

interface Growth {
  readonly neighbours: readonly (readonly [number, number, number])[];
  /** Receives what was newly set. */
  readonly next: number[];
}

function growAround(grown: Uint8Array, shape: Shape, voxel: number, { neighbours, next }: Growth): void {
  const [width, height, depth] = shape;
  const [x, y, z] = [voxel % width, Math.floor(voxel / width) % height, Math.floor(voxel / (width * height))];
  for (const [stepX, stepY, stepZ] of neighbours) {
    const [atX, atY, atZ] = [x + stepX, y + stepY, z + stepZ];
    if (atX < 0 || atY < 0 || atZ < 0 || atX >= width || atY >= height || atZ >= depth) continue;
    const offset = atX + width * (atY + height * atZ);
    if (grown[offset] === 1) continue;
    grown[offset] = 1;
    next.push(offset);
  }
}

function neighboursOf(connectivity: Connectivity): readonly (readonly [number, number, number])[] {
  const axesApart = { 6: 1, 18: 2, 26: 3 }[connectivity];
  const steps = [-1, 0, 1];
  return steps
    .flatMap((x) => steps.flatMap((y) => steps.map((z) => [x, y, z] as const)))
    .filter(([x, y, z]) => {
      const apart = Math.abs(x) + Math.abs(y) + Math.abs(z);
      return apart > 0 && apart <= axesApart;
    });
}
