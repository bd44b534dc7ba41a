import type { Page } from '@playwright/test';
import type { Vec3 } from '#shared/domain/vector.ts';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, onlyInAPage, test } from './fixtures/app-test.ts';
import { changeSince, compare, planes, takePictures, untilPainted, type Plane } from './fixtures/canvas.ts';
import { busiestVoxel, sliceReachMm, type LabelGrid } from './fixtures/label-grid.ts';
import { atStart, commit, segment, showSlice } from './fixtures/screens.ts';
import { writeHeads } from './fixtures/skull.ts';
import { readStoredBrain } from './fixtures/stored.ts';

/* A study as a scanner makes it, with its skull, and the networks that are shipped. */

onlyInAPage();

/** Where the screen's right and down point in the patient (RAS+), radiological convention. */
const axes: Readonly<Record<Plane, { right: Vec3; down: Vec3 }>> = {
  axial: { right: [-1, 0, 0], down: [0, -1, 0] },
  coronal: { right: [-1, 0, 0], down: [0, 0, -1] },
  sagittal: { right: [0, -1, 0], down: [0, 0, -1] },
};

const outline = (page: Page) => page.getByTestId('brain-outline');

async function setOutline(page: Page, isOn: boolean): Promise<void> {
  await outline(page).setChecked(isOn, { force: true });
  for (const plane of planes) await untilPainted(page, plane);
}

test('four heads in: the brain is found first, its outline lies where the stored brain is, and how it was found is said', async ({
  openApp,
  sampleFiles,
  dataDirectory,
  folder,
}) => {
  test.setTimeout(400_000);
  const { paths, geometry, brain, head } = await writeHeads(sampleFiles, folder);
  const app = await openApp();
  const { page } = app;
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ reducedMotion: 'reduce' });

  await test.step('the skull is seen, and what follows is said', async () => {
    await atStart(page);
    await app.dropFiles(paths);
    const card = page.locator('[data-testid="intake-finding"]', { hasText: 'The skull is still there' });
    await expect(card).toHaveCount(1, { timeout: 60_000 });
    await expect(card).toContainText('the brain is found before segmentation');
    await expectAccessible(page, 'intake with a skull');
    await commit(page);
    await expect(page.getByTestId('brain-extraction')).toBeChecked();
  });

  const headGrid: LabelGrid = { ...geometry, labels: head };
  const middle = busiestVoxel(headGrid);
  const [sagittal, coronal, axial] = middle.frame;
  const outlined = await test.step('segmented, the outline goes on and off without a trace', async () => {
    await segment(page);
    await expect(outline(page)).not.toBeChecked();
    const size = await page
      .getByText('Brain outline', { exact: true })
      .evaluate((label) => getComputedStyle(label).fontSize);
    await expect(page.getByText(/^[\d,]+ mL were taken as brain\.$/u)).toHaveCSS('font-size', size);
    await showSlice(page, 'axial', axial);
    await showSlice(page, 'coronal', coronal);
    await showSlice(page, 'sagittal', sagittal);
    for (const plane of planes) await untilPainted(page, plane);
    const without = await takePictures(page);
    await setOutline(page, true);
    const changes = [];
    for (const plane of planes) changes.push([plane, await changeSince(page, plane, without[plane])] as const);
    await expectAccessible(page, 'workspace with the outline of the brain');
    await setOutline(page, false);
    const again = await takePictures(page);
    for (const plane of planes) expect((await compare(without[plane], again[plane])).count, plane).toBe(0);
    // another modality changes everything that is not air: that is where the head lies
    await page.getByTestId('modality-t2w').click();
    const places = [];
    for (const [plane, change] of changes) {
      await expect.poll(async () => (await changeSince(page, plane, without[plane])).count).toBeGreaterThan(5000);
      await untilPainted(page, plane);
      places.push({ plane, change, head: (await changeSince(page, plane, without[plane])).box });
    }
    await page.getByTestId('modality-t1c').click();
    return places;
  });

  const volume = await test.step('how it was found', async () => {
    await page.getByTestId('fold-provenance').click();
    const provenance = page.getByTestId('provenance');
    await expect(provenance).toContainText(/found in T1, T1ce, T2, FLAIR, everything else left out: .*brain extraction/iu); // prettier-ignore
    const [, figure = ''] = /([\d,]+) mL, found in/u.exec(await provenance.innerText()) ?? [];
    return Number(figure.replace(',', ''));
  });
  await app.close();

  await test.step('the outline lies around the stored brain, and that is the brain', async () => {
    const stored = await readStoredBrain(dataDirectory);
    expect(stored.brain.volumeMl).toBeCloseTo(volume, -1);
    const found: LabelGrid = { ...geometry, labels: stored.mask };
    const whole: LabelGrid = { ...geometry, labels: new Uint8Array(head.length).fill(1) };
    for (const { plane, change, head: box } of outlined) {
      const { right, down } = axes[plane];
      const reach = (grid: LabelGrid, along: Vec3) => sliceReachMm(grid, plane, middle.voxel, along);
      const pixelsPerMm = (box.right + 1 - box.left) / (reach(headGrid, right).to - reach(headGrid, right).from);
      const placeMm = (from: number, to: number, start: number, along: Vec3): number =>
        ((from + to + 1) / 2 - start) / pixelsPerMm + reach(headGrid, along).from;
      const middleMm = ({ from, to }: { from: number; to: number }): number => (from + to) / 2;
      // mirrored, it would lie elsewhere
      for (const along of [right, down]) {
        expect(Math.abs(middleMm(reach(found, along)) - middleMm(reach(whole, along)))).toBeGreaterThan(3);
      }
      const across = placeMm(change.box.left, change.box.right, box.left, right);
      const below = placeMm(change.box.top, change.box.bottom, box.top, down);
      expect(Math.abs(across - middleMm(reach(found, right))), `${plane}: mm off across`).toBeLessThan(1.5);
      expect(Math.abs(below - middleMm(reach(found, down))), `${plane}: mm off down`).toBeLessThan(1.5);
    }
    let [both, either] = [0, 0];
    brain.forEach((voxel, offset) => {
      both += voxel & (stored.mask[offset] ?? 0);
      either += voxel + (stored.mask[offset] ?? 0);
    });
    process.stdout.write(`  brain found: ${String(volume)} mL, Dice ${((2 * both) / either).toFixed(3)}\n`);
    expect((2 * both) / either).toBeGreaterThan(0.9);
  });

  await test.step('in Korean after a restart', async () => {
    const again = await openApp({ locale: 'ko-KR' });
    await again.page.setViewportSize({ width: 1280, height: 720 });
    await again.page.getByTestId('study-row').click();
    await expect(again.page.getByText(/^뇌로 추출된 부피: [\d,]+ mL$/u)).toBeVisible();
    await setOutline(again.page, true);
    await expectAccessible(again.page, 'workspace with the outline, in Korean');
  });
});
