import { createRandom } from '#shared/domain/random.ts';

/** Smooth noise over space, about -1..1, zero on average, with features about one unit wide. */
export type Noise = (x: number, y: number, z: number) => number;

const latticeSize = 32;

/** Value noise: random numbers on a lattice (repeating every 32 units), joined by a quintic blend. */
export function createNoise(seed: number): Noise {
  const random = createRandom(seed);
  const lattice = new Float32Array(latticeSize ** 3);
  for (let index = 0; index < lattice.length; index += 1) lattice[index] = random() * 2 - 1;
  return (x, y, z) => sampleLattice(lattice, x, y, z);
}

function sampleLattice(lattice: Float32Array, x: number, y: number, z: number): number {
  const wrap = latticeSize - 1;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const z0 = Math.floor(z);
  const u = blend(x - x0);
  const v = blend(y - y0);
  const left = x0 & wrap;
  const right = (x0 + 1) & wrap;
  const near = latticeSize * (y0 & wrap);
  const far = latticeSize * ((y0 + 1) & wrap);
  const low = latticeSize * latticeSize * (z0 & wrap);
  const high = latticeSize * latticeSize * ((z0 + 1) & wrap);
  const nearLow = mix(lattice[left + near + low] ?? 0, lattice[right + near + low] ?? 0, u);
  const farLow = mix(lattice[left + far + low] ?? 0, lattice[right + far + low] ?? 0, u);
  const nearHigh = mix(lattice[left + near + high] ?? 0, lattice[right + near + high] ?? 0, u);
  const farHigh = mix(lattice[left + far + high] ?? 0, lattice[right + far + high] ?? 0, u);
  return mix(mix(nearLow, farLow, v), mix(nearHigh, farHigh, v), blend(z - z0));
}

function blend(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Length of a vector. (`Math.hypot` guards against overflow, which cannot happen here, at thirty times the cost.) */
export function lengthOf(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}
