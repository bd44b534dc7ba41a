import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { changeSince, maskPixels, planes, takePicture, untilPainted } from './fixtures/canvas.ts';
import { maskOfPng, surfaceYellow, watchTexts } from './fixtures/pictures.ts';
import { openStoredStudy } from './fixtures/screens.ts';

/* Pictures of the views: the file, the clipboard, and what must and must not be in them. */

test.use({ beginning: 'study' });

/** The expert's mask at its largest slice, without the crosshair, whose colour would count as mask. */
async function showReference(page: Page): Promise<void> {
  await page.getByTestId('label-map-choice').selectOption('reference');
  await expect(page.getByTestId('volumes-table')).toBeVisible();
  await page.getByTestId('toggle-crosshair').click();
  await expect(page.getByTestId('toggle-crosshair')).toHaveAttribute('aria-pressed', 'false');
  const slider = page.getByTestId('slice-slider-axial');
  const before = await slider.inputValue();
  await page.keyboard.press('Home');
  await expect(slider).not.toHaveValue(before);
  for (const plane of planes) {
    await expect.poll(() => maskPixels(page, plane)).toBeGreaterThan(0);
    await untilPainted(page, plane);
  }
}

test('the view under the mouse as PNG: finer than the screen, with the mask of the screen in its place', async ({
  openApp,
}) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await showReference(page);
  await page.getByTestId('view-coronal').hover();
  const withMask = await takePicture(page, 'coronal');
  const onScreen = await maskPixels(page, 'coronal');
  const path = await app.savedBy(() => page.keyboard.press('Control+s'));
  await expect(page.getByText('Picture saved')).toBeVisible();
  const png = await readFile(path);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const mask = await maskOfPng(page, png, 0.85);
  expect(png.readUInt32BE(16)).toBe(mask.width);
  expect(Math.max(mask.width, mask.height)).toBeGreaterThanOrEqual(2000);
  expect(Math.max(mask.width, mask.height)).toBeLessThanOrEqual(4200);
  for (const part of [mask.blue, mask.yellow, mask.orange]) expect(part).toBeGreaterThan(mask.count * 0.03);

  // the mask alone on the screen, by what hiding it changes
  await page.keyboard.press('s');
  await expect.poll(() => maskPixels(page, 'coronal')).toBe(0);
  const { box } = await changeSince(page, 'coronal', withMask);
  const finerBy = {
    x: (mask.box.right - mask.box.left) / (box.right - box.left + 1),
    y: (mask.box.bottom - mask.box.top) / (box.bottom - box.top + 1),
  };
  expect(finerBy.x).toBeGreaterThan(2);
  expect(Math.abs(finerBy.x / finerBy.y - 1)).toBeLessThan(0.03);
  expect(Math.abs(mask.count / (onScreen * finerBy.x * finerBy.y) - 1)).toBeLessThan(0.06);
  // the patient's right lies at the left, in the picture as on the screen
  const view = await page.getByTestId('view-coronal').boundingBox();
  if (view === null) throw new Error('the view is not on the screen');
  const fromMiddle = (mask.box.left + mask.box.right - mask.width) / 2 / finerBy.x;
  expect(Math.abs(fromMiddle - (box.left + box.right + 1 - view.width) / 2)).toBeLessThan(1.5);
  expect(fromMiddle).toBeLessThan(-10);
});

