import type { Page } from '@playwright/test';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { atStart, openStoredStudy } from './fixtures/screens.ts';

onlyInAPage();
test.use({ beginning: 'study' });

/** Names of the controls on the screen of whose middle something else lies on top. */
function coveredControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll<HTMLElement>('button, input:not([type=radio]), select, label')];
    return controls.flatMap((control) => {
      const { left, top, width, height } = control.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const scroller = control.closest('main, aside')?.getBoundingClientRect();
      const isOnScreen =
        width > 0 && (scroller === undefined || (y > scroller.top && y < scroller.bottom)) && y < window.innerHeight;
      const onTop = isOnScreen ? document.elementFromPoint(x, y) : null;
      const isReached = onTop === null || control.contains(onTop) || onTop.contains(control);
      return isReached ? [] : [control.dataset['testid'] ?? control.textContent];
    });
  });
}

for (const [language, locale] of [
  ['English', 'en-US'],
  ['Korean', 'ko-KR'],
] as const) {
  test(`a notice covers no control and moves none (${language})`, async ({ openApp }) => {
    const app = await openApp({ locale });
    const { page } = app;
    await page.setViewportSize({ width: 1280, height: 720 });
    await atStart(page);
    const notice = page.getByTestId('dismiss-notice');

    await openStoredStudy(app);
    const view = page.getByTestId('view-axial');
    const before = await view.boundingBox();
    const uncovered = await coveredControls(page);
    await app.savedBy(() => page.keyboard.press('Control+Shift+s'));
    await expect(notice).toBeVisible();
    expect(await coveredControls(page)).toEqual(uncovered);
    expect(await view.boundingBox()).toEqual(before);
  });
}
