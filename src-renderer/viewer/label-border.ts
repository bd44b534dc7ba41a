/**
 * The border of the pixels whose code is a member, as straight runs along pixel edges.
 *
 * @param codes   width * height codes, row by row from the top left.
 * @param members by code: 1 for a member, else 0.
 * @returns       x1, y1, x2, y2 of every run, in pixels from the picture's top left corner; neighbouring
 *                edges of one line are one run.
 */
export function traceBorder(
  codes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  members: Uint8Array,
): number[] {
  const rows = memberRows(codes, { width, height }, members);
  const runs: number[] = [];
  const isMember = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : (members[codes[row * width + column] ?? 0] ?? 0);
  if (rows.from === rows.to) return runs;
  for (let edge = rows.from; edge <= rows.to; edge += 1) {
    const isEdge = (column: number): boolean => isMember(column, edge - 1) !== isMember(column, edge);
    forEachRun({ from: 0, to: width }, isEdge, (start, end) => runs.push(start, edge, end, edge));
  }
  for (let edge = 0; edge <= width; edge += 1) {
    const isEdge = (row: number): boolean => isMember(edge - 1, row) !== isMember(edge, row);
    forEachRun(rows, isEdge, (start, end) => runs.push(edge, start, edge, end));
  }
  return runs;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Longest stretches of a half-open range that all satisfy a condition. */
function forEachRun(
  { from, to }: Range,
  isIn: (index: number) => boolean,
  take: (from: number, to: number) => void,
): void {
  let start = -1;
  for (let index = from; index <= to; index += 1) {
    const isInRun = index < to && isIn(index);
    if (isInRun && start < 0) start = index;
    if (isInRun || start < 0) continue;
    take(start, index);
    start = -1;
  }
}

/** The rows that have members, as a half-open range; empty when there are none. */
function memberRows(
  codes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  members: Uint8Array,
): Range {
  const hasMember = (row: number): boolean => {
    for (let pixel = row * width; pixel < (row + 1) * width; pixel += 1)
      if (members[codes[pixel] ?? 0] === 1) return true;
    return false;
  };
  let from = 0;
  while (from < height && !hasMember(from)) from += 1;
  let to = height;
  while (to > from && !hasMember(to - 1)) to -= 1;
  return { from, to };
}