test('all views in one picture; a name in it, and in the file’s, only when it is ticked', async ({ openApp, host }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await showReference(page);
  const texts = await watchTexts(page);
  const save = async (isNamed: boolean): Promise<Buffer> => {
    await page.getByTestId('picture-menu').click();
    const path = await app.savedBy(() => page.getByTestId('save-layout').click());
    if (host === 'browser') expect(path.includes('sample')).toBe(isNamed);
    await expect(page.getByText('Picture saved').last()).toBeVisible();
    return readFile(path);
  };
  const mask = await maskOfPng(page, await save(false), 0.85);
  const plain = await texts();
  expect(plain.filter((text) => /^[RLAPSI]$/u.test(text))).toHaveLength(12);
  expect(plain.filter((text) => /^\d+ mm$/u.test(text))).toHaveLength(3);
  expect(plain.filter((text) => /^([RLAPSI] )?[\d.]+ mm · \d+\/\d+$/u.test(text))).toHaveLength(3);
  expect(plain.join(' ')).toContain('Research use only');
  expect(plain.join(' ')).toContain('Segmentation: reference');
  expect(plain.join(' ')).not.toContain('sample');
  expect(mask.width).toBeGreaterThan(mask.height);
  // one of the views lies in the left part, two in the right
  expect(mask.box.left).toBeLessThan(mask.width / 3);
  expect(mask.box.right).toBeGreaterThan(mask.width * 0.7);

  await page.getByTestId('picture-menu').click();
  await page.getByTestId('picture-named').click();
  await page.keyboard.press('Escape');
  await save(true);
  expect((await texts()).join(' ')).toContain('glioscope-sample');
});

test('the clipboard holds the view under the mouse as PNG; one that is refused is said with what to do', async ({
  openApp,
  host,
}) => {
  test.skip(host !== 'browser', 'the shell’s own permission is tested in desktop-shell.spec.ts');
  const app = await openApp();
  const { page } = app;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openStoredStudy(app);
  await showReference(page);
  await page.getByTestId('view-sagittal').hover();
  const texts = await watchTexts(page);
  await page.keyboard.press('Control+c');
  await expect(page.getByText('Picture copied to the clipboard')).toBeVisible({ timeout: 30_000 });
  expect(await texts()).toContain('T1ce · Sagittal');
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    if (item === undefined) throw new Error('the clipboard is empty');
    const image = await createImageBitmap(await item.getType('image/png'));
    return { types: [...item.types], width: image.width, height: image.height };
  });
  expect(copied.types).toEqual(['image/png']);
  expect(Math.max(copied.width, copied.height)).toBeGreaterThanOrEqual(2000);

  await page.evaluate(() => {
    Object.defineProperty(navigator.clipboard, 'write', {
      value: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
    });
  });
  await page.getByTestId('picture-axial').click();
  await page.getByTestId('copy-view').click();
  await expect(page.getByText(/Save it as a file instead/u)).toBeVisible();
});

test.describe('in whatever host', () => {
  onlyInAPage();

  test('in Korean the caption is Korean', async ({ openApp }) => {
    const app = await openApp({ locale: 'ko-KR' });
    const { page } = app;
    await openStoredStudy(app);
    await showReference(page);
    const texts = await watchTexts(page);
    await app.savedBy(() => page.keyboard.press('Control+Shift+s'));
    const words = (await texts()).join(' ');
    for (const part of ['T1ce · 축상면', '괴사 핵심 (NCR)', '종양 분할: 참조 레이블', '의료기기가 아닙니다']) {
      expect(words).toContain(part);
    }
  });

  test('the tumour in 3D is in the picture of its layout, with a scale bar of its own', async ({ openApp }) => {
    const app = await openApp();
    const { page } = app;
    await openStoredStudy(app);
    await showReference(page);
    await page.keyboard.press('y');
    const surface = page.getByTestId('view-surface');
    await expect(surface).toBeVisible();
    await expect.poll(() => surfaceYellow(surface), { timeout: 60_000 }).toBeGreaterThan(500);
    const [before, resolution] = [await surfaceYellow(surface), await surface.getAttribute('width')];
    const texts = await watchTexts(page);
    const png = await readFile(await app.savedBy(() => page.keyboard.press('Control+Shift+s')));
    const written = await texts();
    expect(written.filter((text) => /^\d+ mm$/u.test(text))).toHaveLength(4);
    expect(written.filter((text) => /^[RLAPSI]$/u.test(text))).toHaveLength(18);
    const { yellow } = await maskOfPng(page, png, 0.85, { left: 0.5, top: 0.5 });
    expect(yellow).toBeGreaterThan(3.5 * before); // twice as fine
    // and the page's own is as it was
    expect(await surface.getAttribute('width')).toBe(resolution);
    expect(await surfaceYellow(surface)).toBe(before);
  });
});
