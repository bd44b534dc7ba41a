import { existsSync } from 'node:fs';
import { chromium, type JSHandle, type Page } from 'playwright-core';
import type { DisplayConvention, Plane } from '#shared/domain/display.ts';
import type { CanvasPoint } from '../../../src-renderer/viewer/viewport.ts';
import { bundlePage } from '../bundle-page.ts';
import {
  isUnderText,
  placeOf,
  sliceCounts,
  slicePixels,
  type Colour,
  type ShownSlice,
  type SlicePixel,
} from './oracle.ts';
import type { ReadingPage } from './reading-page.tsx';

const executablePath = process.env['GLIOSCOPE_CHROMIUM'] ?? '/usr/bin/chromium';

/** Why there is nothing to read with here, or null. */
export const noReader = existsSync(executablePath) ? null : `no Chromium at ${executablePath} (Debian: chromium)`;
if (noReader !== null) process.stderr.write(`skipped: ${noReader}\n`);

const [sagittals, coronals, axials] = sliceCounts;
/** Slices of the three views that `Reader.reset` shows: not the middle ones, where a flip could hide. */
export const shownSlices = {
  sagittal: Math.floor(sagittals / 2) - 3,
  coronal: Math.floor(coronals / 2) + 4,
  axial: Math.floor(axials / 2) - 2,
} as const;
export const crosshairMm = placeOf([shownSlices.sagittal, shownSlices.coronal, shownSlices.axial]);

/** How far a channel may be off: what two roundings of 8 bits make. */
const tolerance = 2;

export interface CheckOptions {
  readonly paneId?: string;
  readonly convention?: DisplayConvention;
  readonly tolerance?: number;
}

/** What was looked at, how much of it is not as expected, and the first few of those. */
export interface Checked {
  readonly seen: number;
  readonly wrong: number;
  readonly examples: readonly string[];
}

/** The app in Chromium with the oblique study open, and someone who compares its pictures with what they should be. */
export interface Reader {
  readonly page: Page;
  readonly app: JSHandle<ReadingPage>;
  /** What went wrong in the page, unasked. */
  readonly errors: readonly string[];
  reset(): Promise<void>;
  /** Does something to the app and waits until its pictures show it. */
  act<Argument>(change: (app: ReadingPage, argument: Argument) => unknown, argument: Argument): Promise<void>;
  shown(plane: Plane, options?: CheckOptions): Promise<ShownSlice>;
  coloursAt(paneId: string, points: readonly CanvasPoint[]): Promise<number[][]>;
  /** Texts written to a view since they were last asked for, with the place given for each. */
  takeTexts(paneId: string): Promise<{ text: string; x: number; y: number }[]>;
  /** Pixels of the slice's own resolution that can be looked at: on the canvas, not under letters. */
  pixels(shown: ShownSlice): readonly SlicePixel[];
  /** Counts pixels that do not have the colour expected of them; those expected to be `undefined` are left out. */
  check(plane: Plane, colourOf: (pixel: SlicePixel) => Colour | undefined, options?: CheckOptions): Promise<Checked>;
  /** Where a point of a view lies in the window. */
  inWindow(paneId: string, at: CanvasPoint): Promise<CanvasPoint>;
  close(): Promise<void>;
}

export async function openReader(): Promise<Reader> {
  const { script, style } = await bundlePage('reading/reading-page.tsx');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const errors: string[] = [];
  page.on('pageerror', ({ stack = '' }) => errors.push(stack));
  const broken = new Promise<never>((_, reject) => page.once('pageerror', reject));
  // localhost, so that the page may do all it does where users have it; nothing listens there
  await page.route('http://localhost/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><body></body></html>' }),
  );
  await page.goto('http://localhost/');
  await page.addStyleTag({ content: style });
  await page.addScriptTag({ content: script });
  await Promise.race([broken, page.waitForSelector('[data-testid="view-axial"]', { timeout: 90_000 })]);
  broken.catch(() => undefined); // later errors show in what is tested
  const app = await page.evaluateHandle(() => window.readingPage);
  const reader: Reader = {
    ...{ page, app, errors },
    async reset() {
      await page.mouse.move(0, 0);
      await app.evaluate((opened) => opened.reset());
      await this.act(({ workspace }, placeMm) => workspace.actions.viewer.moveCrosshair(placeMm), crosshairMm);
    },
    async act(change, argument) {
      await app.evaluate(change as never, argument); // holds: a function of the page and what is given beside it
      await app.evaluate((opened) => opened.settle());
    },
    async shown(plane, { paneId = plane, convention = 'radiological' } = {}) {
      const size = await app.evaluate((opened, id) => opened.measure(id), paneId);
      return { plane, convention, crosshairMm, size };
    },
    coloursAt: (paneId, points) =>
      app.evaluate((opened, [id, at]) => opened.coloursAt(id, at), [paneId, points] as const),
    takeTexts: (paneId) => app.evaluate((opened, id) => opened.takeTexts(id), paneId),
    pixels: (shown) => slicePixels(shown).filter(({ at }) => isOnCanvas(at, shown) && !isUnderText(at, shown.size)),
    async check(plane, colourOf, options = {}) {
      const shown = await this.shown(plane, options);
      const looked = this.pixels(shown).flatMap((pixel) => {
        const colour = colourOf(pixel);
        return colour === undefined ? [] : [{ at: pixel.at, colour }];
      });
      const colours = await this.coloursAt(
        options.paneId ?? plane,
        looked.map(({ at }) => at),
      );
      return compareColours(
        looked.map(({ at, colour }, n) => ({
          at,
          seen: colours[n],
          isRight: isColour(colours[n], colour, options.tolerance),
          expected: colour,
        })),
      );
    },
    async inWindow(paneId, { x, y }) {
      const box = await page.getByTestId(`view-${paneId}`).boundingBox();
      if (box === null) throw new Error(`view ${paneId} is not on the screen`);
      return { x: box.x + x, y: box.y + y };
    },
    close: () => browser.close(),
  };
  return reader;
}

export interface ComparedPoint {
  readonly at: CanvasPoint;
  readonly seen: readonly number[] | undefined;
  readonly isRight: boolean;
  /** For examples of what is wrong. */
  readonly expected: unknown;
}

export function compareColours(points: readonly ComparedPoint[]): Checked {
  const wrong = points.filter(({ isRight }) => !isRight);
  const examples = wrong
    .slice(0, 4)
    .map(({ at, seen, expected }) => `${at.x.toFixed(2)}, ${at.y.toFixed(2)}: ${String(seen)} for ${String(expected)}`);
  return { seen: points.length, wrong: wrong.length, examples };
}

export function isColour(seen: readonly number[] | undefined, expected: Colour, within = tolerance): boolean {
  return expected.every((channel, n) => Math.abs(channel - (seen?.[n] ?? -999)) <= within);
}

function isOnCanvas({ x, y }: CanvasPoint, { size }: ShownSlice): boolean {
  return x >= 1 && y >= 1 && x < size.width - 1 && y < size.height - 1;
}
