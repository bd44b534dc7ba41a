import { describe, expect, test } from 'vitest';
import { internalLabels, regions, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { agreementColours, createLabelLook, pairedCode, regionColours, type Colour } from './label-look.ts';
import { colourWord } from './paint-pixels.ts';

const plain = { style: 'fill', hiddenTissues: [], outlinedRegions: [], agreement: null } as const;
const { ncr, ed, et } = internalLabels;

describe('createLabelLook', () => {
  test('fills every tissue in its colour, whatever the other label map says', () => {
    const { fill, lines } = createLabelLook(plain);
    expect(lines).toEqual([]);
    for (const tissue of tissues) {
      for (const other of [0, ncr, et]) {
        expect(fill?.[pairedCode(internalLabels[tissue], other)]).toBe(colourWord(tissueColours[tissue]));
      }
    }
    expect(fill?.[pairedCode(0, et)]).toBe(0);
  });

  test('leaves out a hidden tissue, fill and line', () => {
    const { fill, lines } = createLabelLook({ ...plain, style: 'both', hiddenTissues: ['ed'] });
    expect(fill?.[ed]).toBe(0);
    expect(fill?.[ncr]).not.toBe(0);
    expect(lines.map(({ colour }) => colour)).toEqual([tissueColours.ncr, tissueColours.et]);
  });

  test('draws a region as one line around its tissues, also when they are hidden', () => {
    const { lines } = createLabelLook({ ...plain, hiddenTissues: ['ncr'], outlinedRegions: ['tc'] });
    expect(lines.map(({ colour }) => colour)).toEqual([regionColours.tc]);
    expect([0, ncr, ed, et].map((code) => lines[0]?.members[code])).toEqual([0, 1, 0, 1]);
  });

  test('compares a region of two label maps', () => {
    const { fill } = createLabelLook({ ...plain, agreement: 'tc' });
    expect(fill?.[pairedCode(ncr, et)]).toBe(colourWord(agreementColours.both));
    expect(fill?.[pairedCode(et, ed)]).toBe(colourWord(agreementColours.onlyShown));
    expect(fill?.[pairedCode(0, et)]).toBe(colourWord(agreementColours.onlyOther));
    expect(fill?.[pairedCode(ed, ed)]).toBe(0);
  });
});

/*
 * Colours as dichromats see them: Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB;
 * distances in CIE Lab 1976 (about 2.3 is just noticeable).
 */
const dichromats = {
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function seenBy(matrix: readonly number[], colour: Colour): number[] {
  const linear = colour.map((channel) =>
    channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  const row = (n: number): number =>
    Math.min(
      Math.max(
        linear.reduce((sum, value, k) => sum + value * (matrix[3 * n + k] ?? 0), 0),
        0,
      ),
      1,
    );
  return labOf([row(0), row(1), row(2)]);
}

function labOf([r, g, b]: readonly [number, number, number]): number[] {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27) * (t / 116) + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each([
  ['tissues', tissues.map((tissue) => tissueColours[tissue])],
  ['regions', regions.map((region) => regionColours[region])],
  ['agreement', Object.values(agreementColours)],
] as const)('colours of %s', (_, colours) => {
  test.each(Object.keys(dichromats) as (keyof typeof dichromats)[])('differ for a %s', (kind) => {
    const seen = colours.map((colour) => seenBy(dichromats[kind], colour));
    const distances = seen.flatMap((a, n) =>
      seen.slice(n + 1).map((b) => Math.hypot(...a.map((value, k) => value - (b[k] ?? 0)))),
    );
    expect(Math.min(...distances)).toBeGreaterThan(20);
  });
});
