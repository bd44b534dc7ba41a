import { mapAxes, type Vec3 } from '../vector.ts';

/** What can be measured in a slice. */
export const measurementKinds = ['distance', 'angle', 'bidimensional'] as const;
export type MeasurementKind = (typeof measurementKinds)[number];

/** Drawn by hand; placed on the enhancing lesion; or placed there and then corrected. */
export const measurementOrigins = ['hand', 'automatic', 'adjusted'] as const;
export type MeasurementOrigin = (typeof measurementOrigins)[number];

/**
 * World places (mm, RAS+) that make a measurement, all on one slice. Distance: its two ends. Angle: end of
 * one arm, vertex, end of the other. Bidimensional: the ends of the longest diameter, then those of
 * the diameter across it.
 */
export type MeasuredPlaces = readonly Vec3[];

export const placeCounts: Readonly<Record<MeasurementKind, number>> = { distance: 2, angle: 3, bidimensional: 4 };

/** RANO: a lesion is measurable when both its diameters are at least this long. */
export const measurableMm = 10;

/** What a measurement says. `productMm2` is null but for bidimensional ones, `degrees` but for angles. */
export interface MeasuredValues {
  /** A distance; of a bidimensional pair the longest diameter and the one across it; none of an angle. */
  readonly lengthsMm: readonly number[];
  readonly degrees: number | null;
  readonly productMm2: number | null;
}

/** @throws RangeError when there are not as many places as the kind has. */
export function measure(kind: MeasurementKind, places: MeasuredPlaces): MeasuredValues {
  if (places.length !== placeCounts[kind]) throw new RangeError(`${placeCounts[kind]} places expected`);
  const at = (index: number): Vec3 => places[index] ?? [0, 0, 0];
  if (kind === 'distance') return { lengthsMm: [distanceMm(at(0), at(1))], degrees: null, productMm2: null };
  if (kind === 'angle') return { lengthsMm: [], degrees: angleDegrees(at(0), at(1), at(2)), productMm2: null };
  const [longest, across] = [distanceMm(at(0), at(1)), distanceMm(at(2), at(3))];
  return { lengthsMm: [longest, across], degrees: null, productMm2: longest * across };
}

export function distanceMm(a: Vec3, b: Vec3): number {
  return Math.hypot(...mapAxes((axis) => b[axis] - a[axis]));
}

/** Between the arms that meet at the vertex, 0..180; 0 when an arm has no length. */
export function angleDegrees(a: Vec3, vertex: Vec3, b: Vec3): number {
  const [u, v] = [difference(a, vertex), difference(b, vertex)];
  const lengths = Math.hypot(...u) * Math.hypot(...v);
  if (lengths === 0) return 0;
  return (Math.acos(Math.min(Math.max(dot(u, v) / lengths, -1), 1)) * 180) / Math.PI;
}

/** Both diameters reach RANO's least; not asked of other kinds. */
export function isMeasurableByRano(values: MeasuredValues): boolean {
  return values.lengthsMm.length === 2 && values.lengthsMm.every((length) => length >= measurableMm);
}

/**
 * Moves one of a measurement's places. Of a bidimensional pair, the diameter that is not moved follows: the
 * diameters stay perpendicular, and the one across keeps its length and where it crosses the longest.
 *
 * @param isFree leaves every other place where it is.
 */
export function movePlace(
  kind: MeasurementKind,
  places: MeasuredPlaces,
  moved: { readonly index: number; readonly toMm: Vec3; readonly isFree: boolean },
): MeasuredPlaces {
  const { index, toMm, isFree } = moved;
  const next = places.map((place, n) => (n === index ? toMm : place));
  if (kind !== 'bidimensional' || isFree) return next;
  return index < 2 ? followLongest(places, next) : keepAcross(places, moved);
}

/** The longest diameter has turned or grown: the one across turns with it. */
function followLongest(before: MeasuredPlaces, after: MeasuredPlaces): MeasuredPlaces {
  const [a = origin, b = origin, c = origin, d = origin] = before;
  const [newA = origin, newB = origin] = after;
  const turned = difference(newB, newA);
  const normal = cross(difference(b, a), difference(d, c));
  const across = cross(normal, turned);
  const length = Math.hypot(...across);
  if (length === 0) return after;
  const share = (place: Vec3): number => dot(difference(place, a), difference(b, a)) / squared(difference(b, a));
  const crossing = along(newA, turned, share(c));
  const unit = mapAxes((axis) => across[axis] / length);
  const oldUnit = unitOf(cross(normal, difference(b, a)));
  const offset = (place: Vec3): number => dot(difference(place, along(a, difference(b, a), share(place))), oldUnit);
  return [newA, newB, along(crossing, unit, offset(c)), along(crossing, unit, offset(d))];
}

/** An end of the diameter across was moved: it stays perpendicular, and passes through where the end was put. */
function keepAcross(
  places: MeasuredPlaces,
  { index, toMm }: { readonly index: number; readonly toMm: Vec3 },
): MeasuredPlaces {
  const [a = origin, b = origin, c = origin, d = origin] = places;
  const direction = difference(b, a);
  if (squared(direction) === 0) return places.map((place, n) => (n === index ? toMm : place));
  const other = index === 2 ? d : c;
  const shift = dot(difference(toMm, other), direction) / squared(direction);
  const follower = along(other, direction, shift);
  return index === 2 ? [a, b, toMm, follower] : [a, b, follower, toMm];
}

/**
 * A pair to begin with when the longest diameter has been drawn by hand: the one across through its middle,
 * half as long.
 *
 * @param normal of the slice.
 */
export function pairFromLongest(a: Vec3, b: Vec3, normal: Vec3): MeasuredPlaces {
  const direction = difference(b, a);
  const across = unitOf(cross(normal, direction));
  const middle = along(a, direction, 0.5);
  const quarter = Math.hypot(...direction) / 4;
  return [a, b, along(middle, across, -quarter), along(middle, across, quarter)];
}

const origin: Vec3 = [0, 0, 0];

function difference(a: Vec3, b: Vec3): Vec3 {
  return mapAxes((axis) => a[axis] - b[axis]);
}

function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function squared(a: Vec3): number {
  return dot(a, a);
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function along(from: Vec3, direction: Vec3, share: number): Vec3 {
  return mapAxes((axis) => from[axis] + direction[axis] * share);
}

function unitOf(a: Vec3): Vec3 {
  const length = Math.hypot(...a);
  return length === 0 ? a : mapAxes((axis) => a[axis] / length);
}
