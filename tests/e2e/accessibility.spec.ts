import { expectAccessible } from './fixtures/accessible.ts';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { atStart, commit } from './fixtures/screens.ts';

/* Every screen by axe, in both languages: nothing serious, nothing critical. */

onlyInAPage();

for (const locale of ['en-US', 'ko-KR']) {
  test(`every screen can be read by a screen reader and a weak eye (${locale})`, async ({ openApp }) => {
    test.setTimeout(180_000);
    const { page } = await openApp({ locale });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 720 });
    await atStart(page);
    await expectAccessible(page, 'start');
    await page.getByTestId('open-sample').click();
    await expect(page.getByTestId('commit-study')).toBeEnabled({ timeout: 30_000 });
    await expectAccessible(page, 'intake');
    await commit(page);
    await expectAccessible(page, 'workspace without a label map');
    await page.getByTestId('label-map-choice').selectOption('reference');
    await expect(page.getByTestId('volumes-table')).toBeVisible();
    await expectAccessible(page, 'workspace with the reference');
    await page.getByTestId('fold-provenance').click();
    await page.keyboard.press('g');
    await page.keyboard.press('g');
    await expect(page.getByTestId('compared-plane')).toBeVisible();
    await expectAccessible(page, 'side by side');
    await page.keyboard.press('y');
    await expect(page.getByTestId('surface-panel')).toBeVisible();
    await expectAccessible(page, '3D');
    await page.keyboard.press('e');
    await expect(page.getByTestId('correction-done')).toBeVisible();
    await expectAccessible(page, 'correcting');
    await page.getByTestId('display-options').click();
    await expectAccessible(page, 'display options');
    await page.keyboard.press('Escape');
    await page.getByTestId('open-settings').click();
    await expect(page.getByTestId('settings')).toBeVisible();
    await expectAccessible(page, 'settings');
    await page.keyboard.press('?');
    await expect(page.getByTestId('help-correcting')).toBeVisible();
    await expectAccessible(page, 'keys and mouse');
  });
  test(`so can those of a study that lacks a modality (${locale})`, async ({ openApp, sampleFiles }) => {
    const app = await openApp({ locale });
    const { page } = app;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 1280, height: 720 });
    await atStart(page);
    await app.dropFiles(sampleFiles.slice(0, 3));
    await expect(page.getByTestId('intake-missing')).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page, 'a modality is missing');
    await page.getByTestId('go-on-without').click();
    await expect(page.getByTestId('intake-without')).toBeVisible();
    await expectAccessible(page, 'gone on without');
    await commit(page);
    await page.getByTestId('layout-modalities').click();
    await expect(page.getByTestId('absent-t2f')).toBeVisible();
    await expectAccessible(page, 'an empty pane');
    await page.getByTestId('back-to-studies').click();
    await expect(page.getByTestId('study-row')).toBeVisible();
    await expectAccessible(page, 'the list');
  });
}
