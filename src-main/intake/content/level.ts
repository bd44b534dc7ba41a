import { greyScaleOf } from './own-features.ts';
import { visitCommon } from './pair-features.ts';
import { rememberForPair, rememberForSketch } from './remember.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

/** Only slices where every image has at least this share of the foreground of the best slice are worth showing. */
const leastShare = 0.55;

/**
 * Height in the world at which images differ most from the first: where a few voxels differ much
 * (contrast agent, fluid), not where all differ a little; within all fields of view where they
 * share any height. Of one image: its widest slice. 0 for none.
 */
export function chooseLevelMm(sketches: readonly Sketch[]): number {
  const [first, ...others] = sketches;
  if (first === undefined) return 0;
  const common = commonShares(first, others);
  const shares = common.some((share) => share > 0) ? common : sharesOf(first);
  const largest = Math.max(...shares);
  const differences = new Float64Array(first.size[2]);
  for (const other of others) {
    differencesBetween(first, other).forEach((sum, slice) => (differences[slice] = (differences[slice] ?? 0) + sum));
  }
  let best = shares.indexOf(largest);
  shares.forEach((share, slice) => {
    if (share >= leastShare * largest && (differences[slice] ?? 0) > (differences[best] ?? 0)) best = slice;
  });
  return (first.first[2] + best) * sketchSpacingMm;
}

/** Foreground of each slice as a share of the widest one's. */
const sharesOf: (sketch: Sketch) => readonly number[] = rememberForSketch((sketch) => {
  const areas = Array.from({ length: sketch.size[2] }, (_, slice) => areaOf(sketch, slice));
  const widest = Math.max(...areas);
  return areas.map((area) => area / widest);
});

/** Slice by slice of `first`, the share of the image that shows least of itself there; 0 outside any of them. */
function commonShares(first: Sketch, others: readonly Sketch[]): readonly number[] {
  const shares = others.map((other) => ({ of: sharesOf(other), shift: first.first[2] - other.first[2] }));
  return sharesOf(first).map((share, slice) =>
    Math.min(share, ...shares.map(({ of, shift }) => of[slice + shift] ?? 0)),
  );
}

function areaOf({ size, values }: Sketch, slice: number): number {
  let area = 0;
  const plane = size[0] * size[1];
  for (let point = plane * slice; point < plane * (slice + 1); point += 1) if (values[point] !== 0) area += 1;
  return area;
}

/** Fourth powers of the standardised differences, summed slice by slice of `a`. */
const differencesBetween: (a: Sketch, b: Sketch) => Float64Array = rememberForPair((a, b) => {
  const differences = new Float64Array(a.size[2]);
  const [greyOfA, greyOfB] = [greyScaleOf(a), greyScaleOf(b)];
  visitCommon(a, b, (levelA, levelB, z) => {
    const slice = z - a.first[2];
    const squared = ((greyOfA[levelA] ?? 0) - (greyOfB[levelB] ?? 0)) ** 2;
    differences[slice] = (differences[slice] ?? 0) + squared * squared;
  });
  return differences;
});
