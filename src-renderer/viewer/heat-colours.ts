import { uncertainLevel, fullUncertainty } from '#shared/domain/uncertainty.ts';
import { colourMapTable } from './colour-maps.ts';

/** The strongest of it still shows the image. */
const largestAlpha = 0.85;
/** Below this share of the level from which a voxel counts as uncertain nothing is drawn. */
const faintest = 0.25;

let table: Uint32Array | null = null;

/**
 * Colour words of an uncertainty map's values: nothing where the network was sure, then inferno from
 * dark to bright, ever less transparent, up to an even choice between two labels and beyond.
 */
export function heatTable(): Uint32Array {
  table ??= Uint32Array.from({ length: fullUncertainty + 1 }, (_, value) => heatAt(value));
  return table;
}

function heatAt(value: number): number {
  const low = faintest * uncertainLevel;
  const share = (value - low) / (fullUncertainty / 2 - low);
  if (share <= 0) return 0;
  const strength = Math.min(1, share);
  const colour = colourMapTable('inferno')[Math.round(70 + 185 * strength)] ?? 0;
  const alpha = Math.round(255 * largestAlpha * Math.min(1, 0.25 + strength));
  return (((alpha << 24) >>> 0) | (colour & 0xffffff)) >>> 0;
}
