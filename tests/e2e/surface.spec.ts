import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { openStoredStudy } from './fixtures/screens.ts';
import type { Page } from '@playwright/test';

/* The tumour in 3D, drawn by software graphics where there is no card. */

test.use({ beginning: 'study' });
onlyInAPage();

async function showReferenceIn3d(page: Page): Promise<void> {
  await page.getByTestId('label-map-choice').selectOption('reference');
  await expect(page.getByTestId('volumes-table')).toBeVisible();
  await page.keyboard.press('y');
  await expect(page.getByTestId('view-surface')).toBeVisible();
}

/** Share of the 3D view's pixels by what they show. */
async function shares(page: Page): Promise<{ lit: number; yellow: number; blue: number }> {
  return page.getByTestId('view-surface').evaluate((element) => {
    const canvas = element as HTMLCanvasElement; // holds: the view is a canvas
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    if (copy === null) throw new Error('no 2D canvas');
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let [lit, yellow, blue] = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
      if (r + g + b > 20) lit += 1;
      if (r > 80 && g > 0.7 * r && r + g > 3 * b) yellow += 1; // orange has less green
      if (b > 60 && b > r + 20) blue += 1;
    }
    const pixels = data.length / 4;
    return { lit: lit / pixels, yellow: yellow / pixels, blue: blue / pixels };
  });
}

test('shows the tumour in its colours within the head; turning it changes the picture', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await showReferenceIn3d(page);
  await expect.poll(async () => (await shares(page)).yellow, { timeout: 30_000 }).toBeGreaterThan(0.002);
  const front = await shares(page);
  expect(front.lit).toBeGreaterThan(0.1);
  expect(front.blue).toBeGreaterThan(0.002);

  const before = await page.getByTestId('view-surface').screenshot();
  await page.getByTestId('view-surface').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => (await page.getByTestId('view-surface').screenshot()).equals(before)).toBe(false);

  await page.getByTestId('show-et').click();
  await expect.poll(async () => (await shares(page)).yellow).toBeLessThan(front.yellow / 4);
});

test('a click on a surface moves the crosshair of the slices there', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await showReferenceIn3d(page);
  await expect.poll(async () => (await shares(page)).yellow, { timeout: 30_000 }).toBeGreaterThan(0.002);
  const position = async (): Promise<string> =>
    (
      await Promise.all(
        ['axial', 'coronal', 'sagittal'].map((plane) => page.getByTestId(`slice-slider-${plane}`).inputValue()),
      )
    ).join();
  const before = await position();
  const box = await page.getByTestId('view-surface').boundingBox();
  if (box === null) throw new Error('the view has no box');
  await page.mouse.click(box.x + box.width * 0.55, box.y + box.height * 0.35);
  await expect.poll(position).not.toBe(before);
});

test('a lost graphics context is said, tried again, and costs the slices nothing', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await showReferenceIn3d(page);
  await page.getByTestId('view-surface').evaluate((element) => {
    (element as HTMLCanvasElement).getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  });
  await expect(page.getByTestId('surface-missing')).toBeVisible();
  const slice = Number(await page.getByTestId('slice-slider-axial').inputValue());
  await page.getByTestId('view-axial').focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('slice-slider-axial')).toHaveValue(String(slice + 1));
  await page.getByTestId('surface-retry').click();
  await expect.poll(async () => (await shares(page)).yellow, { timeout: 30_000 }).toBeGreaterThan(0.002);
});

test('where there is no 3D graphics a sentence says so beside the slices', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await page.evaluate(() => {
    const original: unknown = Reflect.get(HTMLCanvasElement.prototype, 'getContext');
    const getContext = original as (...given: unknown[]) => unknown; // holds: every canvas has it
    Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
      value(this: HTMLCanvasElement, kind: string, ...rest: unknown[]): unknown {
        return kind === 'webgl2' ? null : Reflect.apply(getContext, this, [kind, ...rest]);
      },
    });
  });
  await page.keyboard.press('y');
  await expect(page.getByTestId('surface-missing')).toBeVisible();
  await expect(page.getByTestId('view-axial')).toBeVisible();
});
