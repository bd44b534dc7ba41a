import { transformPoint } from '#shared/domain/affine.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { changeSince, takePicture } from './fixtures/canvas.ts';
import { openStoredStudy, volumeMl } from './fixtures/screens.ts';

test.use({ beginning: 'study' });
onlyInAPage();

test('a mask drawn by hand: volumes follow, undo, a restart, a version, and the file holds the stroke where it was drawn', async ({
  openApp,
}) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await page.getByTestId('correct').click();
  await expect(page.getByTestId('tool-brush')).toHaveAttribute('aria-pressed', 'true');

  const view = await page.getByTestId('view-axial').boundingBox();
  if (view === null) throw new Error('the axial view is not on the screen');
  // on the left of a radiological picture: the patient's right
  const start = { x: view.x + view.width * 0.35, y: view.y + view.height * 0.45 };
  const drag = async (byY: number): Promise<void> => {
    await page.mouse.move(start.x, start.y + byY);
    await page.mouse.down();
    await page.mouse.move(start.x + 30, start.y + byY, { steps: 6 });
    await page.mouse.up();
  };

  const before = await takePicture(page, 'axial');
  await drag(0);
  const afterFirst = await volumeMl(page, 'et');
  expect(afterFirst).toBeGreaterThan(0);
  expect((await changeSince(page, 'axial', before)).count).toBeGreaterThan(200);
  await drag(60);
  await expect.poll(() => volumeMl(page, 'et')).toBeGreaterThan(afterFirst);
  await page.keyboard.press('Control+z');
  await expect.poll(() => volumeMl(page, 'et')).toBe(afterFirst);
  await expect(page.getByTestId('redo')).toHaveAttribute('data-count', '1');
  await expect(page.getByTestId('correction-unsaved')).toBeVisible();
  await expect(page.getByTestId('correction-journal')).toHaveAttribute('data-status', 'kept');
  await app.close();

  const again = await openApp();
  await again.page.getByTestId('study-row').click();
  await expect(again.page.getByTestId('correction-unsaved')).toBeVisible();
  expect(await volumeMl(again.page, 'et')).toBe(afterFirst);
  await again.page.getByTestId('save-version').click();
  await again.page.getByTestId('version-name').fill('Dr Kim');
  await again.page.getByTestId('confirm-name').click();
  await expect(again.page.getByTestId('export')).toBeEnabled();
  await expect(again.page.getByTestId('label-map-choice')).toContainText('Dr Kim');
  const path = await again.savedBy(() => again.page.getByTestId('export').click());
  await expect
    .poll(() =>
      readNiftiFile(path).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);

  const { shape, affine, voxels } = await readNiftiFile(path);
  const places: Vec3[] = [];
  for (let offset = 0; offset < voxelCount(shape); offset += 1) {
    if (voxels[offset] === 0) continue;
    expect(voxels[offset]).toBe(4);
    const voxel: Vec3 = [
      offset % shape[0],
      Math.floor(offset / shape[0]) % shape[1],
      Math.floor(offset / (shape[0] * shape[1])),
    ];
    places.push(transformPoint(affine, voxel));
  }
  const mean = (axis: 0 | 1 | 2): number => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  const spread = (axis: 0 | 1 | 2): number =>
    Math.max(...places.map((place) => place[axis])) - Math.min(...places.map((place) => place[axis]));
  expect(mean(0), 'towards the patient’s right').toBeGreaterThan(10);
  expect(spread(2), 'in one slice').toBe(0);
  expect(spread(0), 'longer across than down').toBeGreaterThan(spread(1));
  expect(spread(1), 'as wide as the brush, 8 mm').toBeGreaterThan(6);
  expect(spread(1), 'as wide as the brush, 8 mm').toBeLessThan(9);
});

test('strokes that cannot be written are not left behind without a word', async ({ openApp }) => {
  const app = await openApp();
  const { page } = app;
  await openStoredStudy(app);
  await page.getByTestId('correct').click();
  const view = await page.getByTestId('view-axial').boundingBox();
  if (view === null) throw new Error('the axial view is not on the screen');
  process.kill(app.processId, 'SIGKILL');
  await expect(page.getByTestId('connection-lost')).toBeVisible();
  await page.mouse.click(view.x + view.width * 0.4, view.y + view.height * 0.5);
  await expect(page.getByTestId('correction-journal')).toHaveAttribute('data-status', 'failed');
  const drawn = await volumeMl(page, 'et');

  await page.getByTestId('back-to-studies').click();
  await page.getByTestId('leave-not').click();
  await expect(page.getByTestId('leave-not')).toBeHidden();
  expect(await volumeMl(page, 'et')).toBe(drawn);
  await page.getByTestId('back-to-studies').click();
  await page.getByTestId('leave-and-lose').click();
  await expect(page.getByTestId('view-axial')).toBeHidden();
});
