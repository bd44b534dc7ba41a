import type { Shape, Vec3 } from '#shared/domain/vector.ts';

/**
 * Exact Euclidean distance of every voxel to the nearest set voxel of a mask, in mm.
 *
 * Felzenszwalb & Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 8
 * (2012): the squared distance is the lower envelope of parabolas, one axis after the other, in time
 * linear in the number of voxels.
 *
 * @param mask      0 or not, x fastest.
 * @param spacingMm along x, y, z; voxels need not be cubes.
 * @returns         mm, x fastest; Infinity everywhere when nothing is set.
 */
export function distanceTransformMm(mask: Uint8Array, shape: Shape, spacingMm: Vec3): Float64Array {
  const squared = Float64Array.from(mask, (value) => (value === 0 ? Infinity : 0));
  const strides: Vec3 = [1, shape[0], shape[0] * shape[1]];
  const envelope = createEnvelope(Math.max(...shape));
  for (const axis of [0, 1, 2] as const) {
    const [first, second] = axis === 0 ? ([1, 2] as const) : axis === 1 ? ([0, 2] as const) : ([0, 1] as const);
    for (let a = 0; a < shape[first]; a += 1) {
      for (let b = 0; b < shape[second]; b += 1) {
        const start = a * strides[first] + b * strides[second];
        transformLine(squared, { start, stride: strides[axis], length: shape[axis] }, spacingMm[axis], envelope);
      }
    }
  }
  for (let voxel = 0; voxel < squared.length; voxel += 1) squared[voxel] = Math.sqrt(squared[voxel] ?? 0);
  return squared;
}

interface Line {
  readonly start: number;
  readonly stride: number;
  readonly length: number;
}

/** Room for the parabolas of one line, used again for each. Positions are in mm. */
interface Envelope {
  /** Height and place of the vertex of each parabola of the lower envelope, left to right. */
  readonly heights: Float64Array;
  readonly vertices: Float64Array;
  /** Where each parabola begins to be the lowest. */
  readonly begins: Float64Array;
}

function createEnvelope(length: number): Envelope {
  return { heights: new Float64Array(length), vertices: new Float64Array(length), begins: new Float64Array(length) };
}

/** Replaces f along a line by min over q of (p - q)^2 + f(q). Infinite f makes no parabola. */
function transformLine(squared: Float64Array, line: Line, spacing: number, envelope: Envelope): void {
  const count = buildEnvelope(squared, line, spacing, envelope);
  if (count === 0) return;
  const { heights, vertices, begins } = envelope;
  let lowest = 0;
  for (let step = 0; step < line.length; step += 1) {
    const position = step * spacing;
    while (lowest + 1 < count && (begins[lowest + 1] ?? 0) < position) lowest += 1;
    squared[line.start + step * line.stride] = (position - (vertices[lowest] ?? 0)) ** 2 + (heights[lowest] ?? 0);
  }
}

/** Returns how many parabolas the lower envelope has. */
function buildEnvelope(squared: Float64Array, line: Line, spacing: number, envelope: Envelope): number {
  const { heights, vertices, begins } = envelope;
  let count = 0;
  for (let step = 0; step < line.length; step += 1) {
    const height = squared[line.start + step * line.stride] ?? Infinity;
    if (height === Infinity) continue;
    const vertex = step * spacing;
    let begin = -Infinity;
    while (count > 0) {
      const before = vertices[count - 1] ?? 0;
      begin = (height + vertex ** 2 - (heights[count - 1] ?? 0) - before ** 2) / (2 * (vertex - before));
      if (begin > (begins[count - 1] ?? 0)) break;
      count -= 1;
      begin = -Infinity;
    }
    heights[count] = height;
    vertices[count] = vertex;
    begins[count] = begin;
    count += 1;
  }
  return count;
}
