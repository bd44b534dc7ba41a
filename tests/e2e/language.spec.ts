import { expect, test } from './fixtures/app-test.ts';
import { atStart } from './fixtures/screens.ts';

test('the app speaks Korean when asked, and still does after a restart', async ({ openApp }) => {
  const app = await openApp();
  await atStart(app.page);
  await expect(app.page.getByTestId('research-use-only').first()).toContainText(/research/i);
  await app.page.getByTestId('language-menu').click();
  await app.page.getByTestId('language-ko').click();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(app.page.getByTestId('research-use-only').first()).toContainText('연구');
  await app.close();

  const again = await openApp();
  await atStart(again.page);
  await expect(again.page.getByTestId('research-use-only').first()).toContainText('연구');
});

test('on a Korean system the app is Korean from the start', async ({ openApp }) => {
  const app = await openApp({ locale: 'ko-KR' });
  await atStart(app.page);
  await expect(app.page.getByTestId('research-use-only').first()).toContainText('연구');
});
