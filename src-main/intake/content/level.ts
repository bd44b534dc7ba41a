import { measureGreyScale } from './own-features.ts';
import { visitCommon } from './pair-features.ts';
import { sketchSpacingMm, type Sketch } from './sketch.ts';

/** Only slices with at least this share of the widest one's foreground are worth showing. */
const leastShare = 0.55;

/**
 * Height in the world at which images differ most from the first: where a few voxels differ much
 * (contrast agent, fluid), not where all differ a little. Of one image: its widest slice. 0 for none.
 */
export function chooseLevelMm(sketches: readonly Sketch[]): number {
  const [first, ...others] = sketches;
  if (first === undefined) return 0;
  const areas = Array.from({ length: first.size[2] }, (_, slice) => areaOf(first, slice));
  const widest = Math.max(...areas);
  const differences = new Float64Array(first.size[2]);
  for (const other of others) addDifferences(first, other, differences);
  let best = areas.indexOf(widest);
  areas.forEach((area, slice) => {
    if (area >= leastShare * widest && (differences[slice] ?? 0) > (differences[best] ?? 0)) best = slice;
  });
  return (first.first[2] + best) * sketchSpacingMm;
}

function areaOf({ size, values }: Sketch, slice: number): number {
  let area = 0;
  const plane = size[0] * size[1];
  for (let point = plane * slice; point < plane * (slice + 1); point += 1) if (values[point] !== 0) area += 1;
  return area;
}

/** Fourth powers of the standardised differences, summed slice by slice of `a`. */
function addDifferences(a: Sketch, b: Sketch, differences: Float64Array): void {
  const greyA = measureGreyScale(a);
  const greyB = measureGreyScale(b);
  visitCommon(a, b, (levelA, levelB, z) => {
    const slice = z - a.first[2];
    differences[slice] = (differences[slice] ?? 0) + ((greyA[levelA] ?? 0) - (greyB[levelB] ?? 0)) ** 4;
  });
}
