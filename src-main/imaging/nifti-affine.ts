import { isInvertible, voxelSpacingMm, type Affine } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { NiftiGeometryHeader } from './nifti-header.ts';

/** Transform codes the standard knows (0 is "unknown"); nibabel takes others for 0, and so do we. */
const knownCodes: ReadonlySet<number> = new Set([1, 2, 3, 4, 5]);

/**
 * Affine of a header: the sform when it is set, else the qform, else voxel sizes alone.
 *
 * The rule, and the centred, x-flipped grid of the last case, are nibabel's (`get_best_affine`), so
 * that both place every voxel alike, in the header's own numbers: what these measure, `length-units.ts` says.
 *
 * @throws GlioscopeError damaged-file (reason `position`) when the result cannot be inverted.
 */
export function computeAffine(header: NiftiGeometryHeader, file: string): Affine {
  const affine = affineOfHeader(header);
  if (isInvertible(affine)) return affine;
  throw badPosition(affine, file);
}

export function badPosition(affine: Affine, file: string): GlioscopeError {
  return new GlioscopeError('damaged-file', { file, reason: 'position' }, { detail: `affine ${affine.join(' ')}` });
}

/** As `computeAffine`, unchecked: what says nothing sensible gives a singular matrix, or NaN. */
export function affineOfHeader(header: NiftiGeometryHeader): Affine {
  if (isTransformSet(header.sformCode)) return [...header.srow, 0, 0, 0, 1];
  if (isTransformSet(header.qformCode)) return qformAffine(header);
  return affineOfVoxelSizes(header);
}

/** Whether a transform of this code counts. */
export function isTransformSet(code: number): boolean {
  return knownCodes.has(code);
}

/** Edge lengths; a 0 counts as 1 and a sign is dropped, as nibabel mends them. */
function voxelSizes({ pixdim }: NiftiGeometryHeader): Vec3 {
  const size = (axis: number): number => (pixdim[axis] === 0 ? 1 : Math.abs(pixdim[axis] ?? 1));
  return [size(1), size(2), size(3)];
}

/** Axes the header does not count have one voxel of 1 mm. */
function affineOfVoxelSizes(header: NiftiGeometryHeader): Affine {
  const axes = header.dim[0] ?? 0;
  const [dx, dy, dz] = voxelSizes(header).map((size, axis) => (axis < axes ? size : 1)) as [number, number, number]; // holds: map keeps the length
  const middle = (axis: number): number => (axis <= axes ? ((header.dim[axis] ?? 1) - 1) / 2 : 0);
  return [-dx, 0, 0, middle(1) * dx, 0, dy, 0, -middle(2) * dy, 0, 0, dz, -middle(3) * dz, 0, 0, 0, 1];
}

/** Squared length of b, c, d above 1 that passes for rounding; beyond it the three numbers are no quaternion. */
const quaternionTolerance = 1e-3;

/**
 * What rounding alone can leave of 1 - b² - c² - d² in a half turn, in the floats of either version; its root would
 * tilt the grid. For float32 it is nifti1_io.c's limit: nibabel's newer 3.6e-7 swallows tilts that are there.
 */
const halfTurnRounding = { 1: 1e-7, 2: 3 * 2 ** -52 } as const;

/** nifti1.h, method 2: the quaternion (a from b, c, d; normalised when rounding made it longer than 1) and qfac. NaN for no quaternion. */
export function qformAffine(header: NiftiGeometryHeader): Affine {
  const [b, c, d] = header.quatern;
  const squared = b * b + c * c + d * d;
  const rest = 1 - squared < halfTurnRounding[header.version] ? 0 : 1 - squared;
  const a = squared > 1 + quaternionTolerance ? NaN : Math.sqrt(rest);
  const [dx, dy, dz] = voxelSizes(header);
  const qfac = header.pixdim[0] === -1 ? -1 : 1;
  // 2 / |q|^2 makes the matrix a rotation for a quaternion of any length.
  const s = 2 / (a * a + squared);
  const k = dz * qfac;
  const [x, y, z] = header.qoffset;
  return [
    (1 - s * (c * c + d * d)) * dx, s * (b * c - a * d) * dy, s * (b * d + a * c) * k, x,
    s * (b * c + a * d) * dx, (1 - s * (b * b + d * d)) * dy, s * (c * d - a * b) * k, y,
    s * (b * d - a * c) * dx, s * (c * d + a * b) * dy, (1 - s * (b * b + c * c)) * k, z,
    0, 0, 0, 1,
  ]; // prettier-ignore
}

