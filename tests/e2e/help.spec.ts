import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { atStart, commit } from './fixtures/screens.ts';

onlyInAPage();

for (const [locale, title, close] of [
  ['en-US', 'Keys and mouse', 'Close'],
  ['ko-KR', '키보드와 마우스', '닫기'],
] as const) {
  test(`keys and mouse are explained on every screen, by key and by button (${locale})`, async ({ openApp }) => {
    const { page } = await openApp({ locale });
    await page.setViewportSize({ width: 1280, height: 720 });
    const sheet = page.getByRole('dialog', { name: title });
    const showByKey = async (): Promise<void> => {
      await page.keyboard.press('?');
      await expect(sheet).toBeVisible();
      // closed before the focus has come in, a dialog of Mantine does not give it back
      await expect(sheet.locator(':focus')).toHaveCount(1);
      await page.keyboard.press('?');
      await expect(sheet).toBeHidden();
    };
    await atStart(page);
    await showByKey();
    await page.getByTestId('open-sample').click();
    await expect(page.getByTestId('commit-study')).toBeEnabled({ timeout: 90_000 });
    await page.getByTestId('open-help').focus(); // not the field of the patient's name
    await showByKey();
    await commit(page);
    await page.getByTestId('view-coronal').focus();
    await showByKey();
    await expect(page.getByTestId('view-coronal')).toBeFocused();
    await page.keyboard.press(',');
    await expect(page.getByTestId('settings')).toBeVisible();
    await showByKey();

    await page.getByRole('button', { name: title }).click();
    await expect(sheet).toBeVisible();
    const overflow = await sheet.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
    expect(overflow, 'all of it fits a window of 1280 x 720').toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(page.getByTestId('settings')).toBeVisible();
    await expect(page.getByTestId('open-help')).toBeFocused();
    await page.getByRole('button', { name: title }).click();
    await sheet.getByRole('button', { name: close }).click();
    await expect(sheet).toBeHidden();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('view-axial')).toBeVisible();
  });
}
