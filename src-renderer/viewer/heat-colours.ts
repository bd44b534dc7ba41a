import { uncertainLevel, fullUncertainty } from '#shared/domain/uncertainty.ts';
import { createColourTable } from './colour-maps.ts';

/*
 * Violet to pink, hues that no tissue has: a ramp with yellow and orange in it drew a ring of enhancing
 * tumour around a core where there was none. ColorBrewer's RdPu (Cynthia Brewer, Apache 2.0) from its dark
 * end; its palest three are left out, as white on a T1ce image reads as contrast medium. Lightness rises
 * steadily, and red-green blindness leaves every step apart from the tissues' colours (see the test).
 */
const ramp = createColourTable([0x49006a, 0x7a0177, 0xae017e, 0xdd3497, 0xf768a1, 0xfa9fb5]);

/** The strongest of it still shows the image. */
const largestAlpha = 0.85;
/** Below this share of the level from which a voxel counts as uncertain nothing is drawn. */
const faintest = 0.25;

let table: Uint32Array | null = null;

/**
 * Colour words of an uncertainty map's values: nothing where the network was sure, then violet to
 * pink, from dark to bright, ever less transparent, up to an even choice between two labels and beyond.
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
  const colour = ramp[Math.round(255 * strength)] ?? 0;
  const alpha = Math.round(255 * largestAlpha * Math.min(1, 0.25 + strength));
  return (((alpha << 24) >>> 0) | (colour & 0xffffff)) >>> 0;
}
