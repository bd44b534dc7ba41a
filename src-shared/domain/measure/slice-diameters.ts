/** A place in a slice, in mm. */
export interface SlicePlace {
  readonly x: number;
  readonly y: number;
}

export interface Diameter {
  readonly from: SlicePlace;
  readonly to: SlicePlace;
  readonly lengthMm: number;
}

/** Pixels of a slice, row by row, 0 or not; the centre of pixel (column, row) lies at (column * width, row * height) mm. */
export interface SliceMask {
  readonly pixels: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  readonly pixelMm: { readonly width: number; readonly height: number };
}

/** The outline of a mask: straight pieces between the middles of the pixel edges on which it ends. */
export interface Outline {
  /** x1, y1, x2, y2 of each piece, in mm. */
  readonly pieces: readonly number[];
}

/**
 * The outline at half height of each part of a mask that hangs together (pixels that share a face or a corner):
 * marching squares (Lorensen and Cline 1987, in the plane), so that a row of n pixels is n pixels long,
 * neither n - 1 (from centre to centre) nor longer (from corner to corner).
 */
export function outlineParts(mask: SliceMask): readonly Outline[] {
  const parts: number[][] = [];
  const numbers = numberParts(mask);
  const { columns, rows } = mask;
  for (let row = -1; row < rows; row += 1) {
    for (let column = -1; column < columns; column += 1) traceCell(mask, numbers, { column, row }, parts);
  }
  return parts.map((pieces) => ({ pieces }));
}

/** Number of the part each pixel belongs to, from 1; 0 outside. */
function numberParts({ pixels, columns, rows }: SliceMask): Int32Array {
  const numbers = new Int32Array(columns * rows);
  let count = 0;
  for (let start = 0; start < numbers.length; start += 1) {
    if (pixels[start] === 0 || numbers[start] !== 0) continue;
    count += 1;
    const waiting = [start];
    numbers[start] = count;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const [column, row] = [at % columns, Math.floor(at / columns)];
      for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, rows - 1); y += 1) {
        for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, columns - 1); x += 1) {
          const neighbour = y * columns + x;
          if (pixels[neighbour] === 0 || numbers[neighbour] !== 0) continue;
          numbers[neighbour] = count;
          waiting.push(neighbour);
        }
      }
    }
  }
  return numbers;
}

/** The pieces of outline between four neighbouring pixels; pixels that meet at a corner only are joined there. */
function traceCell(
  { columns, rows, pixelMm }: SliceMask,
  numbers: Int32Array,
  { column, row }: { readonly column: number; readonly row: number },
  parts: number[][],
): void {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= columns || y >= rows ? 0 : (numbers[y * columns + x] ?? 0);
  const [a, b] = [at(column, row), at(column + 1, row)];
  const [d, c] = [at(column, row + 1), at(column + 1, row + 1)];
  const part = Math.max(a, b, c, d); // neighbours by a corner too: all that are set belong to one
  if (part === 0) return;
  const code = (a === 0 ? 0 : 1) + (b === 0 ? 0 : 2) + (c === 0 ? 0 : 4) + (d === 0 ? 0 : 8);
  const edges: readonly (readonly [number, number])[] = [
    [column + 0.5, row],
    [column + 1, row + 0.5],
    [column + 0.5, row + 1],
    [column, row + 0.5],
  ];
  const pieces = (parts[part - 1] ??= []);
  for (const [from, to] of cellPieces[code] ?? []) {
    const [x1, y1] = edges[from] ?? [0, 0];
    const [x2, y2] = edges[to] ?? [0, 0];
    pieces.push(x1 * pixelMm.width, y1 * pixelMm.height, x2 * pixelMm.width, y2 * pixelMm.height);
  }
}

/** Which cell edges (0 above, 1 right, 2 below, 3 left) a piece joins, by the pixels that are set (1, 2, 4, 8 clockwise). */
const cellPieces: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [0, 1],
    [2, 3],
  ],
  [[0, 2]],
  [[2, 3]],
  [[2, 3]],
  [[0, 2]],
  [
    [3, 0],
    [1, 2],
  ],
  [[1, 2]],
  [[3, 1]],
  [[0, 1]],
  [[3, 0]],
  [],
];

