import type { Shape, Vec3 } from './vector.ts';

/**
 * 4x4 matrix, row-major, 16 numbers: index of a voxel's centre -> world millimetres, RAS+
 * (x to the patient's right, y to anterior, z to superior). The last row is 0 0 0 1.
 */
export type Affine = readonly number[];

/** A grid of voxels in the world. */
export interface Geometry {
  readonly shape: Shape;
  readonly affine: Affine;
}

export const identityAffine: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

function at(affine: Affine, index: number): number {
  const value = affine[index];
  if (value === undefined) throw new RangeError(`an affine has 16 numbers, got ${String(affine.length)}`);
  return value;
}

/** Applies the affine to a point: voxel (may lie between centres) -> world mm, or the reverse with an inverse. */
export function transformPoint(affine: Affine, point: Vec3): Vec3 {
  const row = (r: number): number =>
    at(affine, r) * point[0] + at(affine, r + 1) * point[1] + at(affine, r + 2) * point[2] + at(affine, r + 3);
  return [row(0), row(4), row(8)];
}

/** Matrix product `left * right`: applies `right` first. */
export function multiplyAffines(left: Affine, right: Affine): Affine {
  const product: number[] = [];
  for (let r = 0; r < 4; r += 1) {
    for (let c = 0; c < 4; c += 1) {
      let sum = 0;
      for (let k = 0; k < 4; k += 1) sum += at(left, r * 4 + k) * at(right, k * 4 + c);
      product.push(sum);
    }
  }
  return product;
}

/** Determinant of the upper left 3x3 part: negative when the voxel axes are left-handed in RAS+ (as in LPS-stored BraTS: positive). */
export function determinant(affine: Affine): number {
  const [a, b, c, , d, e, f, , g, h, i] = affine as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]; // holds: every Affine has 16 entries, `at` guards the others
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** True when the affine can be inverted and all its numbers are finite. */
export function isInvertible(affine: Affine): boolean {
  return affine.length === 16 && affine.every(Number.isFinite) && Math.abs(determinant(affine)) > 1e-12;
}

/** Inverse of an affine (world mm -> voxel). Throws RangeError when it is singular. */
export function invertAffine(affine: Affine): Affine {
  if (!isInvertible(affine)) throw new RangeError('the affine is singular: it maps the volume onto a plane or a line');
  const m = (r: number, c: number): number => at(affine, r * 4 + c);
  const d = determinant(affine);
  const cofactor = (r1: number, c1: number, r2: number, c2: number): number =>
    (m(r1, c1) * m(r2, c2) - m(r1, c2) * m(r2, c1)) / d;
  const inverse = [
    [cofactor(1, 1, 2, 2), cofactor(0, 2, 2, 1), cofactor(0, 1, 1, 2)],
    [cofactor(1, 2, 2, 0), cofactor(0, 0, 2, 2), cofactor(0, 2, 1, 0)],
    [cofactor(1, 0, 2, 1), cofactor(0, 1, 2, 0), cofactor(0, 0, 1, 1)],
  ] as const;
  const rows = inverse.map(([x, y, z]) => [x, y, z, -(x * m(0, 3) + y * m(1, 3) + z * m(2, 3))]);
  return [...rows.flat(), 0, 0, 0, 1];
}

/** Edge lengths of one voxel along its own x, y, z, in mm. */
export function voxelSpacingMm(affine: Affine): Vec3 {
  const column = (c: number): number => Math.hypot(at(affine, c), at(affine, c + 4), at(affine, c + 8));
  return [column(0), column(1), column(2)];
}

/** Volume of one voxel in millilitres (1 mL = 1000 mm3); sheared grids included. */
export function voxelVolumeMl(affine: Affine): number {
  return Math.abs(determinant(affine)) / 1000;
}

/** Which world axis a voxel axis runs along, and which way: +1 towards right, anterior or superior. */
export interface AxisDirection {
  readonly worldAxis: 0 | 1 | 2;
  readonly sign: 1 | -1;
}

const permutations = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

/**
 * Closest anatomical direction of each voxel axis; each world axis is used once.
 * The assignment maximises the product of the direction cosines, so it is stable for oblique and
 * near-45-degree grids.
 */
export function axisDirections(affine: Affine): readonly [AxisDirection, AxisDirection, AxisDirection] {
  const spacing = voxelSpacingMm(affine);
  const cosine = (worldAxis: number, voxelAxis: 0 | 1 | 2): number =>
    at(affine, worldAxis * 4 + voxelAxis) / (spacing[voxelAxis] || 1);
  let best: (typeof permutations)[number] = permutations[0];
  let bestScore = -1;
  for (const candidate of permutations) {
    const score =
      Math.abs(cosine(candidate[0], 0)) * Math.abs(cosine(candidate[1], 1)) * Math.abs(cosine(candidate[2], 2));
    if (score > bestScore + 1e-9) {
      best = candidate;
      bestScore = score;
    }
  }
  const direction = (voxelAxis: 0 | 1 | 2): AxisDirection => ({
    worldAxis: best[voxelAxis],
    sign: cosine(best[voxelAxis], voxelAxis) < 0 ? -1 : 1,
  });
  return [direction(0), direction(1), direction(2)];
}

/** Three letters, one per voxel axis, of the side it runs *towards*: 'RAS', 'LPS' ... (as nibabel's aff2axcodes). */
export function orientationCode(affine: Affine): string {
  const letters = [
    ['R', 'L'],
    ['A', 'P'],
    ['S', 'I'],
  ] as const;
  return axisDirections(affine)
    .map(({ worldAxis, sign }) => letters[worldAxis][sign > 0 ? 0 : 1])
    .join('');
}

/** True when every voxel axis runs along a world axis, within `toleranceMm` over the whole grid. */
export function isAxisAligned({ shape, affine }: Geometry, toleranceMm = 1e-3): boolean {
  const directions = axisDirections(affine);
  return directions.every(({ worldAxis }, voxelAxis) =>
    [0, 1, 2].every(
      (row) => row === worldAxis || Math.abs(at(affine, row * 4 + voxelAxis)) * (shape[voxelAxis] ?? 1) <= toleranceMm,
    ),
  );
}

/** Largest distance, in mm, between the places two affines give the corners of a grid. */
export function maxCornerDistanceMm(shape: Shape, a: Affine, b: Affine): number {
  let largest = 0;
  for (let corner = 0; corner < 8; corner += 1) {
    const voxel: Vec3 = [corner & 1 ? shape[0] - 1 : 0, corner & 2 ? shape[1] - 1 : 0, corner & 4 ? shape[2] - 1 : 0];
    const p = transformPoint(a, voxel);
    const q = transformPoint(b, voxel);
    largest = Math.max(largest, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
  }
  return largest;
}

/** True when two grids have the same shape and put every voxel in the same place within `toleranceMm`. */
export function isSameGrid(a: Geometry, b: Geometry, toleranceMm = 1e-2): boolean {
  return (
    a.shape.every((size, axis) => size === b.shape[axis]) &&
    maxCornerDistanceMm(a.shape, a.affine, b.affine) <= toleranceMm
  );
}
