import { createNoise, lengthOf, smoothStep } from './noise.ts';

/*
 * A ring-enhancing glioma in the right frontal white matter: necrotic core, irregular enhancing rim,
 * oedema that follows the white matter. Coordinates as in anatomy.ts (mm; x to the right).
 */

export const lesionCentreMm = [31, 12, 22] as const;

const shape = createNoise(21);
const rim = createNoise(22);
const spread = createNoise(23);

/** Parts of a voxel that belong to the tumour, 0..1 each, together at most 1. */
export interface LesionShares {
  readonly ncr: number;
  readonly et: number;
  readonly ed: number;
}

const none: LesionShares = { ncr: 0, et: 0, ed: 0 };

/** @param white share of white matter at the place, were there no tumour: oedema keeps to it. */
export function lesionShares(x: number, y: number, z: number, white: number): LesionShares {
  const dx = x - lesionCentreMm[0];
  const dy = y - lesionCentreMm[1];
  const dz = z - lesionCentreMm[2];
  const distance = lengthOf(dx, dy * 0.88, dz * 1.06);
  if (distance > 44) return none;
  const radius = distance + 3.6 * shape(x / 11, y / 11, z / 11) + 1.2 * rim(x / 5, y / 5, z / 5);
  const inner = 11 + 2.6 * rim(x / 9 + 20, y / 9, z / 9);
  const outer = 15.6 + 1.2 * rim(x / 8, y / 8 + 20, z / 8);
  const tumour = 1 - smoothStep(outer - 0.7, outer + 0.7, radius);
  const core = Math.min(tumour, 1 - smoothStep(inner - 0.9, inner + 0.9, radius));
  const reach = 26 + 9 * spread(x / 19, y / 19, z / 19) + 2.5 * rim(x / 7, y / 7, z / 7);
  const soaked = (1 - smoothStep(reach - 2.5, reach + 1.5, distance)) * smoothStep(0.35, 0.8, white);
  return { ncr: core, et: tumour - core, ed: (1 - tumour) * soaked };
}

/** A place that is written to again and again: no object per voxel. */
export interface Place {
  x: number;
  y: number;
  z: number;
}

/**
 * Mass effect: where the tissue now at (x, y, z) would lie without the tumour, written to `place`.
 * Pushes away from the centre, fading with distance.
 */
export function beforeMassEffect(x: number, y: number, z: number, place: Place): void {
  const [cx, cy, cz] = [lesionCentreMm[0], lesionCentreMm[1], lesionCentreMm[2]];
  const squared = (x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2;
  const pull = 1 - 0.34 * Math.exp(-squared / (2 * 21 * 21));
  place.x = cx + (x - cx) * pull;
  place.y = cy + (y - cy) * pull;
  place.z = cz + (z - cz) * pull;
}
