import type { Affine } from '#shared/domain/affine.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { mapAxes, voxelCount, voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';

/*
 * A study no flip, transpose or shift leaves unchanged, on grids that are turned about all three axes:
 * every size and spacing differs, and neighbouring voxels' values lie far apart. Where voxels are is said
 * by turned axes, so that no test has to trust the viewer's affines.
 */

export interface TurnedGrid {
  readonly shape: Shape;
  readonly spacingMm: Vec3;
  /** World place of the middle of the grid. */
  readonly centreMm: Vec3;
  /** Unit vectors the three voxel axes run along, at right angles to one another. */
  readonly directions: readonly [Vec3, Vec3, Vec3];
}

/** @param degrees turns about x, then y, then z; `signs` -1 for an axis stored the other way round. */
function turned(
  { shape, spacingMm, centreMm }: Omit<TurnedGrid, 'directions'>,
  degrees: Vec3,
  signs: Vec3,
): TurnedGrid {
  const [a, b, c] = mapAxes((axis) => (degrees[axis] * Math.PI) / 180);
  const aboutX = ([x, y, z]: Vec3): Vec3 => [x, y * Math.cos(a) - z * Math.sin(a), y * Math.sin(a) + z * Math.cos(a)];
  const aboutY = ([x, y, z]: Vec3): Vec3 => [x * Math.cos(b) + z * Math.sin(b), y, z * Math.cos(b) - x * Math.sin(b)];
  const aboutZ = ([x, y, z]: Vec3): Vec3 => [x * Math.cos(c) - y * Math.sin(c), x * Math.sin(c) + y * Math.cos(c), z];
  const along = (axis: 0 | 1 | 2): Vec3 => aboutZ(aboutY(aboutX(mapAxes((n) => (n === axis ? signs[axis] : 0)))));
  return { shape, spacingMm, centreMm, directions: [along(0), along(1), along(2)] };
}

/** Its finest spacing is 1 mm, that of the slices it is read in. */
export const studyGrid = turned(
  { shape: [21, 17, 9], spacingMm: [1, 1.3, 2.6], centreMm: [6.3, -11.2, 20.4] },
  [11, -7, 24],
  [-1, 1, -1],
);

export const gridOf: Readonly<Record<Modality, TurnedGrid>> = {
  t1n: turned({ shape: [13, 22, 11], spacingMm: [1.7, 1.1, 2.2], centreMm: [5.9, -10.6, 21.3] }, [0, 0, 0], [1, -1, 1]),
  t1c: studyGrid,
  t2w: turned(
    { shape: [16, 19, 10], spacingMm: [1.4, 1.2, 2.9], centreMm: [7.2, -11.9, 19.8] },
    [-9, 14, -17],
    [1, -1, -1],
  ),
  t2f: turned(
    { shape: [10, 17, 23], spacingMm: [2.3, 1.5, 1.05], centreMm: [6, -12.1, 20] },
    [11, -7, 24],
    [-1, 1, -1],
  ),
};

export function affineOf({ shape, spacingMm, centreMm, directions }: TurnedGrid): Affine {
  const rows = mapAxes((world) => {
    const steps = mapAxes((axis) => directions[axis][world] * spacingMm[axis]);
    return [...steps, steps.reduce((sum, step, axis) => sum - step * ((shape[axis]! - 1) / 2), centreMm[world])];
  });
  return [...rows.flat(), 0, 0, 0, 1];
}

/** Place in a grid, in voxels as fractions, of a place in the world. */
export function toVoxel({ shape, spacingMm, centreMm, directions }: TurnedGrid, worldMm: Vec3): Vec3 {
  return mapAxes((axis) => {
    const alongMm = directions[axis].reduce(
      (sum, share, world) => sum + share * (worldMm[world]! - centreMm[world]!),
      0,
    );
    return alongMm / spacingMm[axis] + (shape[axis] - 1) / 2;
  });
}

export function toWorld({ shape, spacingMm, centreMm, directions }: TurnedGrid, voxel: Vec3): Vec3 {
  return mapAxes((world) =>
    directions.reduce(
      (sum, direction, axis) => sum + direction[world] * spacingMm[axis]! * (voxel[axis]! - (shape[axis]! - 1) / 2),
      centreMm[world],
    ),
  );
}

/** Primes that divide no grid's number of voxels: every voxel of a volume has a value of its own. */
const scramble: Readonly<Record<Modality, number>> = { t1n: 1009, t1c: 617, t2w: 1303, t2f: 787 };
export const scaleOf: Readonly<Record<Modality, { readonly slope: number; readonly intercept: number }>> = {
  t1n: { slope: 1, intercept: 0 },
  t1c: { slope: 2, intercept: -5 },
  t2w: { slope: 0.5, intercept: 3 },
  t2f: { slope: 1, intercept: -40 },
};

function storedValue(modality: Modality, offset: number): number {
  return 1 + ((offset * scramble[modality]) % voxelCount(gridOf[modality].shape));
}

/** Real intensity of a voxel. */
export function realValue(modality: Modality, voxel: Vec3): number {
  const { slope, intercept } = scaleOf[modality];
  return storedValue(modality, voxelOffset(gridOf[modality].shape, voxel)) * slope + intercept;
}

/** Real intensities of the darkest and the brightest voxel. */
export function rangeOf(modality: Modality): { low: number; high: number } {
  const { slope, intercept } = scaleOf[modality];
  return { low: slope + intercept, high: voxelCount(gridOf[modality].shape) * slope + intercept };
}

/** Codes of the result on the study's grid. */
export function resultCode([x, y, z]: Vec3): number {
  return (x * 3 + y * 5 + z * 7 + (x > 9 ? 1 : 0) + (y > 5 ? 2 : 0)) % 4;
}

/** Codes of the reference: another pattern, which agrees with the result here and there. */
export function referenceCode([x, y, z]: Vec3): number {
  return (x * 2 + y * 5 + z * 3 + (z > 4 ? 1 : 0)) % 4;
}

/** 0..255 */
export function uncertaintyAt(voxel: Vec3): number {
  return (voxelOffset(studyGrid.shape, voxel) * 151) % 256;
}

function fill(shape: Shape, valueOf: (voxel: Vec3) => number): number[] {
  const [sizeX, sizeY] = shape;
  return Array.from({ length: voxelCount(shape) }, (_, n) =>
    valueOf([n % sizeX, Math.floor(n / sizeX) % sizeY, Math.floor(n / (sizeX * sizeY))]),
  );
}

/** What the files of the study would hold, by the ids of oblique-backend.ts. */
export function studyBlobs(): Map<string, ArrayBuffer> {
  const codes = (codeOf: (voxel: Vec3) => number): ArrayBuffer => Uint8Array.from(fill(studyGrid.shape, codeOf)).buffer;
  return new Map<string, ArrayBuffer>([
    ...modalities.map((modality): [string, ArrayBuffer] => [
      `volume-${modality}`,
      Int16Array.from({ length: voxelCount(gridOf[modality].shape) }, (_, n) => storedValue(modality, n)).buffer,
    ]),
    ['labels-result', codes(resultCode)],
    ['labels-reference', codes(referenceCode)],
    ['uncertainty', codes(uncertaintyAt)],
  ]);
}
