import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planes, type Plane } from '#shared/domain/display.ts';
import { internalLabels, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import { colourMapTable } from '../../src-renderer/viewer/colour-maps.ts';
import { agreementColours } from '../../src-renderer/viewer/label-look.ts';
import { normalAxis } from '../../src-renderer/viewer/planes.ts';
import type { SliceScene } from '../../src-renderer/viewer/slice-view.ts';
import type { CanvasPoint } from '../../src-renderer/viewer/viewport.ts';
import { bundlePage } from './bundle-page.ts';
import type { PhantomOptions } from './canvas-page.ts';
import { crosshairMm, expectedPixels, isUnderText, labelEdges, slice, view } from './phantom-pixels.ts';
import { phantomLabel, phantomPlaceMm, phantomSize, phantomValue, phantomVoxels } from './phantom.ts';

const executablePath = process.env['GLIOSCOPE_CHROMIUM'] ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);
if (!hasChromium) process.stderr.write(`skipped: no Chromium at ${executablePath} (Debian: chromium)\n`);

describe.skipIf(!hasChromium)('slice views in Chromium', () => {
  let browser: Browser;
  let page: Page;

  async function openPage(deviceScaleFactor: number): Promise<Page> {
    const context = await browser.newContext({ deviceScaleFactor, viewport: { width: 1600, height: 600 } });
    const opened = await context.newPage();
    await opened.setContent(
      `<style>body { margin: 0; display: flex } canvas { width: ${view.width}px; height: ${view.height}px }</style>`,
    );
    await opened.addScriptTag({ content: script });
    return opened;
  }

  let script = '';
  beforeAll(async () => {
    ({ script } = await bundlePage());
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    page = await openPage(1);
  });
  afterAll(async () => {
    await browser.close();
  });

  async function show(phantom: PhantomOptions, change: Partial<SliceScene> = {}, on = page): Promise<void> {
    await on.evaluate(([options, changed]) => window.viewerPage.show(options, changed), [
      phantom,
      { crosshairMm, ...change },
    ] as const);
  }

  async function coloursAt(plane: Plane, points: readonly CanvasPoint[], on = page): Promise<number[][]> {
    return on.evaluate(([p, at]) => window.viewerPage.coloursAt(p, at), [plane, points] as const);
  }

  /** Voxels whose pixel on the canvas does not have the colour expected of them, and how many were looked at. */
  async function checkPicture(
    plane: Plane,
    colourOf: (voxel: Vec3) => readonly number[],
    on = page,
  ): Promise<{ wrong: number; seen: number }> {
    const visible = expectedPixels(plane).filter(({ at }) => !isUnderText(at));
    const colours = await coloursAt(
      plane,
      visible.map(({ at }) => at),
      on,
    );
    const isWrong = ({ voxel }: { voxel: Vec3 }, n: number): boolean =>
      colourOf(voxel).some((value, channel) => Math.abs(value - (colours[n]?.[channel] ?? -99)) > 2);
    return { wrong: visible.filter(isWrong).length, seen: visible.length };
  }

  const greyOf = (voxel: Vec3): number => Math.round((phantomValue(voxel) / phantomVoxels) * 255);
  const imageColour = (voxel: Vec3): readonly number[] => Array.from({ length: 3 }, () => greyOf(voxel));
  const blendedColour = (voxel: Vec3): readonly number[] => {
    const tissue = tissues.find((candidate) => internalLabels[candidate] === phantomLabel(voxel));
    return tissue === undefined
      ? imageColour(voxel)
      : tissueColours[tissue].map((channel) => (channel + greyOf(voxel)) / 2);
  };

  test.each(planes)('%s: every voxel lies on its pixel, labels off and on', async (plane) => {
    for (const orientation of ['LPS', 'SAR']) {
      await show({ orientation });
      const image = await checkPicture(plane, imageColour);
      expect(image.wrong).toBe(0);
      expect(image.seen).toBeGreaterThan(70);
      await show({ orientation }, { isLabelsVisible: true });
      expect(await checkPicture(plane, blendedColour)).toEqual({ wrong: 0, seen: image.seen });
      expect((await checkPicture(plane, imageColour)).wrong).toBeGreaterThan(image.seen / 2);
      await show({ orientation }, { isLabelsVisible: true, labelOpacity: 0 });
      expect((await checkPicture(plane, imageColour)).wrong).toBe(0);
    }
  });

  test.each(planes)('%s: a hidden tissue leaves the image, the others their colours', async (plane) => {
    await show({ orientation: 'LPS', choice: { hiddenTissues: ['ed'] } }, { isLabelsVisible: true });
    const isOedema = (voxel: Vec3): boolean => phantomLabel(voxel) === internalLabels.ed;
    const expected = (voxel: Vec3): readonly number[] => (isOedema(voxel) ? imageColour : blendedColour)(voxel);
    expect((await checkPicture(plane, expected)).wrong).toBe(0);
    expect((await checkPicture(plane, blendedColour)).wrong).toBeGreaterThan(10);
  });

  test.each(planes)('%s: an outline lies on the edges between voxels, and leaves their middles', async (plane) => {
    await show({ orientation: 'SAR', choice: { style: 'outline' } }, { isLabelsVisible: true });
    expect((await checkPicture(plane, imageColour)).wrong).toBe(0);
    const edges = labelEdges(plane).filter(({ at }) => !isUnderText(at));
    const colours = await coloursAt(
      plane,
      edges.map(({ at }) => at),
    );
    const isLine = (n: number, by: number): boolean => {
      const { tissue } = edges[(n + by) % edges.length]!;
      return tissueColours[tissue].every((value, channel) => Math.abs(value - (colours[n]?.[channel] ?? -99)) < 60);
    };
    expect(edges.length).toBeGreaterThan(60);
    expect(edges.filter((_, n) => !isLine(n, 0))).toEqual([]);
    expect(edges.filter((_, n) => !isLine(n, 1)).length).toBeGreaterThan(edges.length / 3);
  });

  test.each(planes)('%s: two label maps are compared voxel by voxel', async (plane) => {
    // stored in patient order, so that the voxel after one is its neighbour to the right
    await show({ orientation: 'RAS', otherShift: 1, choice: { agreement: 'tc' } }, { isLabelsVisible: true });
    const isCore = (code: number): boolean => code === internalLabels.ncr || code === internalLabels.et;
    const next = (voxel: Vec3): Vec3 => {
      const offset = (voxelOffset(phantomSize, voxel) + 1) % phantomVoxels;
      const [x, y] = phantomSize;
      return [offset % x, Math.floor(offset / x) % y, Math.floor(offset / (x * y))];
    };
    const expected = (voxel: Vec3): readonly number[] => {
      const [shown, other] = [isCore(phantomLabel(voxel)), isCore(phantomLabel(next(voxel)))];
      if (!shown && !other) return imageColour(voxel);
      const { both, onlyShown, onlyOther } = agreementColours;
      return (shown && other ? both : shown ? onlyShown : onlyOther).map((channel) => (channel + greyOf(voxel)) / 2);
    };
    expect((await checkPicture(plane, expected)).wrong).toBe(0);
  });

  test.each(['inverted', 'hot', 'viridis', 'inferno'] as const)('%s colours every voxel by its value', async (name) => {
    await show({ orientation: 'LPS', colourMap: name });
    const table = colourMapTable(name);
    const expected = (voxel: Vec3): readonly number[] => {
      const word = table[greyOf(voxel)] ?? 0;
      return [word & 255, (word >> 8) & 255, (word >> 16) & 255];
    };
    for (const plane of planes) expect((await checkPicture(plane, expected)).wrong).toBe(0);
  });

  test('a mirrored image is noticed in every view', async () => {
    for (const orientation of ['LPS', 'RAS']) {
      await show({ orientation, isMirrored: true });
      for (const plane of planes) expect((await checkPicture(plane, imageColour)).wrong).toBeGreaterThan(20);
    }
    await show({ orientation: 'LPS' }, { convention: 'neurological' });
    for (const plane of ['axial', 'coronal'] as const) {
      expect((await checkPicture(plane, imageColour)).wrong).toBeGreaterThan(20);
    }
    expect((await checkPicture('sagittal', imageColour)).wrong).toBe(0);
  });

  test('on a screen of double density the same voxels lie on the same places', async () => {
    const dense = await openPage(2);
    await show({ orientation: 'LPS' }, { isLabelsVisible: true }, dense);
    for (const plane of planes) expect((await checkPicture(plane, blendedColour, dense)).wrong).toBe(0);
    expect(await dense.evaluate(() => window.viewerPage.resolutionOf('axial'))).toEqual({ width: 1040, height: 920 });
    await dense.context().close();
  });

  test('worldToCanvas and canvasToWorld say what the pixels say', async () => {
    await show({ orientation: 'LPS' });
    for (const plane of planes) {
      const { voxel, at } = expectedPixels(plane)[9]!;
      const point = await page.evaluate(([p, world]) => window.viewerPage.worldToCanvas(p, world), [
        plane,
        phantomPlaceMm(voxel),
      ] as const);
      expect(point?.x).toBeCloseTo(at.x, 6);
      expect(point?.y).toBeCloseTo(at.y, 6);
      const world = await page.evaluate(([p, q]) => window.viewerPage.canvasToWorld(p, q), [plane, at] as const);
      phantomPlaceMm(voxel).forEach((mm, axis) => expect(world?.[axis]).toBeCloseTo(mm, 6));
    }
  });

  test.each([
    ['radiological', { axial: 'RLAP', coronal: 'RLSI', sagittal: 'APSI' }],
    ['neurological', { axial: 'LRAP', coronal: 'LRSI', sagittal: 'APSI' }],
  ] as const)('%s letters stand at the four edges', async (convention, letters) => {
    await show({ orientation: 'LPS' }, { convention, volume: null });
    for (const plane of planes) {
      const texts = await page.evaluate((p) => window.viewerPage.textsOn(p), plane);
      const [x, y] = [view.width / 2, view.height / 2];
      const edges = [
        texts.find((text) => text.x < 30 && text.y === y),
        texts.find((text) => text.x > view.width - 30 && text.y === y),
        texts.find((text) => text.x === x && text.y < 30),
        texts.find((text) => text.x === x && text.y > view.height - 30),
      ];
      expect(edges.map((text) => text?.text).join('')).toBe(letters[plane]);
      const left = Array.from({ length: 24 * 24 }, (_, n) => ({ x: 6 + (n % 24), y: y - 12 + Math.floor(n / 24) }));
      const ink = (await coloursAt(plane, left)).filter(([red = 0]) => red > 150);
      expect(ink.length).toBeGreaterThan(15);
      const caption = texts.find((text) => text.x < 30 && text.y < 30)?.text; // the scale bar lies at the bottom
      expect(caption).toContain(`${slice[plane] + 1}/${phantomSize[normalAxis[plane]]}`);
    }
  });

  test('many draws within a frame paint once', async () => {
    await show({ orientation: 'LPS' });
    expect(await page.evaluate(() => window.viewerPage.countPaints('axial', 40))).toBe(1);
  });

  test('a press and a drag report the place under the pointer, inside the frame', async () => {
    await show({ orientation: 'LPS' });
    const pixels = expectedPixels('axial');
    const [from, to] = [pixels[24]!, pixels[60]!];
    await page.mouse.move(from.at.x, from.at.y);
    await page.mouse.down();
    await page.mouse.move(to.at.x, to.at.y);
    await page.mouse.move(-50, to.at.y);
    await page.mouse.up();
    await page.mouse.move(to.at.x, to.at.y);
    const places = await page.evaluate(() => window.viewerPage.reported.crosshairs);
    expect(places).toHaveLength(3);
    const [first, second, beside] = places;
    phantomPlaceMm(from.voxel).forEach((mm, axis) => expect(Math.abs(mm - first![axis]!)).toBeLessThan(0.05));
    phantomPlaceMm(to.voxel).forEach((mm, axis) => expect(Math.abs(mm - second![axis]!)).toBeLessThan(0.05));
    expect(beside?.[0]).toBeCloseTo(phantomPlaceMm([phantomSize[0] - 1, 0, 0])[0], 6);
  });

  test('the wheel steps slices; with ctrl it zooms about the pointer, a double click fits again', async () => {
    await show({ orientation: 'LPS' });
    await page.mouse.move(100, 100);
    await page.mouse.wheel(0, -120);
    await page.mouse.wheel(0, 120);
    await expect.poll(() => page.evaluate(() => window.viewerPage.reported.steps)).toEqual([1, -1]);
    const worldAt = (x: number, y: number): Promise<Vec3 | null> =>
      page.evaluate((point) => window.viewerPage.canvasToWorld('axial', point), { x, y });
    const [anchor, other] = [await worldAt(100, 100), await worldAt(300, 300)];
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
    await expect.poll(() => worldAt(300, 300)).not.toEqual(other);
    (await worldAt(100, 100))?.forEach((mm, axis) => expect(mm).toBeCloseTo(anchor![axis]!, 6));
    await page.mouse.dblclick(100, 100);
    expect(await worldAt(300, 300)).toEqual(other);
    expect(await page.evaluate(() => window.viewerPage.reported.steps)).toHaveLength(2);
  });

  test('a right drag changes the window in proportion to its width, and opens no menu', async () => {
    await show({ orientation: 'LPS' }, { window: { low: 0, high: 500 } });
    await page.mouse.move(200, 200);
    await page.mouse.down({ button: 'right' });
    await page.mouse.move(225, 190);
    await page.mouse.up({ button: 'right' });
    const { windows, menus } = await page.evaluate(() => window.viewerPage.reported);
    expect(windows).toEqual([{ level: -20, width: 50 }]);
    expect(menus).not.toContain(false);
  });

  test('follows the layout when the canvas is resized', async () => {
    await show({ orientation: 'LPS' });
    await page.evaluate(() => document.getElementById('coronal')!.style.setProperty('width', '300px'));
    const resolution = (): Promise<unknown> => page.evaluate(() => window.viewerPage.resolutionOf('coronal'));
    await expect.poll(resolution).toEqual({ width: 300, height: view.height });
    await page.evaluate(() => document.getElementById('coronal')!.style.removeProperty('width'));
    await expect.poll(resolution).toEqual(view);
    expect((await checkPicture('coronal', imageColour)).wrong).toBe(0);
  });
});
