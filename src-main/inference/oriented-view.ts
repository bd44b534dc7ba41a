import { axisDirections, transformPoint, voxelSpacingMm, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';

/**
 * Another walk over a stored volume: element (i, j, k) of the view lies at
 * `offset + i * strides[0] + j * strides[1] + k * strides[2]` of the stored array. Axis permutations,
 * flips and crops are all of this form, so no voxel is ever moved and the way back is the way there.
 */
export interface OrientedView {
  readonly shape: Vec3;
  readonly offset: number;
  readonly strides: Vec3;
  readonly spacingMm: Vec3;
  /** Element (i, j, k) -> world mm of its centre. */
  readonly affine: Affine;
  /** The grid that is walked. */
  readonly stored: Geometry;
}

const sides = {
  R: { worldAxis: 0, sign: 1 },
  L: { worldAxis: 0, sign: -1 },
  A: { worldAxis: 1, sign: 1 },
  P: { worldAxis: 1, sign: -1 },
  S: { worldAxis: 2, sign: 1 },
  I: { worldAxis: 2, sign: -1 },
} as const;

/**
 * The stored grid, walked along anatomical axes.
 *
 * @param axes three letters of R L A P S I: the side each axis of the view runs towards. On an oblique
 *             grid the closest voxel axis is taken; nothing is rotated.
 */
export function orientView(stored: Geometry, axes: string): OrientedView {
  const { shape, affine } = stored;
  const directions = axisDirections(affine);
  const spacingMm = voxelSpacingMm(affine);
  const storedStrides: Vec3 = [1, shape[0], shape[0] * shape[1]];
  const origin: [number, number, number] = [0, 0, 0];
  let offset = 0;
  const view = Array.from(axes, (letter) => {
    const side = isSide(letter) ? sides[letter] : undefined;
    const voxelAxis = directions.findIndex(({ worldAxis }) => worldAxis === side?.worldAxis);
    const [size, stride, spacing] = [shape[voxelAxis], storedStrides[voxelAxis], spacingMm[voxelAxis]];
    if (side === undefined || size === undefined || stride === undefined || spacing === undefined) {
      throw new RangeError(`axes must name three sides of the patient, got ${axes}`);
    }
    const isFlipped = directions[voxelAxis]?.sign !== side.sign;
    if (isFlipped) {
      offset += (size - 1) * stride;
      origin[voxelAxis] = size - 1;
    }
    const direction = isFlipped ? -1 : 1;
    const column = mapAxes((row) => direction * (affine[4 * row + voxelAxis] ?? 0));
    return { size, stride: direction * stride, spacing, column };
  });
  const [first, second, third] = view;
  if (first === undefined || second === undefined || third === undefined || view.length !== 3) {
    throw new RangeError(`axes must name three sides of the patient, got ${axes}`);
  }
  return {
    shape: [first.size, second.size, third.size],
    offset,
    strides: [first.stride, second.stride, third.stride],
    spacingMm: [first.spacing, second.spacing, third.spacing],
    affine: affineOf([first.column, second.column, third.column], transformPoint(affine, origin)),
    stored,
  };
}

function affineOf(columns: readonly [Vec3, Vec3, Vec3], origin: Vec3): Affine {
  const rows = mapAxes((row) => [columns[0][row], columns[1][row], columns[2][row], origin[row]]);
  return [...rows.flat(), 0, 0, 0, 1];
}

/** Part of a view: `shape` elements from `start`. */
export function cropView(view: OrientedView, start: Vec3, shape: Vec3): OrientedView {
  const { strides } = view;
  const offset = view.offset + start[0] * strides[0] + start[1] * strides[1] + start[2] * strides[2];
  const affine = view.affine.slice();
  transformPoint(view.affine, start).forEach((mm, row) => (affine[4 * row + 3] = mm));
  return { ...view, shape, offset, affine };
}

/**
 * Smallest part of a view that holds every non-zero element of a mask; null when there is none.
 *
 * @param mask on the stored grid, in its stored order.
 */
export function cropToMask(view: OrientedView, mask: Uint8Array): OrientedView | null {
  const { shape, strides } = view;
  const low: [number, number, number] = [shape[0], shape[1], shape[2]];
  const high: [number, number, number] = [-1, -1, -1];
  for (let i = 0; i < shape[0]; i += 1) {
    for (let j = 0; j < shape[1]; j += 1) {
      const row = view.offset + i * strides[0] + j * strides[1];
      const first = firstSet(mask, row, strides[2], shape[2]);
      if (first === shape[2]) continue;
      const last = shape[2] - 1 - firstSet(mask, row + (shape[2] - 1) * strides[2], -strides[2], shape[2]);
      low[0] = Math.min(low[0], i);
      low[1] = Math.min(low[1], j);
      low[2] = Math.min(low[2], first);
      high[0] = Math.max(high[0], i);
      high[1] = Math.max(high[1], j);
      high[2] = Math.max(high[2], last);
    }
  }
  if (high[0] < 0) return null;
  return cropView(view, low, [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1]);
}

/** Steps from `start` to the first non-zero element; `count` when all are zero. */
function firstSet(mask: Uint8Array, start: number, stride: number, count: number): number {
  let offset = start;
  for (let step = 0; step < count; step += 1) {
    if (mask[offset] !== 0) return step;
    offset += stride;
  }
  return count;
}

function isSide(letter: string): letter is keyof typeof sides {
  return letter in sides;
}
