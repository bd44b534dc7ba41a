import type { CanvasSize } from '../viewport.ts';

export interface TilePlace extends CanvasSize {
  readonly left: number;
  readonly top: number;
}

export interface TileArrangement {
  /** One for each tile, in their order. */
  readonly places: readonly TilePlace[];
  readonly size: CanvasSize;
}

/**
 * Places tiles as the views of a layout lie on the page, without the page's controls between them. No
 * tile is smaller than asked for; those beside or below a larger one grow to its edge.
 *
 * @param largeIndex the tile on the left with all others below one another beside it; null: two columns, row by row.
 */
export function arrangeTiles(sizes: readonly CanvasSize[], largeIndex: number | null, gap: number): TileArrangement {
  const large = largeIndex === null ? undefined : sizes[largeIndex];
  return large === undefined || sizes.length === 1
    ? inColumns(sizes, gap)
    : besideLarge(sizes, { large, largeIndex: largeIndex ?? 0 }, gap);
}

function inColumns(sizes: readonly CanvasSize[], gap: number): TileArrangement {
  const columnCount = Math.min(sizes.length, 2);
  const rowCount = Math.ceil(sizes.length / columnCount);
  const columns = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...sizes.filter((_size, n) => n % columnCount === column).map(({ width }) => width)),
  );
  const rows = Array.from({ length: rowCount }, (_, row) =>
    Math.max(...sizes.filter((_size, n) => Math.floor(n / columnCount) === row).map(({ height }) => height)),
  );
  const places = sizes.map((_, n) => {
    const [column, row] = [n % columnCount, Math.floor(n / columnCount)];
    return {
      left: sumWithGaps(columns.slice(0, column), gap),
      top: sumWithGaps(rows.slice(0, row), gap),
      width: columns[column] ?? 0,
      height: rows[row] ?? 0,
    };
  });
  return { places, size: { width: sumWithGaps(columns, gap) - gap, height: sumWithGaps(rows, gap) - gap } };
}

function besideLarge(
  sizes: readonly CanvasSize[],
  { large, largeIndex }: { large: CanvasSize; largeIndex: number },
  gap: number,
): TileArrangement {
  const others = sizes.filter((_, n) => n !== largeIndex);
  const asked =
    sumWithGaps(
      others.map(({ height }) => height),
      gap,
    ) - gap;
  const height = Math.max(large.height, asked);
  const width = Math.max(...others.map((other) => other.width));
  let top = 0;
  const places = sizes.map((size, n) => {
    if (n === largeIndex) return { left: 0, top: 0, width: large.width, height };
    const isLast = size === others.at(-1);
    const grown = isLast ? height - top : size.height + Math.floor((height - asked) / others.length);
    const place = { left: large.width + gap, top, width, height: grown };
    top += grown + gap;
    return place;
  });
  return { places, size: { width: large.width + gap + width, height } };
}

/** Where the next one begins after lengths with a gap behind each. */
function sumWithGaps(lengths: readonly number[], gap: number): number {
  return lengths.reduce((sum, length) => sum + length + gap, 0);
}
