import { expect, test } from 'vitest';
import { colourMapNames, planes, type DisplayConvention } from '#shared/domain/display.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { gridOf, rangeOf } from './oblique-study.ts';
import {
  greyColour,
  greyStep,
  linearValue,
  mapColour,
  nearestValue,
  pixelsPerMm,
  placeOf,
  sliceCounts,
  sliceMm,
  textScale,
  throughAxis,
  type Colour,
  type ShownSlice,
  type SlicePixel,
} from './oracle.ts';
import { isColour, shownSlices, type Reader } from './reader.ts';

type Place = Pick<SlicePixel, 'worldMm'>;

const greyOf =
  (modality: Modality, window = rangeOf(modality)) =>
  ({ worldMm }: Place): Colour | undefined => {
    const value = nearestValue(modality, worldMm);
    return value === undefined ? undefined : greyColour(modality, value, window);
  };

/** What the picture would be if the volume lay a voxel further along one of its axes. */
const shiftedGrey =
  (modality: Modality, axis: 0 | 1 | 2) =>
  ({ worldMm }: Place): Colour | undefined => {
    const { directions, spacingMm } = gridOf[modality];
    const there = mapAxes((world) => worldMm[world] - directions[axis][world] * spacingMm[axis]);
    return greyOf(modality)({ worldMm: there });
  };

/** What the picture would be if the patient were turned round along a world axis. */
const mirroredGrey =
  (modality: Modality, axis: 0 | 1 | 2) =>
  ({ worldMm }: Place): Colour | undefined => {
    const { centreMm } = gridOf[modality];
    const there: Vec3 = mapAxes((n) => (n === axis ? 2 * centreMm[n] - worldMm[n] : worldMm[n]));
    return greyOf(modality)({ worldMm: there });
  };

/** What the image promises: shades, colours, sides, and every voxel in its place. */
export function imagePromises(reader: () => Reader): void {
  test('every voxel lies on its pixel; a flip or a shift by one voxel would be seen', async () => {
    for (const plane of planes) {
      const right = await reader().check(plane, greyOf('t1c'));
      expect(right.examples, plane).toEqual([]);
      expect(right.seen).toBeGreaterThan(600);
      for (const axis of [0, 1, 2] as const) {
        const shifted = await reader().check(plane, shiftedGrey('t1c', axis));
        expect(shifted.wrong, `${plane} shifted along ${axis}`).toBeGreaterThan(shifted.seen / 3);
        const mirrored = await reader().check(plane, mirroredGrey('t1c', axis));
        expect(mirrored.wrong, `${plane} mirrored along ${axis}`).toBeGreaterThan(mirrored.seen / 3);
      }
    }
  });

  test('what lies outside the volume is black', async () => {
    for (const plane of planes) {
      const pixels = reader().pixels(await reader().shown(plane));
      const outside = pixels.filter(({ worldMm }) => nearestValue('t1c', worldMm) === null);
      const colours = await reader().coloursAt(
        plane,
        outside.map(({ at }) => at),
      );
      expect(outside.length).toBeGreaterThan(30);
      expect(
        colours.filter((colour) => !isColour(colour, [0, 0, 0], 0)),
        plane,
      ).toEqual([]);
    }
  });

  test('smoothed, a pixel is mixed of the voxels around it', async () => {
    await reader().act(({ workspace }) => workspace.actions.display.toggleInterpolation(), null);
    for (const plane of planes) {
      const shown = await reader().shown(plane);
      // Chromium's own smoothing goes by sixteenths of a slice pixel, across and down
      const smoothed = await reader().check(plane, smoothedGrey(shown, reader().pixels(shown)), { tolerance: 16 });
      expect(smoothed.examples, plane).toEqual([]);
      expect(smoothed.seen).toBeGreaterThan(300);
      const unsmoothed = await reader().check(plane, greyOf('t1c'), { tolerance: 16 });
      expect(unsmoothed.wrong).toBeGreaterThan(unsmoothed.seen / 3);
    }
  });

  test('a window shows what is below black, above white, and shades between; a right drag changes it', async () => {
    const { low, high } = rangeOf('t1c');
    const narrow = { low: low + 0.4 * (high - low), high: low + 0.7 * (high - low) };
    await reader().act(({ workspace }, window) => workspace.actions.viewer.setWindow(window), narrow);
    for (const plane of planes) {
      expect((await reader().check(plane, greyOf('t1c', narrow))).examples, plane).toEqual([]);
      expect((await reader().check(plane, greyOf('t1c'))).wrong).toBeGreaterThan(200);
    }
    // right widens, up brightens: a 250th of the width for each pixel
    const from = await reader().inWindow('axial', { x: 200, y: 150 });
    await reader().page.mouse.move(from.x, from.y);
    await reader().page.mouse.down({ button: 'right' });
    await reader().page.mouse.move(from.x + 50, from.y - 25);
    await reader().page.mouse.up({ button: 'right' });
    await reader().act(() => undefined, null);
    const dragged = { low: narrow.low - (50 * (narrow.high - narrow.low)) / 250, high: narrow.high };
    for (const plane of planes) {
      expect((await reader().check(plane, greyOf('t1c', dragged))).examples, plane).toEqual([]);
    }
  });

  test.each(colourMapNames)('the colour map %s', async (name) => {
    await reader().act(({ workspace }, map) => workspace.actions.display.setColourMap(map), name);
    const coloured = ({ worldMm }: Place): Colour | undefined => {
      const value = nearestValue('t1c', worldMm);
      // outside the volume there is no colour of the map: the view's black
      return value == null ? undefined : mapColour(name, greyStep(value, rangeOf('t1c')));
    };
    for (const plane of planes) {
      const { examples, seen } = await reader().check(plane, coloured);
      expect(examples, plane).toEqual([]);
      expect(seen).toBeGreaterThan(300);
    }
  });

  test.each([
    ['radiological', { axial: 'RLAP', coronal: 'RLSI', sagittal: 'APSI' }],
    ['neurological', { axial: 'LRAP', coronal: 'LRSI', sagittal: 'APSI' }],
  ] as const)('%s: pictures and letters are on the same sides', async (convention, letters) => {
    await turnTo(reader(), convention);
    for (const plane of planes) {
      const drawn = await reader().check(plane, greyOf('t1c'), { convention });
      expect(drawn.examples, plane).toEqual([]);
      const { size } = await reader().shown(plane);
      expect(edgeLetters(await reader().takeTexts(plane), size), plane).toBe(letters[plane]);
    }
  });

  test.each(planes)('the %s slider steps through slices from left, back and bottom', async (plane) => {
    const [slice, axis] = [shownSlices[plane] + 2, throughAxis[plane]];
    await reader().page.getByTestId(`slice-slider-${plane}`).fill(String(slice));
    await reader().act(() => undefined, null);
    const throughMm = placeOf([slice, slice, slice])[axis];
    const onSlice = ({ worldMm }: Place): Colour | undefined =>
      greyOf('t1c')({ worldMm: mapAxes((n) => (n === axis ? throughMm : worldMm[n])) });
    expect((await reader().check(plane, onSlice)).examples).toEqual([]);
    expect((await reader().check(plane, greyOf('t1c'))).wrong).toBeGreaterThan(200);
    const caption = ` ${slice + 1}/${sliceCounts[axis]}`;
    expect((await reader().takeTexts(plane)).filter(({ text }) => text.endsWith(caption))).not.toEqual([]);
  });

  test.each(planes)('four modalities side by side, each from a grid of its own: %s', async (plane) => {
    await reader().act(({ workspace }, enlarged) => {
      workspace.actions.viewer.enlarge(enlarged);
      workspace.actions.display.setLayout('modalities');
    }, plane);
    for (const modality of modalities) {
      const { examples, seen } = await reader().check(plane, greyOf(modality), { paneId: modality });
      expect(examples, modality).toEqual([]);
      expect(seen, modality).toBeGreaterThan(600);
      const shifted = await reader().check(plane, shiftedGrey(modality, 0), { paneId: modality });
      expect(shifted.wrong, modality).toBeGreaterThan(shifted.seen / 3);
    }
  });

  test.each(modalities)('%s alone is drawn from its own grid in the frame of the study', async (modality) => {
    await reader().act(({ workspace }, chosen) => workspace.actions.viewer.showModality(chosen), modality);
    for (const plane of planes) expect((await reader().check(plane, greyOf(modality))).examples, plane).toEqual([]);
  });
}

