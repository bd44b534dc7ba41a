/** A block of pixels, counted from the picture's top left corner; `right` and `bottom` are beyond the last. */
export interface PixelBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The smallest block that holds every pixel that is not transparent (0); null when there are none. */
export function boundsOf(
  pixels: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
): PixelBounds | null {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if (pixels[row * width + column] === 0) continue;
      if (column < left) left = column;
      if (column >= right) right = column + 1;
      if (row < top) top = row;
      bottom = row + 1;
    }
  }
  return right === 0 ? null : { left, top, right, bottom };
}
