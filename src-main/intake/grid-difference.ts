import { maxCornerDistanceMm, orientationCode, voxelSpacingMm, type Geometry } from '#shared/domain/affine.ts';
import type { FailureParams } from '#shared/domain/failure.ts';

/** The most telling difference of two grids: `reason`, and `actual` against `expected` as text. */
export function describeDifference(actual: Geometry, expected: Geometry): FailureParams {
  const shapes = [actual, expected].map(({ shape }) => shape.join(' x '));
  if (shapes[0] !== shapes[1]) return difference('shape', shapes);
  const orientations = [actual, expected].map(({ affine }) => orientationCode(affine));
  if (orientations[0] !== orientations[1]) return difference('orientation', orientations);
  const spacings = [actual, expected].map(({ affine }) => spacingText(affine));
  if (spacings[0] !== spacings[1]) return difference('spacing', spacings);
  const distanceMm = maxCornerDistanceMm(expected.shape, actual.affine, expected.affine);
  return { reason: 'position', distanceMm: Number(distanceMm.toPrecision(3)) };
}

function difference(reason: string, [actual = '', expected = '']: readonly string[]): FailureParams {
  return { reason, actual, expected };
}

function spacingText(affine: Geometry['affine']): string {
  return voxelSpacingMm(affine)
    .map((mm) => String(Number(mm.toFixed(3))))
    .join(' x ');
}
