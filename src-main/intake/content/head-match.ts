import { identityAffine, invertAffine, multiplyAffines, type Affine, type Geometry } from '#shared/domain/affine.ts';
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

const levelCount = 12;
const passes = [createPass(4, [8, 4]), createPass(2, [4, 2, 1])];
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
  for (const pass of passes) {
    comparison = prepareComparison(first, second, pass);
    if (comparison === null) return null;
    best = climb(comparison, best, pass.steps);
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

/** A round of the search: cubes the pictures are blurred to, and the steps taken on them (degrees and mm alike). */
interface Pass {
  readonly blur: (sketch: Sketch) => BlurredSketch;
  readonly examine: (sketch: Sketch) => ExaminedHead;
  readonly steps: readonly number[];
}

/** @param edge of a cube, in points of the sketch. */
function createPass(edge: number, steps: readonly number[]): Pass {
  const blur = rememberForSketch((sketch) => blurSketch(sketch, edge, levelCount));
  return { blur, examine: rememberForSketch((sketch) => examineHead(sketch, blur(sketch))), steps };
}

/** A head at places all over it. */
interface ExaminedHead {
  /** World places, three numbers each, and the picture's level there. */
  readonly places: Float64Array;
  readonly levels: Uint8Array;
  readonly centreMm: Vec3;
}

interface Comparison extends ExaminedHead {
  readonly second: BlurredSketch;
  readonly gridOfSecond: Geometry;
  /** Points of the first head that lie in the second's field of view before anything is moved. */
  readonly headCount: number;
}

function prepareComparison(a: Sketch, b: Sketch, { examine, blur }: Pass): Comparison | null {
  const first = examine(a);
  const headCount = countInView(first, fieldOfView(b.grid));
  return headCount < leastPoints ? null : { ...first, second: blur(b), gridOfSecond: b.grid, headCount };
}

function examineHead(sketch: Sketch, blurred: BlurredSketch): ExaminedHead {
  const view = fieldOfView(sketch.grid);
  const places = new Float64Array(sampleCount * 3);
  const levels = new Uint8Array(sampleCount);
  const sum = [0, 0, 0];
  let [seen, inside] = [0, 0];
  for (let index = 1; index <= sampleCount; index += 1) {
    const place = placeOf(sketch, index);
    if (!isInView(view, place[0], place[1], place[2])) continue;
    const level = Math.min(levelCount, Math.round(sampleBlurred(blurred, place[0], place[1], place[2])));
    places.set(place, seen * 3);
    levels[seen] = level;
    seen += 1;
    if (level === 0) continue;
    inside += 1;
    place.forEach((mm, axis) => (sum[axis] = (sum[axis] ?? 0) + mm));
  }
  return {
    ...{ places: places.subarray(0, seen * 3), levels: levels.subarray(0, seen) },
    centreMm: mapAxes((axis) => (sum[axis] ?? 0) / inside),
  };
}

/** How many points of a head lie in a field of view. */
function countInView({ places, levels }: ExaminedHead, view: FieldOfView): number {
  let count = 0;
  for (let point = 0, at = 0; point < levels.length; point += 1, at += 3) {
    if (levels[point] !== 0 && isInView(view, places[at] ?? 0, places[at + 1] ?? 0, places[at + 2] ?? 0)) count += 1;
  }
  return count;
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

/** A grid, and the way into it. */
interface FieldOfView {
  readonly toVoxel: Float64Array;
  readonly shape: Float64Array;
}

/** @param moved of the world, before it is looked at. */
function fieldOfView({ shape, affine }: Geometry, moved: Affine = identityAffine): FieldOfView {
  const toVoxel = multiplyAffines(invertAffine(affine), moved);
  return { toVoxel: Float64Array.from(toVoxel), shape: Float64Array.from(shape) };
}

function isInView({ toVoxel, shape }: FieldOfView, x: number, y: number, z: number): boolean {
  return (
    isBetween(along(toVoxel, 0, x, y, z), shape[0] ?? 0) &&
    isBetween(along(toVoxel, 4, x, y, z), shape[1] ?? 0) &&
    isBetween(along(toVoxel, 8, x, y, z), shape[2] ?? 0)
  );
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
  const joint = new Float64Array((levelCount + 1) ** 2);
  const seen = countMeetings(comparison, transformOf(comparison, pose), joint);
  return seen < leastShare * comparison.headCount ? -1 : normalisedInformation(joint);
}

/** Counts which levels of both pictures meet, into `joint`. Returns how many points of the first head the second has in view. */
function countMeetings(comparison: Comparison, towardsSecond: Affine, joint: Float64Array): number {
  const { places, levels, second, gridOfSecond } = comparison;
  const view = fieldOfView(gridOfSecond, towardsSecond);
  const toWorld = Float64Array.from(towardsSecond);
  let seen = 0;
  for (let point = 0, at = 0; point < levels.length; point += 1, at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    const z = places[at + 2] ?? 0;
    if (!isInView(view, x, y, z)) continue;
    const value = sampleBlurred(
      second,
      along(toWorld, 0, x, y, z),
      along(toWorld, 4, x, y, z),
      along(toWorld, 8, x, y, z),
    );
    const level = levels[point] ?? 0;
    if (level === 0 && value < 0.5) continue;
    if (level !== 0) seen += 1;
    addShared(joint, level, Math.min(value, levelCount - 0.001));
  }
  return seen;
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
  const bin = level * (levelCount + 1) + lower;
  joint[bin] = (joint[bin] ?? 0) + 1 - (value - lower);
  joint[bin + 1] = (joint[bin + 1] ?? 0) + value - lower;
}

function normalisedInformation(joint: Float64Array): number {
  const width = levelCount + 1;
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

function meanDisplacementMm({ places, levels }: Comparison, transform: Affine): number {
  let [sum, count] = [0, 0];
  levels.forEach((level, point) => {
    if (level === 0) return;
    sum += displacementMm(transform, [places[point * 3] ?? 0, places[point * 3 + 1] ?? 0, places[point * 3 + 2] ?? 0]);
    count += 1;
  });
  return sum / Math.max(count, 1);
}
