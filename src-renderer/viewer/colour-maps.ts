import type { ColourMapName } from '#shared/domain/display.ts';

/*
 * Colours of intensities: 256 words over RGBA bytes (see paint-pixels.ts), evenly spaced anchors joined
 * by straight lines. Lightness rises (or falls) steadily in every one, so that no step is invented and
 * none is lost on a colour-blind reader. Viridis and inferno: matplotlib's (CC0), to within 5 of 255.
 */
const anchors: Readonly<Record<ColourMapName, readonly number[]>> = {
  grey: [0x000000, 0xffffff],
  inverted: [0xffffff, 0x000000],
  hot: [0x000000, 0x550000, 0xaa0000, 0xff0000, 0xff5500, 0xffaa00, 0xffff00, 0xffff80, 0xffffff],
  viridis: [
    0x440154, 0x481769, 0x472a7a, 0x433d84, 0x3d4e8a, 0x355e8d, 0x2e6d8e, 0x297b8e, 0x23898e, 0x1f978b, 0x21a585,
    0x2eb37c, 0x46c06f, 0x65cb5e, 0x89d548, 0xb0dd2f, 0xd8e219, 0xfde725,
  ],
  inferno: [
    0x000004, 0x0a0722, 0x1e0c45, 0x380962, 0x510e6c, 0x69166e, 0x801f6c, 0x982766, 0xb0315b, 0xc63d4d, 0xd94d3d,
    0xe9612b, 0xf47918, 0xfa9407, 0xfcb014, 0xf8cd37, 0xf2ea69, 0xfcffa4,
  ],
};

const tables = new Map<ColourMapName, Uint32Array>();

/** 256 opaque colours from the window's low end to its high one; the same array every time. */
export function colourMapTable(name: ColourMapName): Uint32Array {
  const known = tables.get(name);
  if (known !== undefined) return known;
  const table = createColourTable(anchors[name]);
  tables.set(name, table);
  return table;
}

/** 256 opaque colours through evenly spaced anchors (0xrrggbb). */
export function createColourTable(colours: readonly number[]): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => colourAt(colours, index / 255));
}

function colourAt(colours: readonly number[], fraction: number): number {
  const position = fraction * (colours.length - 1);
  const below = Math.min(Math.floor(position), colours.length - 2);
  const share = position - below;
  const channel = (shift: number): number => {
    const from = ((colours[below] ?? 0) >> shift) & 255;
    const to = ((colours[below + 1] ?? 0) >> shift) & 255;
    return Math.round(from + (to - from) * share);
  };
  return ((0xff << 24) | (channel(0) << 16) | (channel(8) << 8) | channel(16)) >>> 0;
}
