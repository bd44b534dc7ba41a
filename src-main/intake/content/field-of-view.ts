import { transformPoint, voxelSpacingMm } from '#shared/domain/affine.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

/** Grids that reach less far than this along one of their axes do not hold a whole brain. */
const leastReachMm = 100;

/** Tissue on one face of the grid: more than brain stem and cerebellum show where a brain is cut below, or a crop shows that is tight (45 cm2 in the cases at hand). */
const leastCutCm2 = 60;
/** ... and through scalp and skull: where they are cut in so wide a circle, the brain below them is too. */
const leastCutHeadCm2 = 120;

const stepMm = 4;

/** Whether the field of view leaves out part of the brain: it is too thin, or the brain ends at one of its faces. */
export function missesPartOfBrain(sketch: Sketch): boolean {
  const spacing = voxelSpacingMm(sketch.grid.affine);
  const reachMm = Math.min(...sketch.grid.shape.map((size, axis) => size * (spacing[axis] ?? 0)));
  return reachMm < leastReachMm || largestCutCm2(sketch) > (sketch.isMasked ? leastCutCm2 : leastCutHeadCm2);
}

/**
 * The largest area of foreground on a face of the grid, cm2. With the skull still there, only the face
 * towards the vertex counts: neck, ears and nose leave the others in every scan.
 */
export function largestCutCm2(sketch: Sketch): number {
  const faces = ([0, 1, 2] as const).flatMap((axis) => [
    areaOnFace(sketch, axis, 'first'),
    areaOnFace(sketch, axis, 'last'),
  ]);
  const counted = sketch.isMasked ? faces : faces.filter(({ towardsVertex }) => towardsVertex);
  return Math.max(0, ...counted.map(({ areaCm2 }) => areaCm2));
}

type Axis = 0 | 1 | 2;

/** The axes within a face. */
const others = [
  [1, 2],
  [0, 2],
  [0, 1],
] as const satisfies readonly (readonly [Axis, Axis])[];

interface Face {
  readonly areaCm2: number;
  readonly towardsVertex: boolean;
}

/**
 * Looks one sketch point inside the face, as on the face itself rounding decides what the sketch holds, and
 * counts tissue among tissue alone, as noise of the air passes for foreground here and there.
 */
function areaOnFace(sketch: Sketch, axis: Axis, end: 'first' | 'last'): Face {
  const { shape, affine } = sketch.grid;
  const spacing = voxelSpacingMm(affine);
  const inside = Math.min(sketchSpacingMm / spacing[axis], (shape[axis] - 1) / 2);
  const level = end === 'first' ? inside : shape[axis] - 1 - inside;
  const [u, v] = others[axis];
  const [stepU, stepV] = [stepMm / spacing[u], stepMm / spacing[v]];
  const isTissue = (a: number, b: number): boolean => {
    const voxel = [level, level, level];
    voxel[u] = a;
    voxel[v] = b;
    return isForegroundAt(sketch, transformPoint(affine, voxel as unknown as Vec3)); // holds: three numbers
  };
  const isSolid = (a: number, b: number): boolean =>
    isTissue(a, b) &&
    isTissue(a - stepU, b) &&
    isTissue(a + stepU, b) &&
    isTissue(a, b - stepV) &&
    isTissue(a, b + stepV);
  let count = 0;
  for (let a = 0; a < shape[u]; a += stepU) {
    for (let b = 0; b < shape[v]; b += stepV) if (isSolid(a, b)) count += 1;
  }
  const up = ((affine[8 + axis] ?? 0) / spacing[axis]) * (end === 'last' ? 1 : -1);
  return { areaCm2: (count * stepMm * stepMm) / 100, towardsVertex: up > Math.SQRT1_2 };
}

function isForegroundAt({ first, size, values }: Sketch, worldMm: Vec3): boolean {
  const [x, y, z] = worldMm.map((mm, axis) => Math.round(mm / sketchSpacingMm) - (first[axis] ?? 0)) as [
    number,
    number,
    number,
  ]; // holds: map keeps the length
  if (x < 0 || y < 0 || z < 0 || x >= size[0] || y >= size[1] || z >= size[2]) return false;
  return values[x + size[0] * (y + size[1] * z)] !== 0;
}
