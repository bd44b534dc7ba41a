import { invertAffine, multiplyAffines, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { displacementMm, rigidAbout, rotationDegrees } from '#shared/domain/rigid.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { blurSketch, sampleBlurred, type BlurredSketch } from './blurred-sketch.ts';
import { rememberForSketch } from './remember.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

/*
 * Whether two heads lie over each other: the rigid transform is sought that gives their pictures the
 * highest normalised mutual information (Studholme 1999), in steps down to one degree and one
 * millimetre, on blurred sketches. That is enough to tell that a head has moved, and to begin a
 * registration with; it is no registration.
 */

export interface HeadMatch {
  /** Rigid, world mm (RAS+): carries the second head to where the first lies. */
  readonly transform: Affine;
  /** How far it turns the head, and how far it shifts its centre. */
  readonly degrees: number;
  readonly distanceMm: number;
  /** Mean way over the points of the head. */
  readonly meanMm: number;
  /** Logarithm of the information there over that of the heads as they lie; 0 where nothing is better. */
  readonly advantage: number;
}

/** Cubes the pictures are blurred to, in points of the sketch, and the steps taken on each (degrees and mm alike). */
const levels = 12;
const passes = [
  { blur: rememberForSketch((sketch) => blurSketch(sketch, 4, levels)), steps: [8, 4] },
  { blur: rememberForSketch((sketch) => blurSketch(sketch, 2, levels)), steps: [4, 2, 1] },
] as const;
const sampleCount = 8000;
const marginMm = 6;
const furthestDegrees = 24;
const furthestMm = 32;
/** Rounds over the six parameters per step; more are taken only by a search that has lost its way. */
const roundsPerStep = 8;
/** The share of the head that must stay in both fields of view. */
const leastShare = 0.7;
const leastPoints = 400;

/** Null when the two have too little of a head in common. */
export function matchHeads(first: Sketch, second: Sketch): HeadMatch | null {
  let best: readonly number[] = [0, 0, 0, 0, 0, 0];
  let comparison: Comparison | null = null;
  for (const { blur, steps } of passes) {
    comparison = prepareComparison(first, second, blur);
    if (comparison === null) return null;
    best = climb(comparison, best, steps);
  }
  if (comparison === null) return null;
  const asTheyLie = Math.max(compareAt(comparison, [0, 0, 0, 0, 0, 0]), 1e-6);
  const towardsSecond = transformOf(comparison, best);
  const transform = invertAffine(towardsSecond);
  return {
    transform,
    degrees: rotationDegrees(transform),
    distanceMm: displacementMm(towardsSecond, comparison.centreMm),
    meanMm: meanDisplacementMm(comparison, towardsSecond),
    advantage: Math.log(Math.max(compareAt(comparison, best), asTheyLie) / asTheyLie),
  };
}

/** 141 pairs at hand that lie over each other stay below one or the other (3.0 mm and 0.14 the nearest); one moved by 6 degrees or 7 mm shows 3.5 mm and 0.128 at least. */
const leastMeanMm = 3.2;
const leastAdvantage = 0.12;

/** Whether a match says that the heads do not lie over each other, beyond the doubt of so coarse a look. */
export function isElsewhere({ meanMm, advantage }: HeadMatch): boolean {
  return meanMm >= leastMeanMm && advantage >= leastAdvantage;
}

interface Comparison {
  /** World places, three numbers each, and the first picture's level there. */
  readonly places: Float64Array;
  readonly levelsOfFirst: Uint8Array;
  readonly second: BlurredSketch;
  readonly gridOfSecond: Geometry;
  readonly centreMm: Vec3;
  /** Points of the first head that lie in the second's field of view before anything is moved. */
  readonly headCount: number;
}

function prepareComparison(a: Sketch, b: Sketch, blur: (sketch: Sketch) => BlurredSketch): Comparison | null {
  const first = blur(a);
  const isSeen = fieldOfView(a.grid);
  const places: number[] = [];
  const levelsOfFirst: number[] = [];
  const sum = [0, 0, 0];
  const isSeenBySecond = fieldOfView(b.grid);
  let [inside, headCount] = [0, 0];
  for (let index = 1; index <= sampleCount; index += 1) {
    const place = placeOf(a, index);
    if (!isSeen(place)) continue;
    const level = Math.min(levels, Math.round(sampleBlurred(first, place[0], place[1], place[2])));
    places.push(...place);
    levelsOfFirst.push(level);
    if (level === 0) continue;
    inside += 1;
    if (isSeenBySecond(place)) headCount += 1;
    place.forEach((mm, axis) => (sum[axis] = (sum[axis] ?? 0) + mm));
  }
  if (headCount < leastPoints) return null;
  return {
    ...{ places: Float64Array.from(places), levelsOfFirst: Uint8Array.from(levelsOfFirst), headCount },
    ...{ second: blur(b), gridOfSecond: b.grid },
    centreMm: mapAxes((axis) => (sum[axis] ?? 0) / inside),
  };
}

/** Spread evenly over the head's box and a margin, never on a lattice: there one of two pictures would be the sharper. */
function placeOf({ first, size }: Sketch, index: number): Vec3 {
  return mapAxes((axis) => {
    const extentMm = size[axis] * sketchSpacingMm + 2 * marginMm;
    return first[axis] * sketchSpacingMm - marginMm + extentMm * radicalInverse(index, [2, 3, 5][axis] ?? 2);
  });
}

/** Halton's sequence (1960): the digits of the index, mirrored at the point. */
function radicalInverse(index: number, base: number): number {
  let [inverse, share] = [0, 1];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    share /= base;
    inverse += share * (rest % base);
  }
  return inverse;
}

