import { internalLabels, labelConventions, recodingTable } from '#shared/domain/label-scheme.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { expect, test } from './fixtures/app-test.ts';
import {
  changeSince,
  compare,
  lettersDrawn,
  litPixels,
  maskPixels,
  planes,
  takePictures,
  type Plane,
} from './fixtures/canvas.ts';
import { busiestVoxel, sliceMeanMm, sliceReachMm, type LabelGrid } from './fixtures/label-grid.ts';
import { atStart, commit, segment, showSlice, slot, volumeMl } from './fixtures/screens.ts';
import { askNibabel, readStoredResult } from './fixtures/stored.ts';

/** Where the screen's right and down point in the patient (RAS+), radiological convention: what every reader expects. */
const expectedAxes: Readonly<Record<Plane, { right: Vec3; down: Vec3 }>> = {
  axial: { right: [-1, 0, 0], down: [0, -1, 0] },
  coronal: { right: [-1, 0, 0], down: [0, 0, -1] },
  sagittal: { right: [0, -1, 0], down: [0, 0, -1] },
};

const expectedLetters: Readonly<Record<Plane, { left: string; right: string; top: string; bottom: string }>> = {
  axial: { left: 'R', right: 'L', top: 'A', bottom: 'P' },
  coronal: { left: 'R', right: 'L', top: 'S', bottom: 'I' },
  sagittal: { left: 'A', right: 'P', top: 'S', bottom: 'I' },
};

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Where the sample has anything at all, from its T2. */
async function readBrain(sampleFiles: readonly string[]): Promise<LabelGrid> {
  const { shape, affine, voxels } = await readNiftiFile(sampleFiles[2] ?? '');
  return { shape, affine, labels: Uint8Array.from(voxels, (value) => (value > 0 ? 1 : 0)) };
}

// the first start of all: the engines are tested while the files come in
test.use({ beginning: 'nothing' });

