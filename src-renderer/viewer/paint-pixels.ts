import type { IntensityWindow } from './display-volume.ts';

/* Pixels are 32-bit words over RGBA bytes (little-endian): 0xAABBGGRR. */
export const opaqueBlack = 0xff000000;
export const transparent = 0;

/**
 * Colours of a slice: `window.low` and below the first of 256, `window.high` and above the last, linear
 * between, rounded to the nearest. NaN (outside the volume, or not a number) is transparent; an empty
 * window splits at `low`.
 */
export function paintIntensities(
  values: Float32Array,
  { low, high }: IntensityWindow,
  colours: Uint32Array,
  out: Uint32Array,
): void {
  const stepsPerUnit = high > low ? Math.min(255 / (high - low), Number.MAX_VALUE) : Number.MAX_VALUE;
  for (let pixel = 0; pixel < out.length; pixel += 1) {
    const value = values[pixel] ?? Number.NaN;
    if (Number.isNaN(value)) {
      out[pixel] = transparent;
      continue;
    }
    const step = (value - low) * stepsPerUnit + 0.5;
    out[pixel] = colours[step <= 0 ? 0 : step >= 255 ? 255 : step | 0] ?? transparent;
  }
}

/** The word of an opaque colour. */
export function colourWord([red, green, blue]: readonly [number, number, number]): number {
  return (opaqueBlack | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Full colours of a slice of label codes; how much of the image shows through is decided when they are laid over it. */
export function paintLabels(codes: Uint8Array, colours: Uint32Array, out: Uint32Array): void {
  for (let pixel = 0; pixel < out.length; pixel += 1) out[pixel] = colours[codes[pixel] ?? 0] ?? transparent;
}
