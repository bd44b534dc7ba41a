/* Takes the pictures of docs/ anew, of the synthetic study: `npm run build`, then `node tests/e2e/pictures/take-pictures.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumExecutable } from '../fixtures/availability.ts';
import { startBrowserApp } from '../fixtures/browser-app.ts';

const patience = 300_000;

async function takePictures(page: Page): Promise<void> {
  page.setDefaultTimeout(patience);
  await page.setViewportSize({ width: 1280, height: 720 });
  const take = async (name: string): Promise<void> => {
    await page.mouse.move(640, 715);
    await page.waitForTimeout(1500); // menus and hints are gone, voxels are there
    await page.screenshot({ path: `docs/pictures/${name}.png` });
  };
  await page.getByTestId('open-sample').click();
  await page.locator('[data-testid="commit-study"]:enabled').waitFor();
  await take('intake');
  await page.getByTestId('commit-study').click();
  await page.getByTestId('view-axial').waitFor();
  await page.getByTestId('segment').click();
  await page.getByTestId('volumes-table').waitFor();
  await take('workspace');
  // as the program itself makes it, not as a browser takes the page
  const picture = page.waitForEvent('download');
  await page.keyboard.press('Control+Shift+s');
  await (await picture).saveAs('docs/pictures/picture.png');
  await page.getByTestId('dismiss-notice').click();
  await page.keyboard.press('g');
  await page.keyboard.press('g');
  await take('modalities');
  await page.keyboard.press('y');
  await page.getByTestId('view-surface').waitFor();
  await take('surface');
  await page.keyboard.press('e');
  await page.getByTestId('correction-done').waitFor();
  await take('correction');
}

const dataDirectory = await mkdtemp(join(tmpdir(), 'glioscope-pictures-'));
const executablePath = chromiumExecutable();
const browser = await chromium.launch({
  ...(executablePath === null ? {} : { executablePath }),
  args: [
    ...['--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
});
const app = await startBrowserApp(browser, { dataDirectory, folder: dataDirectory });
try {
  await takePictures(app.page);
} finally {
  await app.close();
  await browser.close();
  await rm(dataDirectory, { recursive: true, force: true });
}
