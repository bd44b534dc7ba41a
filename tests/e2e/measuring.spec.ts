import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { App } from './fixtures/app.ts';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { openStoredStudy } from './fixtures/screens.ts';

test.use({ beginning: 'study' });
onlyInAPage();

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A point of the axial view, given as shares of its size, in the window. */
async function inView(page: Page, across: number, down: number): Promise<Point> {
  const view = await page.getByTestId('view-axial').boundingBox();
  if (view === null) throw new Error('the axial view is not on the screen');
  return { x: view.x + view.width * across, y: view.y + view.height * down };
}

async function drag(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

/** Where the app says the mouse is, in mm towards right and anterior. */
async function readPlace(page: Page, at: Point): Promise<Point> {
  const readout = page.getByTestId('readout');
  const before = await readout.innerText();
  await page.mouse.move(at.x, at.y);
  await expect(readout).not.toHaveText(before);
  const [, side, right, front, anterior] = /([RL]) ([\d.]+)\s+([AP]) ([\d.]+)/u.exec(await readout.innerText()) ?? [];
  return { x: Number(right) * (side === 'R' ? 1 : -1), y: Number(anterior) * (front === 'A' ? 1 : -1) };
}

/** How places lie in the window, from what is read out at two points of the axial view. */
async function placeReader(page: Page): Promise<(placeMm: Point) => Point> {
  const [a, b] = [await inView(page, 0.3, 0.3), await inView(page, 0.7, 0.7)];
  const [placeA, placeB] = [await readPlace(page, a), await readPlace(page, b)];
  const along = (axis: 'x' | 'y', mm: number): number =>
    a[axis] + ((mm - placeA[axis]) * (b[axis] - a[axis])) / (placeB[axis] - placeA[axis]);
  return ({ x, y }) => ({ x: along('x', x), y: along('y', y) });
}

interface TableRow {
  readonly kind: string;
  readonly origin: string;
  readonly lengths: readonly string[];
  /** Of the ends, in mm towards right and anterior. */
  readonly ends: readonly Point[];
}

/** The measurements as the CSV has them. */
async function saveTable(app: App): Promise<readonly TableRow[]> {
  const path = await app.savedBy(() => app.page.getByTestId('export-measurements').click());
  const [head = '', ...lines] = (await readFile(path, 'utf8')).trim().split('\r\n');
  return lines.map((line) => {
    expect(line).toMatch(/research use only/iu);
    const fields = line.split(',');
    const cell = (name: string): string => fields[head.split(',').indexOf(name)] ?? '';
    const ends = cell('places_ras_mm')
      .split('; ')
      .map((place) => place.split(' ').map(Number));
    return {
      ...{ kind: cell('kind'), origin: cell('origin') },
      lengths: [cell('length_mm'), cell('across_mm')],
      ends: ends.map(([x = NaN, y = NaN]) => ({ x, y })),
    };
  });
}

test('a distance and the diameters of RANO: drawn, placed, corrected by hand, there after a reload, saved as CSV', async ({
  openApp,
}) => {
  const app = await openApp();
  const { page } = app;
  const rows = page.getByTestId('measurement');
  const values = page.getByTestId('measurement-value');
  await openStoredStudy(app);
  await page.getByTestId('label-map-choice').selectOption('reference');
  await expect(page.getByTestId('volumes-table')).toBeVisible();
  await page.getByTestId('fold-measuring').click();

  await test.step('a distance by hand', async () => {
    const [from, to] = [await inView(page, 0.4, 0.5), await inView(page, 0.6, 0.45)];
    const places = [await readPlace(page, from), await readPlace(page, to)];
    await page.getByTestId('measure-distance').click();
    await drag(page, from, to);
    await expect(values).toHaveCount(1);
    await page.getByTestId('measure-distance').click();
    const [distance] = await saveTable(app);
    expect(distance).toMatchObject({ kind: 'distance', origin: 'hand' });
    expect(Math.abs((distance?.ends[0]?.x ?? NaN) - (places[0]?.x ?? NaN))).toBeLessThan(0.2);
    expect(Math.abs((distance?.ends[1]?.y ?? NaN) - (places[1]?.y ?? NaN))).toBeLessThan(0.2);
    await expect(values).toContainText(Number(distance?.lengths[0]).toFixed(1));
  });

  await test.step('the pair of diameters by itself, and one of its ends moved', async () => {
    await page.getByTestId('place-rano').click();
    await expect(values).toHaveCount(2);
    const [, placed] = await saveTable(app);
    expect(placed).toMatchObject({ kind: 'bidimensional', origin: 'automatic' });
    const inWindow = await placeReader(page);
    const end = inWindow(placed?.ends[0] ?? { x: NaN, y: NaN });
    await drag(page, end, { x: end.x + 25, y: end.y - 15 });
    await expect(rows.nth(1)).toContainText(/corrected by hand/iu);
    const [, corrected] = await saveTable(app);
    expect(corrected?.origin).toBe('adjusted');
    const moved = inWindow(corrected?.ends[0] ?? { x: NaN, y: NaN });
    expect(Math.hypot(moved.x - end.x - 25, moved.y - end.y + 15), 'pixels off').toBeLessThan(4);
    expect(corrected?.ends[1]).toEqual(placed?.ends[1]);
  });

  const [shown, table] = [await rows.allInnerTexts(), await saveTable(app)];
  await test.step('all of it is there after a reload', async () => {
    await page.reload();
    await openStoredStudy(app);
    const fold = page.getByTestId('fold-measuring');
    if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
    await expect(rows).toHaveCount(2);
    expect(await rows.allInnerTexts()).toEqual(shown);
    expect(await saveTable(app)).toEqual(table);
  });
});