/** The two places of an outline that lie farthest apart (both are corners of its convex hull); null for none. */
export function longestDiameter({ pieces }: Outline): Diameter | null {
  const hull = convexHull(pieces);
  let longest: Diameter | null = null;
  hull.forEach((from, n) => {
    for (const to of hull.slice(n + 1)) {
      const lengthMm = Math.hypot(to.x - from.x, to.y - from.y);
      if (lengthMm > (longest?.lengthMm ?? 0)) longest = { from, to, lengthMm };
    }
  });
  return longest;
}

/**
 * The longest diameter at a right angle to another: of all lines perpendicular to it, the one on which the
 * outline's outermost crossings lie farthest apart. Both ends lie on the outline; what lies between, as the
 * necrosis in a ring, counts. Null when the outline lies on a line.
 */
export function longestAcross({ pieces }: Outline, { from, to, lengthMm }: Diameter): Diameter | null {
  const along = { x: (to.x - from.x) / lengthMm, y: (to.y - from.y) / lengthMm };
  // t along the diameter, s across it
  const turned: number[] = [];
  for (let n = 0; n < pieces.length; n += 2) {
    const [x, y] = [(pieces[n] ?? 0) - from.x, (pieces[n + 1] ?? 0) - from.y];
    turned.push(x * along.x + y * along.y, y * along.x - x * along.y);
  }
  let best = { t: 0, low: 0, high: 0 };
  // between two corners the extent changes evenly: it is longest just beside a corner
  for (let n = 0; n < turned.length; n += 2) {
    for (const beside of [-besideMm, besideMm]) {
      const t = (turned[n] ?? 0) + beside;
      const { low, high } = crossings(turned, t);
      if (high - low > best.high - best.low) best = { t, low, high };
    }
  }
  if (best.high <= best.low) return null;
  const place = (s: number): SlicePlace => ({
    x: from.x + best.t * along.x - s * along.y,
    y: from.y + best.t * along.y + s * along.x,
  });
  return { from: place(best.low), to: place(best.high), lengthMm: best.high - best.low };
}

/** Far below what is measured, far above rounding: a line exactly through a corner is not decided by rounding. */
const besideMm = 1e-6;

/** Outermost crossings of the line at `t` with the pieces (t1, s1, t2, s2 of each). */
function crossings(pieces: readonly number[], t: number): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < pieces.length; n += 4) {
    const [t1, t2] = [pieces[n] ?? 0, pieces[n + 2] ?? 0];
    if (t1 > t === t2 > t) continue;
    const s1 = pieces[n + 1] ?? 0;
    const s = s1 + ((t - t1) / (t2 - t1)) * ((pieces[n + 3] ?? 0) - s1);
    low = Math.min(low, s);
    high = Math.max(high, s);
  }
  return { low, high };
}

/** Corners of the convex hull, in order (Andrew's monotone chain, 1979). */
export function convexHull(pieces: readonly number[]): readonly SlicePlace[] {
  const places: SlicePlace[] = [];
  for (let n = 0; n < pieces.length; n += 2) places.push({ x: pieces[n] ?? 0, y: pieces[n + 1] ?? 0 });
  places.sort((a, b) => a.x - b.x || a.y - b.y);
  const lower = chain(places);
  const upper = chain(places.toReversed());
  return lower.length < 2 ? lower : [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function chain(places: readonly SlicePlace[]): SlicePlace[] {
  const kept: SlicePlace[] = [];
  for (const place of places) {
    for (
      let [a, b] = [kept.at(-2), kept.at(-1)];
      a !== undefined && b !== undefined;
      [a, b] = [kept.at(-2), kept.at(-1)]
    ) {
      if ((b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x) > 0) break;
      kept.pop();
    }
    const last = kept.at(-1);
    if (last?.x !== place.x || last.y !== place.y) kept.push(place);
  }
  return kept;
}
