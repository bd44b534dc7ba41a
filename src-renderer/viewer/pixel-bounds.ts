/** A block of pixels, counted from the picture's top left corner; `right` and `bottom` are beyond the last. */
export interface PixelBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The smallest block that holds every pixel that can be seen; null when there are none.
 *
 * @param unseen the word of what lies behind: it is not seen, and neither is 0, which is transparent.
 */
export function boundsOf(
  pixels: Uint32Array,
  { width, height }: { readonly width: number; readonly height: number },
  unseen: number,
): PixelBounds | null {
  const isUnseen = (pixel: number): boolean => pixels[pixel] === 0 || pixels[pixel] === unseen;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    let first = 0;
    while (first < width && isUnseen(start + first)) first += 1;
    if (first === width) continue;
    let last = width - 1;
    while (isUnseen(start + last)) last -= 1;
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, row);
    bottom = row + 1;
  }
  return right === 0 ? null : { left, top, right, bottom };
}
