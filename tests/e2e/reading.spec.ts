import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { openStoredStudy } from './fixtures/screens.ts';

test.use({ beginning: 'study' });
onlyInAPage();

test('what is read out is what lies under a mouse that rests, whatever slice comes there', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  const view = await page.getByTestId('view-axial').boundingBox();
  if (view === null) throw new Error('the axial view is not on the screen');
  const readout = page.getByTestId('readout');
  const height = async (): Promise<number> => {
    const [, side, mm] = /\b([SI]) ([\d.]+)/u.exec(await readout.innerText()) ?? [];
    return Number(mm) * (side === 'S' ? 1 : -1);
  };
  await page.mouse.move(view.x + view.width / 2, view.y + view.height / 2);
  await page.mouse.move(view.x + view.width / 2 + 20, view.y + view.height / 2 + 10);
  await expect.poll(height).not.toBeNaN();
  const before = await height();
  await page.mouse.wheel(0, -300);
  await expect.poll(height).not.toBe(before);
  const scrolled = await height();
  await page.getByTestId('view-axial').focus();
  await page.keyboard.press('PageUp');
  await expect.poll(height).not.toBe(scrolled);
});
