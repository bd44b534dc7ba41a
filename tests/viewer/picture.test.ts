import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transformPoint, type Affine } from '#shared/domain/affine.ts';
import { planes, type Plane } from '#shared/domain/display.ts';
import { voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import { bundlePage } from './bundle-page.ts';
import type { PicturedStudy } from './picture-page.ts';
import {
  countTrue,
  crossing,
  isBright,
  isLit,
  isMask,
  meanPlace,
  pixelIs,
  scaleBar,
  type TakenPicture,
} from './picture-reading.ts';

const executablePath = process.env['GLIOSCOPE_CHROMIUM'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) process.stderr.write(`skipped: no Chromium at ${executablePath} (Debian: chromium)\n`);

const shape: Shape = [44, 30, 18];
/** 1.2 x 2 x 3.5 mm, stored towards left, turned 24 degrees about S and 15 about R. */
const affine: Affine = obliqueAffine();
/** Off the middle in every direction, and without a symmetry. */
const lesionBox: { readonly from: Vec3; readonly to: Vec3 } = { from: [27, 5, 10], to: [34, 9, 12] };
const isLesion = (voxel: readonly number[]): boolean =>
  voxel.every((index, n) => index >= lesionBox.from[n]! && index <= lesionBox.to[n]!);

/* A place inside the lesion in all three slices, on a slice of the frame: 0.6 mm is half its spacing. */
const crosshairMm = transformPoint(affine, [30, 7, 11]);

function obliqueAffine(): Affine {
  const [c, s] = [Math.cos((24 * Math.PI) / 180), Math.sin((24 * Math.PI) / 180)];
  const [d, t] = [Math.cos((15 * Math.PI) / 180), Math.sin((15 * Math.PI) / 180)];
  const [x, y, z] = [-1.2, 2, 3.5];
  return [c * x, -s * d * y, s * t * z, 31, s * x, c * d * y, -c * t * z, -17, 0, t * y, d * z, 4, 0, 0, 0, 1];
}

/** Voxels of the lesion after a change to where it is stored. */
function stored(move: (voxel: Vec3) => Vec3 = (voxel) => voxel): number[] {
  const offsets = [];
  for (let z = lesionBox.from[2]; z <= lesionBox.to[2]; z += 1) {
    for (let y = lesionBox.from[1]; y <= lesionBox.to[1]; y += 1) {
      for (let x = lesionBox.from[0]; x <= lesionBox.to[0]; x += 1) offsets.push(voxelOffset(shape, move([x, y, z])));
    }
  }
  return offsets;
}

/** World axes shown towards the right and downwards, with the sign of a step that way: said without the viewer. */
const shownAxes: Record<Plane, { across: 0 | 1; down: 1 | 2 }> = {
  axial: { across: 0, down: 1 },
  coronal: { across: 0, down: 2 },
  sagittal: { across: 1, down: 2 },
};
const sides: Record<Plane, string> = { axial: 'RLAP', coronal: 'RLSI', sagittal: 'APSI' };

/** Where the lesion's section has its middle, in mm to the right of and below the crosshair. */
function expectedMiddle(plane: Plane): { x: number; y: number } {
  const { across, down } = shownAxes[plane];
  let [count, sumX, sumY] = [0, 0, 0];
  for (let x = -20; x <= 20; x += 0.2) {
    for (let y = -20; y <= 20; y += 0.2) {
      const place: [number, number, number] = [...crosshairMm];
      place[across] -= x; // right, anterior and superior lie at the left and the top
      place[down] -= y;
      if (!isLesion(voxelAt(place))) continue;
      count += 1;
      sumX += x;
      sumY += y;
    }
  }
  return { x: sumX / count, y: sumY / count };
}

/** Below the crosshair, where neither its lines nor a letter are. */
const belowMm = 6;

/** How wide the head is along a row below the crosshair. */
function expectedWidthMm(plane: Plane): number {
  const { across, down } = shownAxes[plane];
  const stepMm = 0.05;
  const inHead = (n: number): boolean => {
    const place: [number, number, number] = [...crosshairMm];
    place[across] += n * stepMm;
    place[down] -= belowMm;
    return voxelAt(place).every((index, axis) => index >= 0 && index < shape[axis]!);
  };
  return stepMm * (countTrue(4000, inHead) + countTrue(4000, (n) => inHead(-n - 1)));
}

/** The rotation's inverse is its transpose. */
function voxelAt(place: Vec3): number[] {
  return [0, 1, 2].map((n) => {
    const column = [0, 1, 2].map((row) => affine[row * 4 + n]!);
    const along = column.reduce((sum, value, row) => sum + value * (place[row]! - affine[row * 4 + 3]!), 0);
    return Math.round(along / column.reduce((sum, value) => sum + value * value, 0));
  });
}

describe.skipIf(!hasChromium)('a picture of the views', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1600, height: 600 } });
    await page.setContent('<style>body { margin: 0; display: flex } canvas { width: 520px; height: 460px }</style>');
    await page.addScriptTag({ content: (await bundlePage('picture-page.ts')).script });
  });
  afterAll(async () => {
    await browser.close();
  });

  async function take(shown: readonly Plane[], change: Partial<PicturedStudy> = {}): Promise<TakenPicture> {
    const study = { shape, affine, lesion: stored(), crosshairMm, isMaskShown: true, stripPixels: Infinity, ...change };
    const sent = await page.evaluate(([given, asked]) => window.takePicture(given, asked), [study, shown] as const);
    return { ...sent, pixels: Buffer.from(sent.pixels, 'base64') };
  }

  /** Middle of the lesion in mm from the crosshair, by the picture's own scale bar. */
  async function measuredMiddle(plane: Plane, change: Partial<PicturedStudy> = {}): Promise<{ x: number; y: number }> {
    const picture = await take([plane], change);
    const { pixelsPerMm } = scaleBar(picture);
    const middle = meanPlace(picture, change.isMaskShown === false ? isBright : isMask);
    const crosshair = crossing(picture);
    return { x: (middle.x - crosshair.x) / pixelsPerMm, y: (middle.y - crosshair.y) / pixelsPerMm };
  }

  async function worstError(change: Partial<PicturedStudy> = {}): Promise<number> {
    const errors = [];
    for (const plane of planes) {
      const [measured, expected] = [await measuredMiddle(plane, change), expectedMiddle(plane)];
      errors.push(Math.hypot(measured.x - expected.x, measured.y - expected.y));
    }
    return Math.max(...errors);
  }

  test('the mask, and the bright voxels under it, lie where the affine says, measured with the scale bar', async () => {
    expect(await worstError()).toBeLessThan(0.5);
    expect(await worstError({ isMaskShown: false })).toBeLessThan(0.5);
  });

  test.each(planes)('%s: the scale bar is as long as it says, measured with the width of the head', async (plane) => {
    const picture = await take([plane]);
    const { pixelsPerMm, lengthPixels } = scaleBar(picture);
    const { y } = crossing(picture);
    const row = Math.round(y + belowMm * pixelsPerMm);
    const lit = countTrue(picture.width, (x) => pixelIs(picture, x, row, isLit));
    // an edge lies half a pixel of the frame off at most, on either side
    expect(Math.abs(lit / pixelsPerMm - expectedWidthMm(plane))).toBeLessThan(1.3);
    expect(lengthPixels).toBeGreaterThan(150);
  });

  test('zoomed, the scale bar is as long as it says', async () => {
    const [resting, zoomed] = [await take(['axial']), await take(['axial'], { zoom: 1.25 })];
    const widthMm = (picture: TakenPicture): number => {
      const { pixelsPerMm } = scaleBar(picture);
      const row = Math.round(crossing(picture).y + belowMm * pixelsPerMm);
      return countTrue(picture.width, (x) => pixelIs(picture, x, row, isLit)) / pixelsPerMm;
    };
    expect(scaleBar(zoomed).pixelsPerMm / scaleBar(resting).pixelsPerMm).toBeCloseTo(1.25, 1);
    expect(Math.abs(widthMm(zoomed) - expectedWidthMm('axial'))).toBeLessThan(1.3);
  });

  test.each([0, 1, 2] as const)('one voxel further, or mirrored, along stored axis %d is noticed', async (axis) => {
    const moved = (voxel: Vec3, index: number): Vec3 => [
      axis === 0 ? index : voxel[0],
      axis === 1 ? index : voxel[1],
      axis === 2 ? index : voxel[2],
    ];
    expect(await worstError({ lesion: stored((voxel) => moved(voxel, voxel[axis] + 1)) })).toBeGreaterThan(0.8);
    // seen about the crosshair, which lies in the lesion: the picture of a mirrored head has it elsewhere, or nowhere
    const mirrored = await worstError({ lesion: stored((voxel) => moved(voxel, shape[axis] - 1 - voxel[axis])) });
    expect(mirrored > 3 || Number.isNaN(mirrored)).toBe(true);
  });

  test.each(planes)(
    '%s: letters stand at their sides; the title, the window and the notice are there',
    async (plane) => {
      const { texts, width, height } = await take([plane]);
      const tileHeight = (width * 460) / 520;
      expect(width).toBe(2000);
      expect(height).toBeGreaterThan(tileHeight + 60);
      const at = (isThere: (x: number, y: number) => boolean): string | undefined =>
        texts.find(({ text, x, y }) => text.length === 1 && isThere(x / width, y / tileHeight))?.text;
      const letters = [
        at((x, y) => x < 0.06 && Math.abs(y - 0.5) < 0.01),
        at((x, y) => x > 0.94 && Math.abs(y - 0.5) < 0.01),
        at((x, y) => Math.abs(x - 0.5) < 0.01 && y < 0.06),
        at((x, y) => Math.abs(x - 0.5) < 0.01 && y > 0.94 && y < 1),
      ];
      expect(letters.join('')).toBe(sides[plane]);
      expect(texts.map(({ text }) => text)).toEqual(
        expect.arrayContaining([plane, 'W 1000', 'Legend', 'Facts', 'Research', 'only']),
      );
    },
  );

  test('painted strip by strip it is the same picture, and it stays that of the moment it was asked for', async () => {
    const whole = await take(planes);
    const inStrips = await take(planes, { stripPixels: 2 ** 17 });
    const disturbed = await take(planes, { stripPixels: 2 ** 17, isChangedMeanwhile: true });
    expect(whole.shares).toEqual([1]);
    expect(inStrips.shares.length).toBeGreaterThan(8);
    expect(inStrips.shares.toSorted((a, b) => a - b)).toEqual(inStrips.shares);
    expect(inStrips.shares.at(-1)).toBe(1);
    expect(whole.pixels.filter((value) => value > 60 && value < 255).length).toBeGreaterThan(200_000);
    expect(inStrips.pixels.equals(whole.pixels)).toBe(true);
    expect(disturbed.pixels.equals(whole.pixels)).toBe(true);
  });

  test('a crosshair does not strike through a caption', async () => {
    const through = await page.evaluate(() => window.crosshairThroughCaption(false));
    const keptFree = await page.evaluate(() => window.crosshairThroughCaption(true));
    expect(through.within).toBeGreaterThan(20);
    expect(keptFree.within).toBe(0);
    expect(keptFree.elsewhere).toBeGreaterThan(through.elsewhere - 10); // the box ends between two pixels
  });

  test('colours other than grey are told by a bar: the window’s high end above, its low end below', async () => {
    const numbers = ({ texts }: TakenPicture): string[] =>
      texts.map(({ text }) => text).filter((text) => /^-?\d+$/.test(text));
    expect(numbers(await take(['axial']))).toEqual([]);
    const picture = await take(['axial'], { colourMap: 'inferno' });
    expect(numbers(picture)).toEqual(['1000', '0']);
    const [high, low] = ['1000', '0'].map((said) => picture.texts.find(({ text }) => text === said)!);
    expect(high!.y).toBeGreaterThan(0.5 * low!.y);
    const size = low!.y - high!.y;
    const colourAt = (share: number): number[] => {
      const at = 4 * (Math.round(high!.y + share * size) * picture.width + Math.round(high!.x + 0.02 * picture.width));
      return [...picture.pixels.subarray(at, at + 3)];
    };
    // inferno, as published: pale yellow, orange-red, nearly black
    const isNear = (colour: number[], wanted: readonly number[]): boolean =>
      colour.every((channel, n) => Math.abs(channel - wanted[n]!) < 24);
    expect([colourAt(0.01), colourAt(0.5), colourAt(0.99)]).toSatisfy(
      ([top, middle, bottom]: number[][]) =>
        isNear(top!, [252, 255, 164]) && isNear(middle!, [188, 55, 84]) && isNear(bottom!, [0, 0, 4]),
    );
  });

  test('all views: the large one at the left, the others below one another beside it, each with its scale bar', async () => {
    const { texts, width } = await take(planes);
    const [axial, coronal, sagittal] = planes.map((plane) => texts.find(({ text }) => text === plane)!);
    expect(axial!.x).toBeLessThan(width / 4);
    expect(coronal!.x).toBeGreaterThan(width * 0.45);
    expect(sagittal!.x).toBe(coronal!.x);
    expect(sagittal!.y).toBeGreaterThan(coronal!.y + 500);
    expect(texts.filter(({ text }) => / mm$/.test(text))).toHaveLength(3);
  });
});
