import type { Sketch } from '../../imaging/sketch.ts';

/** Measures each sketch once. What was measured lives as long as the sketch does. */
export function rememberForSketch<T>(measure: (sketch: Sketch) => T): (sketch: Sketch) => T {
  const known = new WeakMap<Sketch, { readonly value: T }>();
  return (sketch) => {
    const entry = known.get(sketch) ?? { value: measure(sketch) };
    known.set(sketch, entry);
    return entry.value;
  };
}

/** The same for two sketches in their order. */
export function rememberForPair<T>(
  measure: (first: Sketch, second: Sketch) => T,
): (first: Sketch, second: Sketch) => T {
  const towards = rememberForSketch((first) => rememberForSketch((second) => measure(first, second)));
  return (first, second) => towards(first)(second);
}
