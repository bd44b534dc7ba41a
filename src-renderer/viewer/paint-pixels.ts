import { internalLabels, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import type { IntensityWindow } from './display-volume.ts';

/* Pixels are 32-bit words over RGBA bytes (little-endian): 0xAABBGGRR. */
const opaque = 0xff000000;
const transparent = 0;

/**
 * Greys of a slice: `window.low` and below black, `window.high` and above white, linear between,
 * rounded to the nearest of 256. NaN (outside the volume, or not a number) is transparent; an empty
 * window splits at `low`.
 */
export function paintGreys(values: Float32Array, { low, high }: IntensityWindow, out: Uint32Array): void {
  const greysPerUnit = high > low ? Math.min(255 / (high - low), Number.MAX_VALUE) : Number.MAX_VALUE;
  for (let pixel = 0; pixel < out.length; pixel += 1) {
    const value = values[pixel] ?? Number.NaN;
    if (Number.isNaN(value)) {
      out[pixel] = transparent;
      continue;
    }
    const grey = (value - low) * greysPerUnit + 0.5;
    const byte = grey <= 0 ? 0 : grey >= 255 ? 255 : grey | 0;
    out[pixel] = opaque | (byte * 0x010101);
  }
}

/** Colour of every label code in the internal scheme; background and unknown codes are transparent. */
export const labelColours: Uint32Array = createLabelColours();

function createLabelColours(): Uint32Array {
  const colours = new Uint32Array(256);
  for (const tissue of tissues) {
    const [red, green, blue] = tissueColours[tissue];
    colours[internalLabels[tissue]] = opaque | (blue << 16) | (green << 8) | red;
  }
  return colours;
}

/** Full colours of a slice of label codes; how much of the image shows through is decided when they are laid over it. */
export function paintLabels(codes: Uint8Array, colours: Uint32Array, out: Uint32Array): void {
  for (let pixel = 0; pixel < out.length; pixel += 1) out[pixel] = colours[codes[pixel] ?? 0] ?? transparent;
}