test('four files in, a tumour in three views, a NIfTI file out, and all of it still there after a restart', async ({
  openApp,
  sampleFiles,
  dataDirectory,
}) => {
  test.setTimeout(400_000);
  const app = await openApp();
  const { page } = app;

  await test.step('drop the files', async () => {
    await atStart(page);
    await app.dropFiles(sampleFiles);
    for (const name of ['t1n', 't1c', 't2w', 't2f', 'reference'] as const) {
      await expect(slot(page, name)).toContainText('glioscope-sample_');
    }
    await expect(page.getByTestId('patient-name')).toHaveValue(/glioscope-sample/);
    await commit(page);
    for (const plane of planes) await expect.poll(() => litPixels(page, plane)).toBeGreaterThan(5000);
  });

  const shown = await test.step('segment', async () => {
    await segment(page);
    await expect(page.getByTestId('research-use-only').first()).toBeVisible();
    const names = ['ncr', 'ed', 'et', 'wt', 'tc'] as const;
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await volumeMl(page, name)] as const)),
    );
  });

  const exported = await test.step('export', async () => {
    const path = await app.savedBy(() => page.getByTestId('export').click());
    await expect
      .poll(() =>
        readNiftiFile(path).then(
          ({ shape }) => shape,
          () => null,
        ),
      )
      .not.toBeNull();
    return { path, image: await readNiftiFile(path) };
  });
  const { image } = exported;
  const grid: LabelGrid = { shape: image.shape, affine: image.affine, labels: Uint8Array.from(image.voxels) };

  const target = busiestVoxel(grid);
  await test.step('the mask lies where the file says, in every view; a mirrored view cannot pass', async () => {
    await showSlice(page, 'axial', target.frame[2]);
    await showSlice(page, 'coronal', target.frame[1]);
    await showSlice(page, 'sagittal', target.frame[0]);
    for (const plane of planes) await expect.poll(() => maskPixels(page, plane)).toBeGreaterThan(500);
    const withMask = await takePictures(page);
    await page.getByTestId('toggle-segmentation').click();
    await expect(page.getByTestId('toggle-segmentation')).toHaveAttribute('aria-pressed', 'false');
    for (const plane of planes) {
      await expect.poll(async () => (await changeSince(page, plane, withMask[plane])).count).toBeGreaterThan(500);
    }
    const withoutMask = await takePictures(page);
    // another modality changes every pixel of the brain and nothing around it: that is where the brain lies
    await page.getByTestId('modality-t2w').click();
    for (const plane of planes) {
      await expect.poll(async () => (await changeSince(page, plane, withoutMask[plane])).count).toBeGreaterThan(5000);
    }
    const brain = await readBrain(sampleFiles);
    for (const plane of planes) {
      const mask = await compare(withMask[plane], withoutMask[plane]);
      const { box } = await changeSince(page, plane, withoutMask[plane]);
      const { right, down } = expectedAxes[plane];
      const expected = sliceMeanMm(grid, plane, target.voxel);
      const across = sliceReachMm(brain, plane, target.voxel, right);
      const below = sliceReachMm(brain, plane, target.voxel, down);
      const pixelsPerMm = (box.right + 1 - box.left) / (across.to - across.from);
      const x = box.left - 0.5 + (dot(expected, right) - across.from) * pixelsPerMm;
      const y = box.top - 0.5 + (dot(expected, down) - below.from) * pixelsPerMm;
      expect(Math.abs(mask.mean.x - x) / pixelsPerMm, `${plane}: mm off across`).toBeLessThan(2);
      expect(Math.abs(mask.mean.y - y) / pixelsPerMm, `${plane}: mm off down`).toBeLessThan(2);
    }
  });

  await test.step('the key brings the mask back', async () => {
    const without = await takePictures(page);
    await page.keyboard.press('s');
    await expect(page.getByTestId('toggle-segmentation')).toHaveAttribute('aria-pressed', 'true');
    for (const plane of planes) {
      await expect.poll(async () => (await changeSince(page, plane, without[plane])).count).toBeGreaterThan(200);
    }
  });

  await test.step('the letters say which side is which', async () => {
    for (const plane of planes) {
      const letters = await lettersDrawn(page, plane, () => page.keyboard.press('s'));
      const at = (isThere: (letter: { x: number; y: number }) => boolean): string | undefined =>
        letters.find(isThere)?.text;
      expect({
        left: at(({ x, y }) => x < 0.15 && y > 0.3 && y < 0.7),
        right: at(({ x, y }) => x > 0.85 && y > 0.3 && y < 0.7),
        top: at(({ x, y }) => y < 0.15 && x > 0.3 && x < 0.7),
        bottom: at(({ x, y }) => y > 0.85 && x > 0.3 && x < 0.7),
      }).toEqual(expectedLetters[plane]);
    }
  });

  await app.close();

  await test.step('the file is the stored result, voxel by voxel', async () => {
    const stored = await readStoredResult(dataDirectory);
    const table = recodingTable(internalLabels, labelConventions[stored.study.labelConvention]);
    expect(stored.study.labelConvention).toBe('brats-2018');
    expect(grid.labels.length).toBe(stored.labels.length);
    expect(stored.labels.every((code, offset) => table[code] === grid.labels[offset])).toBe(true);
    for (const tissue of ['ncr', 'ed', 'et'] as const)
      expect(shown[tissue]).toBeCloseTo(stored.result.tissuesMl[tissue], 0);
    expect(shown['wt']).toBeCloseTo(stored.result.regionsMl.wt, 0);
    const facts = askNibabel(exported.path, sampleFiles[1] ?? '');
    if (facts === null) return;
    const counts = { ...facts.counts };
    for (const [tissue, code] of Object.entries(labelConventions['brats-2018'])) {
      // 1 mm voxels: a thousand of them are a millilitre
      expect((counts[String(code)] ?? 0) / 1000).toBeCloseTo(stored.result.tissuesMl[tissue as 'ncr' | 'ed' | 'et'], 3);
    }
    expect(facts.shape).toEqual([...stored.study.geometry.shape]);
    expect(facts.sameAffine).toBe(true);
  });

  await test.step('after a restart the study is listed and opens with its result', async () => {
    const again = await openApp();
    await expect(again.page.getByTestId('study-row')).toHaveCount(1);
    await again.page.getByTestId('study-row').click();
    await expect(again.page.getByTestId('volumes-table')).toBeVisible();
    for (const name of ['wt', 'tc', 'et'] as const) expect(await volumeMl(again.page, name)).toBe(shown[name]);
    for (const plane of planes) await expect.poll(() => maskPixels(again.page, plane)).toBeGreaterThan(500);
  });
});
