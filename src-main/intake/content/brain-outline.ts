import { identityAffine, invertAffine, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';
import { isElsewhere, type HeadMatch } from './head-match.ts';

/*
 * Whether two images whose skull was taken off show one brain, by its outline alone: that has no modality. Brains of
 * two patients differ in it even where both were brought to one atlas.
 */

/** Every so manyth point of the sketch along each axis is looked at: 4 mm. */
const stride = 2;
/** Fewer points than this in both fields of view say nothing. */
const leastPoints = 1000;

/**
 * Of nine cases at hand, Dice of the outlines is 0.991 or more within one, 0.934 or less between two; where one head
 * was moved against the other and a match has brought it back, 0.957 or more, and 0.951 or less.
 */
const leastAgreement = 0.945;
/** Where one lies within the other to this share or more, part of the same brain was cut off. */
const partShare = 0.995;

/**
 * Whether two brains are not one by their outlines. False where too little of them is in both fields of view, and
 * where one looks like a part of the other.
 *
 * @param match where the second head lies against the first; null: as their headers say.
 */
export function areOtherBrains(first: Sketch, second: Sketch, match: HeadMatch | null): boolean {
  const towardsFirst = match !== null && isElsewhere(match) ? match.transform : identityAffine;
  const common = countCommon(first, second, towardsFirst);
  if (common === null) return false;
  const dice = (2 * common.both) / (common.first + common.second);
  return dice < leastAgreement && common.both / Math.min(common.first, common.second) < partShare;
}

interface CommonCounts {
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/** Points of the foregrounds where both fields of view reach, `second` moved by `towardsFirst`; null: too few. */
function countCommon(first: Sketch, second: Sketch, towardsFirst: Affine): CommonCounts | null {
  const [inFirst, inSecond] = [first, second].map(lookInto);
  if (inFirst === undefined || inSecond === undefined) return null;
  const towardsSecond = invertAffine(towardsFirst);
  const counts = { first: 0, second: 0, both: 0 };
  for (const placeMm of placesAround(first, second, towardsFirst)) {
    const movedMm = transformPoint(towardsSecond, placeMm);
    if (!inFirst.isInView(placeMm) || !inSecond.isInView(movedMm)) continue;
    const isFirst = inFirst.isBrain(placeMm);
    const isSecond = inSecond.isBrain(movedMm);
    if (isFirst) counts.first += 1;
    if (isSecond) counts.second += 1;
    if (isFirst && isSecond) counts.both += 1;
  }
  return Math.min(counts.first, counts.second) < leastPoints ? null : counts;
}

/** World places, mm, of a lattice over all that is foreground in either. */
function* placesAround(first: Sketch, second: Sketch, towardsFirst: Affine): Generator<Vec3> {
  const corners = [...cornersMm(first), ...cornersMm(second).map((corner) => transformPoint(towardsFirst, corner))];
  const step = stride * sketchSpacingMm;
  const low = mapAxes((axis) => Math.floor(Math.min(...corners.map((corner) => corner[axis])) / step) * step);
  const high = mapAxes((axis) => Math.max(...corners.map((corner) => corner[axis])));
  for (let z = low[2]; z <= high[2]; z += step) {
    for (let y = low[1]; y <= high[1]; y += step) {
      for (let x = low[0]; x <= high[0]; x += step) yield [x, y, z];
    }
  }
}

function cornersMm({ first, size }: Sketch): Vec3[] {
  return Array.from({ length: 8 }, (_, corner) =>
    mapAxes((axis) => (first[axis] + ((corner >> axis) & 1) * (size[axis] - 1)) * sketchSpacingMm),
  );
}

interface View {
  isInView(placeMm: Vec3): boolean;
  isBrain(placeMm: Vec3): boolean;
}

function lookInto({ first, size, values, grid }: Sketch): View {
  const { shape, affine }: Geometry = grid;
  const worldToVoxel = invertAffine(affine);
  return {
    isInView: (placeMm) =>
      transformPoint(worldToVoxel, placeMm).every((index, axis) => index >= 0 && index <= (shape[axis] ?? 0) - 1),
    isBrain(placeMm) {
      const [x, y, z] = mapAxes((axis) => Math.round(placeMm[axis] / sketchSpacingMm) - first[axis]);
      const isInside = x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
      return isInside && values[x + size[0] * (y + size[1] * z)] !== 0;
    },
  };
}
