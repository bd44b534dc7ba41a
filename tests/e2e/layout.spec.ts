import type { Page } from '@playwright/test';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { atStart, openStoredStudy } from './fixtures/screens.ts';

onlyInAPage();
test.use({ beginning: 'study' });

const names = {
  latin: `UCSF-PDGM-0004_preop_2019-03-12_T1ce-space_${'resampled_'.repeat(12)}`,
  korean: '아주긴이름을가진환자'.repeat(18),
};
const windows = [
  { width: 1024, height: 700 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
];

/** How far the page, its side panel and its last line reach beyond the window, in pixels. */
function overhang(page: Page): Promise<number> {
  return page.evaluate(() => {
    const ends = [...document.querySelectorAll('header, main, aside, footer, footer *, header button')].map(
      (element) => element.getBoundingClientRect().right,
    );
    return Math.max(document.documentElement.scrollWidth, ...ends) - window.innerWidth;
  });
}

for (const [script, name] of Object.entries(names)) {
  test(`a long patient name and a notice leave everything within the window (${script})`, async ({ openApp }) => {
    const app = await openApp();
    const { page } = app;
    await atStart(page);
    await openStoredStudy(app);
    await page.getByRole('button', { name: 'Rename the patient' }).click();
    await page.getByRole('textbox', { name: 'Patient' }).fill(name);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByTestId('patient-title')).toHaveText(name);
    // as long as the dialog is on its way out, keys are still its own
    await expect(page.getByRole('dialog')).toBeHidden();
    const view = page.getByTestId('view-axial');
    for (const size of windows) {
      await page.setViewportSize(size);
      const before = await view.boundingBox();
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      await app.savedBy(() => page.keyboard.press('Control+Shift+s'));
      const notice = page.getByTestId('dismiss-notice');
      await expect(notice).toBeVisible();
      await page.getByTestId('notices').evaluate((element, words) => {
        const sentence = [...element.querySelectorAll('span')].find((span) => span.textContent.includes('.png'));
        if (sentence !== undefined) sentence.textContent = words;
      }, name.repeat(3));
      expect(await overhang(page)).toBeLessThanOrEqual(0);
      expect(await view.boundingBox()).toEqual(before);
      const title = await page.getByTestId('patient-title').boundingBox();
      expect(title?.width).toBeGreaterThan(60);
      await notice.click();
    }
  });
}

test('a long name above one of several pictures cuts none of them', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await atStart(page);
  await openStoredStudy(app);
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  const pane = page.getByRole('region', { name: 'T1', exact: true });
  await pane
    .locator('span')
    .first()
    .evaluate((element) => {
      element.textContent = 'x'.repeat(300);
    });
  const [outer, canvas, menu] = [
    await pane.boundingBox(),
    await page.getByTestId('view-t1n').boundingBox(),
    await pane.getByRole('button').first().boundingBox(),
  ];
  expect(canvas?.width).toBe(outer?.width);
  expect((menu?.x ?? Infinity) + (menu?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
});

test('of four pictures the chosen one is marked, and the mark moves with the choice', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await atStart(page);
  await openStoredStudy(app);
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  const lookOf = (name: string): Promise<string> =>
    page
      .getByRole('region', { name, exact: true })
      .locator('span')
      .first()
      .evaluate((element) => {
        const caption = getComputedStyle(element.parentElement ?? element);
        return [getComputedStyle(element).color, caption.backgroundColor, caption.boxShadow].join(' ');
      });
  const [chosen, other] = [await lookOf('T1ce'), await lookOf('FLAIR')];
  expect(chosen).not.toBe(other);
  expect([await lookOf('T1'), await lookOf('T2')]).toEqual([other, other]);
  await page.getByTestId('view-t2f').click();
  await expect(page.locator('section[aria-current]')).toHaveAttribute('aria-label', 'FLAIR');
  expect([await lookOf('FLAIR'), await lookOf('T1ce')]).toEqual([chosen, other]);
});
