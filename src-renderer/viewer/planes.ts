import type { AxisDirection } from '#shared/domain/affine.ts';
import type { DisplayConvention, Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';

/** World axis along which the slices of a plane are stacked: 0 towards right, 1 anterior, 2 superior. */
export const normalAxis: Readonly<Record<Plane, 0 | 1 | 2>> = { axial: 2, coronal: 1, sagittal: 0 };

/** Where the picture's two screen directions point in the patient. */
export interface ScreenAxes {
  readonly right: AxisDirection;
  readonly down: AxisDirection;
}

/**
 * How each plane lies on the screen: axial with anterior up, coronal and sagittal with superior up,
 * sagittal with anterior on the left (in both conventions: a sagittal picture has no left-right to flip).
 */
export function screenAxes(plane: Plane, convention: DisplayConvention): ScreenAxes {
  const acrossThePatient: AxisDirection = { worldAxis: 0, sign: convention === 'radiological' ? -1 : 1 };
  const toPosterior: AxisDirection = { worldAxis: 1, sign: -1 };
  const toInferior: AxisDirection = { worldAxis: 2, sign: -1 };
  switch (plane) {
    case 'axial':
      return { right: acrossThePatient, down: toPosterior };
    case 'coronal':
      return { right: acrossThePatient, down: toInferior };
    case 'sagittal':
      return { right: toPosterior, down: toInferior };
  }
}

const sideLetters = [
  ['R', 'L'],
  ['A', 'P'],
  ['S', 'I'],
] as const;
export type SideLetter = (typeof sideLetters)[number][number];

/** Letter of the side of the patient a direction in the world (RAS+) points to most. */
export function sideLetter(directionMm: Vec3): SideLetter {
  const [right, anterior, superior] = directionMm;
  const [r, a, s] = [Math.abs(right), Math.abs(anterior), Math.abs(superior)];
  if (r >= a && r >= s) return sideLetters[0][right < 0 ? 1 : 0];
  if (a >= s) return sideLetters[1][anterior < 0 ? 1 : 0];
  return sideLetters[2][superior < 0 ? 1 : 0];
}
