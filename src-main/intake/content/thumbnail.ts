import { thumbnailSize } from '#shared/domain/finding.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

/** Shares of the slice's foreground shown as black and as white. */
const blackShare = 0.01;
const whiteShare = 0.995;

/**
 * An axial slice as a small grey picture, `thumbnailSize` squared, row by row from anterior, the
 * patient's right on the left (radiological). Linear in between; black outside.
 *
 * @param extentMm edge of the square shown, the same for pictures to be compared.
 */
export function drawThumbnail(sketch: Sketch, levelMm: number, extentMm: number): Uint8Array<ArrayBuffer> {
  const picture = new Uint8Array(thumbnailSize * thumbnailSize);
  const slice = Math.round(levelMm / sketchSpacingMm) - sketch.first[2];
  if (slice < 0 || slice >= sketch.size[2]) return picture;
  const grey = stretchGreys(sketch, slice);
  const step = extentMm / sketchSpacingMm / thumbnailSize;
  const centre = (thumbnailSize - 1) / 2;
  for (let row = 0; row < thumbnailSize; row += 1) {
    const y = (sketch.size[1] - 1) / 2 - (row - centre) * step;
    for (let column = 0; column < thumbnailSize; column += 1) {
      const x = (sketch.size[0] - 1) / 2 - (column - centre) * step;
      picture[row * thumbnailSize + column] = sampleLinear(sketch, grey, [x, y, slice]);
    }
  }
  return picture;
}

/** Edge of a square that holds every sketch's axial outline, with a margin. */
export function commonExtentMm(sketches: readonly Sketch[]): number {
  return Math.max(...sketches.map(({ size }) => Math.max(size[0], size[1]))) * sketchSpacingMm * 1.06;
}

/** Sketch value -> grey of the picture. */
function stretchGreys({ size, values }: Sketch, slice: number): Uint8Array {
  const plane = size[0] * size[1];
  const sorted = values
    .subarray(plane * slice, plane * (slice + 1))
    .filter((value) => value !== 0)
    .sort();
  const low = sorted[Math.floor(blackShare * (sorted.length - 1))] ?? 0;
  const high = sorted[Math.floor(whiteShare * (sorted.length - 1))] ?? 255;
  return Uint8Array.from({ length: 256 }, (_, value) =>
    value === 0 ? 0 : Math.min(Math.max(((value - low) / Math.max(high - low, 1)) * 239 + 16, 16), 255),
  );
}

function sampleLinear(
  { size, values }: Sketch,
  grey: Uint8Array,
  [x, y, z]: readonly [number, number, number],
): number {
  const i = Math.floor(x);
  const j = Math.floor(y);
  const at = (column: number, row: number): number => {
    if (column < 0 || row < 0 || column >= size[0] || row >= size[1]) return 0;
    return grey[values[column + size[0] * (row + size[1] * z)] ?? 0] ?? 0;
  };
  const front = at(i, j) + (at(i + 1, j) - at(i, j)) * (x - i);
  const back = at(i, j + 1) + (at(i + 1, j + 1) - at(i, j + 1)) * (x - i);
  return Math.round(front + (back - front) * (y - j));
}