function fieldOfView({ shape, affine }: Geometry): (place: Vec3) => boolean {
  const worldToVoxel = invertAffine(affine);
  return (place) =>
    transformPoint(worldToVoxel, place).every((index, axis) => index >= -0.5 && index <= (shape[axis] ?? 0) - 0.5);
}

/** @param pose degrees about R, A, S, then mm along them. */
function transformOf({ centreMm }: Comparison, pose: readonly number[]): Affine {
  const at = (first: number): Vec3 => mapAxes((axis) => pose[first + axis] ?? 0);
  return rigidAbout(centreMm, { degrees: at(0), order: 'zyx' }, at(3));
}

/** Goes from pose to pose, one parameter at a time, as long as that gains anything. */
function climb(comparison: Comparison, start: readonly number[], steps: readonly number[]): readonly number[] {
  let best = start;
  let most = compareAt(comparison, best);
  const tryStep = (parameter: number, step: number): boolean => {
    const pose = best.with(parameter, (best[parameter] ?? 0) + step);
    if (Math.abs(pose[parameter] ?? 0) > (parameter < 3 ? furthestDegrees : furthestMm)) return false;
    const information = compareAt(comparison, pose);
    if (information <= most + 1e-6) return false;
    best = pose;
    most = information;
    return true;
  };
  for (const step of steps) {
    let hasGained = true;
    for (let round = 0; hasGained && round < roundsPerStep; round += 1) {
      hasGained = false;
      for (let parameter = 0; parameter < 6; parameter += 1) {
        if (tryStep(parameter, step) || tryStep(parameter, -step)) hasGained = true;
      }
    }
  }
  return best;
}

/** Normalised mutual information less 1 (0: nothing in common); -1 when too much of the head leaves the field of view. */
function compareAt(comparison: Comparison, pose: readonly number[]): number {
  const { places, levelsOfFirst, second, gridOfSecond, headCount } = comparison;
  const towardsSecond = transformOf(comparison, pose);
  const { shape, affine } = gridOfSecond;
  const toWorld = Float64Array.from(towardsSecond);
  const toVoxel = Float64Array.from(multiplyAffines(invertAffine(affine), towardsSecond));
  const joint = new Float64Array((levels + 1) ** 2);
  let seen = 0;
  for (let point = 0, at = 0; point < levelsOfFirst.length; point += 1, at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    const z = places[at + 2] ?? 0;
    if (!isBetween(along(toVoxel, 0, x, y, z), shape[0])) continue;
    if (!isBetween(along(toVoxel, 4, x, y, z), shape[1])) continue;
    if (!isBetween(along(toVoxel, 8, x, y, z), shape[2])) continue;
    const value = sampleBlurred(
      second,
      along(toWorld, 0, x, y, z),
      along(toWorld, 4, x, y, z),
      along(toWorld, 8, x, y, z),
    );
    const level = levelsOfFirst[point] ?? 0;
    if (level === 0 && value < 0.5) continue;
    if (level !== 0) seen += 1;
    addShared(joint, level, Math.min(value, levels - 0.001));
  }
  return seen < leastShare * headCount ? -1 : normalisedInformation(joint);
}

// a matrix row times a point, without a tuple per point
// eslint-disable-next-line max-params
function along(matrix: Float64Array, row: number, x: number, y: number, z: number): number {
  return (matrix[row] ?? 0) * x + (matrix[row + 1] ?? 0) * y + (matrix[row + 2] ?? 0) * z + (matrix[row + 3] ?? 0);
}

function isBetween(index: number, size: number): boolean {
  return index >= -0.5 && index <= size - 0.5;
}

/** One count, shared by the two levels next to `value`: the histogram changes smoothly with the pose. */
function addShared(joint: Float64Array, level: number, value: number): void {
  const lower = Math.floor(value);
  const bin = level * (levels + 1) + lower;
  joint[bin] = (joint[bin] ?? 0) + 1 - (value - lower);
  joint[bin + 1] = (joint[bin + 1] ?? 0) + value - lower;
}

function normalisedInformation(joint: Float64Array): number {
  const width = levels + 1;
  const rows = new Float64Array(width);
  const columns = new Float64Array(width);
  joint.forEach((count, bin) => {
    const row = Math.floor(bin / width);
    rows[row] = (rows[row] ?? 0) + count;
    columns[bin % width] = (columns[bin % width] ?? 0) + count;
  });
  return (entropyOf(rows) + entropyOf(columns)) / entropyOf(joint) - 1;
}

function entropyOf(counts: Float64Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / total) * Math.log(count / total) : sum), 0);
}

function meanDisplacementMm({ places, levelsOfFirst }: Comparison, transform: Affine): number {
  let [sum, count] = [0, 0];
  levelsOfFirst.forEach((level, point) => {
    if (level === 0) return;
    sum += displacementMm(transform, [places[point * 3] ?? 0, places[point * 3 + 1] ?? 0, places[point * 3 + 2] ?? 0]);
    count += 1;
  });
  return sum / Math.max(count, 1);
}
