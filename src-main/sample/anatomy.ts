import { createNoise, lengthOf, mix, smoothStep } from './noise.ts';

/*
 * The shapes of an invented brain. Coordinates are mm from the middle of the brain: x to the right,
 * y to anterior, z to superior. Depths and distances are mm, positive inside. Nothing here was taken
 * from a person's scan. Left and right differ on purpose (torque, ventricles), so that a mirrored
 * picture cannot pass for a right one.
 */

const largeFolds = createNoise(11);
const smallFolds = createNoise(12);
const widths = createNoise(13);
const leaves = createNoise(14);

/** Right frontal and left occipital lobe reach a little further, as in most people. */
function torque(y: number): number {
  return 2.5 * (y / 80);
}

/** Depth below the surface of an ellipsoid, along the ray from its centre. */
function ellipsoidDepth(x: number, y: number, z: number, semi: readonly [number, number, number]): number {
  const ratio = lengthOf(x / semi[0], y / semi[1], z / semi[2]);
  if (ratio < 1e-6) return Math.min(...semi);
  return lengthOf(x, y, z) * (1 / ratio - 1);
}

/** Union of two shapes, rounded over `radius` mm where they meet. */
function join(a: number, b: number, radius: number): number {
  const h = Math.max(0, radius - Math.abs(a - b)) / radius;
  return Math.max(a, b) + (h * h * radius) / 4;
}

function upperDepth(side: number, y: number, z: number): number {
  const narrowing = 1 - 0.12 * smoothStep(10, 80, y);
  return ellipsoidDepth(side / narrowing, y, z + 4, [66, 81, z > -4 ? 62 : 52]);
}

function temporalDepth(side: number, y: number, z: number): number {
  return z > 0 ? -20 : ellipsoidDepth(side - 41, y - 4, z + 27 - 0.12 * (y - 4), [22, 41, 20]);
}

/** Depth below the convex surface: the base of the frontal lobes does not count, as it hardly has folds. */
export function convexityDepth(x: number, y: number, z: number): number {
  const side = Math.abs(x - torque(y));
  return join(upperDepth(side, y, z), temporalDepth(side, y, z), 7);
}

export function cerebrumDepth(x: number, y: number, z: number): number {
  const side = Math.abs(x - torque(y));
  // The base of the frontal lobes lies higher than that of the occipital lobes.
  const base = z + mix(30, 22, smoothStep(-30, 40, y)) - 0.08 * side;
  return join(Math.min(upperDepth(side, y, z), base), temporalDepth(side, y, z), 7);
}

export function cerebellumDepth(x: number, y: number, z: number): number {
  if (z > 6) return -20;
  const side = Math.abs(x);
  const half = ellipsoidDepth(side - 22, y + 50, z + 43, [29, 27, 21]);
  return join(half, ellipsoidDepth(side, y + 46, z + 40, [15, 24, 21]), 6);
}

export function brainstemDepth(x: number, y: number, z: number): number {
  if (z > 6) return -20;
  const t = Math.min(1, Math.max(0, (-12 - z) / 54));
  const radius = mix(15, 10, t) + 4 * Math.exp(-(((z + 32) / 9) ** 2));
  return radius - lengthOf(x, (y + mix(15, 26, t)) * 1.05, Math.min(0, z + 66) + 1.6 * Math.max(0, z + 9));
}

/** Depth below the smooth skin around everything: what skull stripping leaves. */
export function brainDepth(x: number, y: number, z: number): number {
  const lower = join(cerebellumDepth(x, y, z), brainstemDepth(x, y, z), 8);
  return join(cerebrumDepth(x, y, z), lower, 9) + 0.6 * largeFolds(x / 22 + 40, y / 22, z / 22);
}

/**
 * A field whose zero level is the sheets of the sulci. It varies along the surface and hardly with
 * depth, so that the sheets stand upright on the surface.
 */
export function sulcalField(x: number, y: number, z: number): number {
  const side = Math.abs(x - torque(y));
  const scale = 0.45 + (0.55 * 62) / Math.max(12, lengthOf(side, y * 0.85, z));
  // The two halves are folded differently.
  const shift = x > torque(y) ? 0 : 31.7;
  const u = side * scale + shift * 7;
  const v = y * scale;
  const w = z * scale;
  return largeFolds(u / 12, v / 12, w / 12) + 0.5 * smallFolds(u / 7, v / 7, w / 7) - 0.04;
}

/** How far a sulcus is open, in mm to either side of its sheet. */
export function sulcalHalfWidth(x: number, y: number, z: number): number {
  return 0.3 + 0.35 * widths(x / 25, y / 25, z / 25);
}