/** The qform fields that say the same as an affine, or null when it has shear (a qform cannot hold that). */
export interface Qform {
  readonly quatern: Vec3;
  readonly qfac: 1 | -1;
}

/** Rotation matrix -> quaternion, the branch with the largest divisor (nifti_mat44_to_quatern of nifti1_io.c). */
export function computeQform(affine: Affine): Qform | null {
  const m = (row: number, column: number): number => affine[row * 4 + column] ?? NaN;
  const spacingMm = voxelSpacingMm(affine);
  const r = (row: number, c: 0 | 1 | 2): number => m(row, c) / spacingMm[c];
  const dot = (p: 0 | 1 | 2, q: 0 | 1 | 2): number => r(0, p) * r(0, q) + r(1, p) * r(1, q) + r(2, p) * r(2, q);
  const shear = Math.max(Math.abs(dot(0, 1)), Math.abs(dot(0, 2)), Math.abs(dot(1, 2)));
  if (!(shear < 1e-6)) return null;
  const crossZ: Vec3 = [
    r(1, 0) * r(2, 1) - r(2, 0) * r(1, 1),
    r(2, 0) * r(0, 1) - r(0, 0) * r(2, 1),
    r(0, 0) * r(1, 1) - r(1, 0) * r(0, 1),
  ];
  const qfac = crossZ[0] * r(0, 2) + crossZ[1] * r(1, 2) + crossZ[2] * r(2, 2) < 0 ? -1 : 1;
  const proper = (row: number, c: 0 | 1 | 2): number => (c === 2 ? r(row, c) * qfac : r(row, c));
  return { quatern: quaternionOf(proper), qfac };
}

function quaternionOf(r: (row: number, column: 0 | 1 | 2) => number): Vec3 {
  const positive = (value: number): number => Math.sqrt(Math.max(0, value)) / 2;
  const a = positive(1 + r(0, 0) + r(1, 1) + r(2, 2));
  if (a > 0.25) return [(r(2, 1) - r(1, 2)) / (4 * a), (r(0, 2) - r(2, 0)) / (4 * a), (r(1, 0) - r(0, 1)) / (4 * a)];
  const b = positive(1 + r(0, 0) - r(1, 1) - r(2, 2));
  const c = positive(1 - r(0, 0) + r(1, 1) - r(2, 2));
  const d = positive(1 - r(0, 0) - r(1, 1) + r(2, 2));
  const xy = (r(0, 1) + r(1, 0)) / 4;
  const xz = (r(0, 2) + r(2, 0)) / 4;
  const yz = (r(1, 2) + r(2, 1)) / 4;
  // The fourth number, a, is not stored and taken as positive: flip the others when it would not be.
  if (b >= c && b >= d) return signed([b, xy / b, xz / b], r(2, 1) - r(1, 2));
  if (c >= d) return signed([xy / c, c, yz / c], r(0, 2) - r(2, 0));
  return signed([xz / d, yz / d, d], r(1, 0) - r(0, 1));
}

function signed([b, c, d]: Vec3, sign: number): Vec3 {
  return sign < 0 ? [-b, -c, -d] : [b, c, d];
}

/** How far, in degrees, two of the voxel axes are from a right angle at most; NaN for a singular matrix. */
export function shearDegrees(affine: Affine): number {
  const column = (c: number): Vec3 => [affine[c] ?? NaN, affine[c + 4] ?? NaN, affine[c + 8] ?? NaN];
  const cosine = (p: Vec3, q: Vec3): number =>
    Math.abs(p[0] * q[0] + p[1] * q[1] + p[2] * q[2]) / (Math.hypot(...p) * Math.hypot(...q));
  const [x, y, z] = [column(0), column(1), column(2)];
  return (Math.asin(Math.min(1, Math.max(cosine(x, y), cosine(x, z), cosine(y, z)))) * 180) / Math.PI;
}
