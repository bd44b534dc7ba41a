import type { LabelStyle } from '#shared/domain/display.ts';
import {
  internalLabels,
  regionTissues,
  regions,
  tissueColours,
  tissues,
  type Region,
  type Tissue,
} from '#shared/domain/label-scheme.ts';
import { colourWord } from './paint-pixels.ts';

/** Red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

/** Lines around regions: apart from the tissues' colours and from one another, for colour-blind readers too. */
export const regionColours: Readonly<Record<Region, Colour>> = {
  wt: [255, 255, 255],
  tc: [221, 130, 190],
  et: [0, 135, 80],
};

/** Where two label maps agree on a region, and where one of them has it alone. */
export const agreementColours: Readonly<Record<'both' | 'onlyShown' | 'onlyOther', Colour>> = {
  both: [0, 158, 115],
  onlyShown: [255, 150, 0],
  onlyOther: [170, 80, 220],
};

/** The line around what was taken as brain: apart from all of them. */
export const brainColour: Colour = [190, 170, 255];

/** What the reader wants to see of the label maps. */
export interface LabelChoice {
  readonly style: LabelStyle;
  readonly hiddenTissues: readonly Tissue[];
  /** Regions with a line around them, whatever the style. */
  readonly outlinedRegions: readonly Region[];
  /** Set: instead of tissues, where the shown and the other label map agree on this region. */
  readonly agreement: Region | null;
}

/** A line around all pixels whose code is a member. */
export interface LabelLine {
  /** By code: 1 for a member, else 0. */
  readonly members: Uint8Array;
  readonly colour: Colour;
}

/** How codes are drawn. Codes are pairs (see `pairedCode`). */
export interface LabelLook {
  /** Colour word by code, 0 for none; null when nothing is filled. */
  readonly fill: Uint32Array | null;
  /** In the order they are drawn. */
  readonly lines: readonly LabelLine[];
}

const otherShift = 2;
const codeMask = (1 << otherShift) - 1;
const pairCount = 1 << (2 * otherShift);

/** The internal codes of a pixel in the shown and in the other label map, in one number. */
export function pairedCode(shown: number, other: number): number {
  return (shown & codeMask) | ((other & codeMask) << otherShift);
}

export function createLabelLook(choice: LabelChoice): LabelLook {
  return choice.agreement === null ? tissueLook(choice) : agreementLook(choice, choice.agreement);
}

function tissueLook({ style, hiddenTissues, outlinedRegions }: LabelChoice): LabelLook {
  const visible = tissues.filter((tissue) => !hiddenTissues.includes(tissue));
  const isShown = (members: readonly Tissue[]) => codesWhere((shown) => hasTissue(shown, members));
  return {
    fill:
      style === 'outline'
        ? null
        : fillOf(visible.map((tissue) => ({ members: isShown([tissue]), colour: tissueColours[tissue] }))),
    lines: [
      ...(style === 'fill'
        ? []
        : visible.map((tissue) => ({ members: isShown([tissue]), colour: tissueColours[tissue] }))),
      ...regions
        .filter((region) => outlinedRegions.includes(region))
        .map((region) => ({ members: isShown(regionTissues[region]), colour: regionColours[region] })),
    ],
  };
}

function agreementLook({ style }: LabelChoice, region: Region): LabelLook {
  const members = regionTissues[region];
  const isIn = (code: number): boolean => hasTissue(code, members);
  const { both, onlyShown, onlyOther } = agreementColours;
  const fill = fillOf([
    { members: codesWhere((shown, other) => isIn(shown) && isIn(other)), colour: both },
    { members: codesWhere((shown, other) => isIn(shown) && !isIn(other)), colour: onlyShown },
    { members: codesWhere((shown, other) => !isIn(shown) && isIn(other)), colour: onlyOther },
  ]);
  const lines = [
    { members: codesWhere((_, other) => isIn(other)), colour: onlyOther },
    { members: codesWhere((shown) => isIn(shown)), colour: onlyShown },
  ];
  return { fill: style === 'outline' ? null : fill, lines: style === 'fill' ? [] : lines };
}

function hasTissue(code: number, members: readonly Tissue[]): boolean {
  return members.some((tissue) => internalLabels[tissue] === code);
}

function codesWhere(isMember: (shown: number, other: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: pairCount }, (_, code) => (isMember(code & codeMask, code >> otherShift) ? 1 : 0));
}

function fillOf(parts: readonly LabelLine[]): Uint32Array {
  const fill = new Uint32Array(pairCount);
  for (const { members, colour } of parts) {
    for (let code = 0; code < pairCount; code += 1) if (members[code] === 1) fill[code] = colourWord(colour);
  }
  return fill;
}