/** Away and back, so that the letters are written anew and can be read. */
async function turnTo(reader: Reader, convention: DisplayConvention): Promise<void> {
  const other = convention === 'radiological' ? 'neurological' : 'radiological';
  for (const each of [other, convention] as const) {
    await reader.act(({ workspace }, wanted) => workspace.actions.viewer.setDisplayConvention(wanted), each);
    if (each === other) for (const plane of planes) await reader.takeTexts(plane);
  }
}

/** Left, right, top, bottom. */
function edgeLetters(texts: readonly { text: string; x: number; y: number }[], size: ShownSlice['size']): string {
  const inset = 14 * textScale(size);
  const [middleX, middleY] = [size.width / 2, size.height / 2];
  const edges = [
    texts.findLast(({ x, y }) => x < inset && y === middleY),
    texts.findLast(({ x, y }) => x > size.width - inset && y === middleY),
    texts.findLast(({ x, y }) => x === middleX && y < inset),
    texts.findLast(({ x, y }) => x === middleX && y > size.height - inset),
  ];
  return edges.map((text) => text?.text).join('');
}

/** Smoothed within the volume, and a second time by the canvas, from slice pixels to the middles of the screen's. */
function smoothedGrey(
  { plane, size }: ShownSlice,
  pixels: readonly SlicePixel[],
): (pixel: SlicePixel) => Colour | undefined {
  const cell = sliceMm * pixelsPerMm({ plane, size });
  const { perPixel } = size;
  const greys = new Map<string, number>();
  for (const { column, row, worldMm } of pixels) {
    const value = linearValue('t1c', worldMm);
    if (value != null) greys.set(`${column} ${row}`, greyStep(value, rangeOf('t1c')));
  }
  return ({ column, row, at }) => {
    const offX = (Math.floor(at.x / perPixel.x) + 0.5) * perPixel.x - at.x;
    const offY = (Math.floor(at.y / perPixel.y) + 0.5) * perPixel.y - at.y;
    const grey = (x: number, y: number): number => greys.get(`${column + x} ${row + y}`) ?? NaN;
    const mixed = (y: number): number => {
      const share = Math.abs(offX) / cell;
      return grey(0, y) * (1 - share) + grey(Math.sign(offX), y) * share;
    };
    const share = Math.abs(offY) / cell;
    const value = mixed(0) * (1 - share) + mixed(Math.sign(offY)) * share;
    return Number.isNaN(value) ? undefined : [value, value, value];
  };
}
