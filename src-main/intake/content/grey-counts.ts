import type { Sketch } from '../../imaging/sketch.ts';
import { rememberForSketch } from './remember.ts';

/** How many points of a sketch have each grey level, length 256; none counted for the background. Shared: not to be changed. */
export const greyCountsOf: (sketch: Sketch) => Float64Array = rememberForSketch(({ values }) => {
  const counts = new Float64Array(256);
  for (let point = 0; point < values.length; point += 1) {
    const level = values[point] ?? 0;
    counts[level] = (counts[level] ?? 0) + 1;
  }
  counts[0] = 0;
  return counts;
});