/** Distance to the cleft between the two halves; large where the corpus callosum and what lies below bridge it. */
export function fissureDistance(x: number, y: number, z: number): number {
  const bridge = 1 - lengthOf((y + 4) / 40, (z - 3) / 21);
  const wobble = 1.2 * widths(1.5, y / 18, z / 18);
  return Math.abs(x - torque(y) - wobble) + 60 * Math.max(0, bridge);
}

/** Distance to the sylvian fissure: a sheet from the side of the brain inwards, and down along the insula. */
export function sylvianDistance(x: number, y: number, z: number): number {
  if (Math.abs(z) > 34) return 20;
  const side = Math.abs(x - torque(y));
  const level = z + 7 - 0.22 * (y + 8) - 2 * widths(y / 14, side / 14, x > 0 ? 3 : 9);
  const beyond = Math.max(0, 39 - side) + Math.max(0, Math.abs(y - 3) - 30);
  const sheet = lengthOf(level, beyond);
  const bend = side - 40 - 3 * widths(y / 9, z / 9, x > 0 ? 5 : 12);
  const insula = lengthOf(bend, Math.max(0, Math.abs(level) - 6), Math.max(0, Math.abs(y - 6) - 15));
  return Math.min(sheet, insula + 0.3);
}

/** A place on the midline of a tube, and how thick the tube is there. */
interface Knot {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
}

const lateralVentricle: readonly Knot[] = [
  { x: 8, y: 34, z: 4, radius: 3 },
  { x: 7.5, y: 21, z: 11, radius: 5 },
  { x: 7.5, y: 2, z: 17, radius: 4.6 },
  { x: 10, y: -17, z: 19, radius: 5 },
  { x: 20, y: -33, z: 13, radius: 6.4 },
  { x: 27, y: -50, z: 7, radius: 3.4 },
];
const temporalHorn: readonly Knot[] = [
  { x: 24, y: -34, z: 9, radius: 4.5 },
  { x: 31, y: -26, z: -8, radius: 3.2 },
  { x: 32, y: -4, z: -19, radius: 2.2 },
];
const caudate: readonly Knot[] = [
  { x: 15, y: 30, z: 3, radius: 4.6 },
  { x: 17, y: 18, z: 11, radius: 4.4 },
  { x: 19, y: -2, z: 19, radius: 3 },
  { x: 22, y: -16, z: 19, radius: 2 },
];

/** Depth inside a tube through the knots, its radius going from knot to knot. */
function tubeDepth(x: number, y: number, z: number, knots: readonly Knot[]): number {
  let deepest = -Infinity;
  for (let index = 1; index < knots.length; index += 1) {
    const a = knots[index - 1];
    const b = knots[index];
    if (a !== undefined && b !== undefined) deepest = Math.max(deepest, segmentDepth(x, y, z, { a, b }));
  }
  return deepest;
}

function segmentDepth(x: number, y: number, z: number, { a, b }: { a: Knot; b: Knot }): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const dz = b.z - a.z;
  const along = ((x - a.x) * dx + (y - a.y) * dy + (z - a.z) * dz) / (dx * dx + dy * dy + dz * dz);
  const t = Math.min(1, Math.max(0, along));
  return mix(a.radius, b.radius, t) - lengthOf(x - a.x - t * dx, y - a.y - t * dy, z - a.z - t * dz);
}

export function ventricleDepth(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  if (side > 42 || Math.abs(y + 8) > 56 || Math.abs(z) > 34) return -10;
  // The left one is larger.
  const extra = x < 0 ? 0.9 : -0.2;
  const lateral = tubeDepth(side, y, z, lateralVentricle) + extra;
  const third = 1.7 - side + Math.min(0, (1 - lengthOf((y + 8) / 14, (z + 3) / 10)) * 10);
  const fourth = ellipsoidDepth(x, y + 37, z + 36, [6, 4, 8]);
  return Math.max(lateral, tubeDepth(side, y, z, temporalHorn) + extra / 2, third, fourth);
}

/** Thalamus, caudate, putamen: grey matter deep inside. */
export function deepGreyDepth(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  if (side > 40 || Math.abs(y - 5) > 40 || Math.abs(z - 5) > 30) return -10;
  const thalamus = ellipsoidDepth(side - 10.5, y + 13, z - 5, [7.5, 13, 8]);
  const lean = side - 26 - 0.25 * (y - 3);
  const putamen = ellipsoidDepth(lean, y - 3, z - 1, [5, 16, 10]);
  return Math.max(thalamus, tubeDepth(side, y, z, caudate), putamen);
}

/** Share of fluid between the leaves of the cerebellum, 0..1. */
export function cerebellarLeaf(x: number, y: number, z: number): number {
  const phase = lengthOf(y + 30, z + 36) + 2.2 * leaves(x / 9, y / 9, z / 9) + 0.1 * Math.abs(x);
  const wave = Math.abs(((phase / 4.2) % 1) - 0.5) * 2;
  return 1 - smoothStep(0, 0.42, wave);
}
