import { multiplyAffines, transformPoint, type Affine } from './affine.ts';
import { mapAxes, type Vec3 } from './vector.ts';

/*
 * Rigid transforms: turns and shifts of the world, mm, as 4x4 affines. RAS+ unless a name says LPS.
 */

const degree = Math.PI / 180;

/** Turns about the x, y and z axes; which comes first is the order's. */
export interface RotationAngles {
  readonly degrees: Vec3;
  /** `zyx`: about x first, z last. `zxy`: about y first, z last, as ITK's Euler transform does. */
  readonly order: 'zyx' | 'zxy';
}

function rotationAboutAxis(axis: 0 | 1 | 2, degrees: number): Affine {
  const [cosine, sine] = [Math.cos(degrees * degree), Math.sin(degrees * degree)];
  const [from, to] = [((axis + 1) % 3) * 5, ((axis + 2) % 3) * 5];
  const rotation = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  rotation[from] = cosine;
  rotation[to] = cosine;
  // row of `to`, column of `from`, and the reverse: right-handed
  rotation[Math.floor(to / 5) * 4 + Math.floor(from / 5)] = sine;
  rotation[Math.floor(from / 5) * 4 + Math.floor(to / 5)] = -sine;
  return rotation;
}

/** Turns the world about a point that stays where it is, then shifts it: `x -> R (x - centre) + centre + shift`. */
export function rigidAbout(centreMm: Vec3, { degrees, order }: RotationAngles, shiftMm: Vec3): Affine {
  const [x, y, z] = [
    rotationAboutAxis(0, degrees[0]),
    rotationAboutAxis(1, degrees[1]),
    rotationAboutAxis(2, degrees[2]),
  ];
  const inner = order === 'zyx' ? multiplyAffines(y, x) : multiplyAffines(x, y);
  const rotation = multiplyAffines(z, inner);
  const turned = transformPoint(rotation, centreMm);
  const offset = mapAxes((axis) => centreMm[axis] - turned[axis] + shiftMm[axis]);
  return rotation.map((value, index) => (index % 4 === 3 && index < 12 ? (offset[(index - 3) / 4] ?? 0) : value));
}

const flip: Affine = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/** The same transform of the world in the other convention: LPS+ -> RAS+, and the reverse. */
export function swapLpsRas(transform: Affine): Affine {
  return multiplyAffines(flip, multiplyAffines(transform, flip));
}

/** The same grid or point frame in the other convention: voxel -> LPS+ mm becomes voxel -> RAS+ mm, and the reverse. */
export function swapWorldSides(voxelToWorld: Affine): Affine {
  return multiplyAffines(flip, voxelToWorld);
}

/** How far a rigid transform turns, about whatever axis: degrees, 0..180. */
export function rotationDegrees(transform: Affine): number {
  const trace = (transform[0] ?? 0) + (transform[5] ?? 0) + (transform[10] ?? 0);
  return Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) / degree;
}

/** How far a transform carries a point, mm. */
export function displacementMm(transform: Affine, point: Vec3): number {
  const moved = transformPoint(transform, point);
  return Math.hypot(moved[0] - point[0], moved[1] - point[1], moved[2] - point[2]);
}
