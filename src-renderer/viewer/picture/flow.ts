/** Something in a row, by its index in what was given, and where it begins. */
export interface FlowPlace {
  readonly index: number;
  readonly row: number;
  readonly left: number;
}

/** Sets things one after the other in rows of a width; one wider than a row has a row of its own. */
export function flow(widths: readonly number[], rowWidth: number, gap: number): readonly FlowPlace[] {
  let [row, left] = [0, 0];
  return widths.map((width, index) => {
    if (left > 0 && left + width > rowWidth) [row, left] = [row + 1, 0];
    const place = { index, row, left };
    left += width + gap;
    return place;
  });
}
