import { greyScaleOf, limitFeature } from './own-features.ts';
import type { Sketch } from '../../imaging/sketch.ts';

/*
 * What two images of the same head tell about each other: how they correlate, and on which side the
 * difference of their standardised levels has its tails (contrast agent brightens little, but much).
 */

export const pairFeatureCount = 7;

const differenceBins = 512;
const largestDifference = 4;

export interface PairComparison {
  /** Pearson's r over the points both have as foreground. */
  readonly correlation: number;
  readonly commonCount: number;
  /** Length `pairFeatureCount`: the correlation, then the difference first - second, which changes sign with the order. */
  readonly features: readonly number[];
}

/** Null when the two have too little of the head in common. */
export function comparePair(a: Sketch, b: Sketch): PairComparison | null {
  const levelsOfA = greyScaleOf(a);
  const levelsOfB = greyScaleOf(b);
  const sums = { count: 0, a: 0, b: 0, aa: 0, bb: 0, ab: 0, cubed: 0, d: 0, dd: 0 };
  const histogram = new Float64Array(differenceBins);
  visitCommon(a, b, (levelA, levelB) => {
    const u = levelsOfA[levelA] ?? 0;
    const v = levelsOfB[levelB] ?? 0;
    const d = u - v;
    sums.count += 1;
    sums.a += u;
    sums.b += v;
    sums.aa += u * u;
    sums.bb += v * v;
    sums.ab += u * v;
    sums.d += d;
    sums.dd += d * d;
    sums.cubed += d * d * d;
    const bin = Math.floor(((d + largestDifference) / (2 * largestDifference)) * differenceBins);
    const inside = Math.min(Math.max(bin, 0), differenceBins - 1);
    histogram[inside] = (histogram[inside] ?? 0) + 1;
  });
  if (sums.count < 0.3 * Math.min(a.foregroundCount, b.foregroundCount)) return null;
  const correlation = correlationOf(sums);
  return {
    correlation,
    commonCount: sums.count,
    features: [correlation, ...tailsOf(histogram, sums)].map(limitFeature),
  };
}

interface Sums {
  readonly count: number;
  readonly a: number;
  readonly b: number;
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
  readonly d: number;
  readonly dd: number;
  readonly cubed: number;
}

function correlationOf({ count, a, b, aa, bb, ab }: Sums): number {
  const covariance = ab / count - (a / count) * (b / count);
  const variances = (aa / count - (a / count) ** 2) * (bb / count - (b / count) ** 2);
  return variances > 0 ? covariance / Math.sqrt(variances) : 0;
}

/** All odd in the difference: skewness, and how much further the right tail reaches than the left at four depths. */
function tailsOf(histogram: Float64Array, { count, d, dd, cubed }: Sums): readonly number[] {
  const mean = d / count;
  const deviation = Math.sqrt(Math.max(dd / count - mean * mean, 1e-9));
  const skewness = (cubed / count - 3 * mean * (dd / count) + 2 * mean ** 3) / deviation ** 3;
  const at = (percent: number): number => {
    let seen = 0;
    const bin = histogram.findIndex((n) => (seen += n) >= (percent / 100) * count);
    return ((bin + 0.5) / differenceBins) * 2 * largestDifference - largestDifference;
  };
  const median = at(50);
  const reach = (percent: number): number => (at(percent) + at(100 - percent) - 2 * median) / deviation;
  return [Math.cbrt(skewness), reach(99.8), reach(99), reach(95), reach(80), mean / deviation];
}

/** The same pair the other way round. */
export function reverseFeatures([correlation = 0, ...difference]: readonly number[]): readonly number[] {
  return [correlation, ...difference.map((value) => -value)];
}

/** Calls `visit` with both levels, and the lattice index along S, at every point that is foreground in both. */
export function visitCommon(a: Sketch, b: Sketch, visit: (levelA: number, levelB: number, z: number) => void): void {
  const low = [0, 1, 2].map((axis) => Math.max(a.first[axis] ?? 0, b.first[axis] ?? 0));
  const high = [0, 1, 2].map((axis) =>
    Math.min((a.first[axis] ?? 0) + (a.size[axis] ?? 0), (b.first[axis] ?? 0) + (b.size[axis] ?? 0)),
  );
  const [x0 = 0, y0 = 0, z0 = 0] = low;
  const [x1 = 0, y1 = 0, z1 = 0] = high;
  const visitRow = (inA: number, inB: number, z: number): void => {
    for (let x = 0; x < x1 - x0; x += 1) {
      const levelA = a.values[inA + x] ?? 0;
      const levelB = b.values[inB + x] ?? 0;
      if (levelA !== 0 && levelB !== 0) visit(levelA, levelB, z);
    }
  };
  for (let z = z0; z < z1; z += 1) {
    for (let y = y0; y < y1; y += 1) {
      const inA = x0 - a.first[0] + a.size[0] * (y - a.first[1] + a.size[1] * (z - a.first[2]));
      const inB = x0 - b.first[0] + b.size[0] * (y - b.first[1] + b.size[1] * (z - b.first[2]));
      visitRow(inA, inB, z);
    }
  }
}
