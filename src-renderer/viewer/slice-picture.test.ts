import { describe, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { colourMapTable } from './colour-maps.ts';
import { agreementColours, brainColour, createLabelLook } from './label-look.ts';
import { colourWord } from './paint-pixels.ts';
import { createReadingFrame } from './reading-frame.ts';
import { createSlicePictureMaker, type PictureScene } from './slice-picture.ts';

const grid = { shape: [3, 2, 2], affine: identityAffine } as const;
const scene: PictureScene = {
  frame: createReadingFrame(grid),
  volume: { ...grid, voxels: Int16Array.from({ length: 12 }, (_, n) => n), slope: 1, intercept: 0 },
  labels: { ...grid, voxels: Uint8Array.from({ length: 12 }, (_, n) => n % 4) },
  otherLabels: null,
  labelLook: createLabelLook({ style: 'fill', hiddenTissues: [], outlinedRegions: [], agreement: null }),
  colours: colourMapTable('grey'),
  window: { low: 0, high: 11 },
  crosshairMm: [1, 1, 0],
  convention: 'radiological',
  isInterpolated: false,
};

describe('createSlicePictureMaker', () => {
  test('computes neither layer again when the crosshair moves within the slice', () => {
    const maker = createSlicePictureMaker('axial');
    const first = maker.render(scene);
    const second = maker.render({ ...scene, crosshairMm: [0, 0, 0.4] });
    expect(second.slice).toBe(0);
    expect(second.image?.revision).toBe(first.image?.revision);
    expect(second.labels?.revision).toBe(first.labels?.revision);
  });

  test('computes both again, in the same memory, on another slice', () => {
    const maker = createSlicePictureMaker('axial');
    const first = maker.render(scene);
    const greysBefore = [...(first.image?.pixels ?? [])];
    const second = maker.render({ ...scene, crosshairMm: [0, 0, 1] });
    expect(second.slice).toBe(1);
    expect(second.image?.pixels).toBe(first.image?.pixels);
    expect(second.image?.revision).toBeGreaterThan(first.image?.revision ?? 0);
    expect([...(second.image?.pixels ?? [])]).not.toEqual(greysBefore);
    expect(second.labels?.revision).toBeGreaterThan(first.labels?.revision ?? 0);
  });

  test('a new window changes the image alone, new labels the labels alone', () => {
    const maker = createSlicePictureMaker('coronal');
    const first = maker.render(scene);
    const windowed = maker.render({ ...scene, window: { low: 0, high: 5 } });
    expect(windowed.image?.revision).toBeGreaterThan(first.image?.revision ?? 0);
    expect(windowed.labels?.revision).toBe(first.labels?.revision);
    const relabelled = maker.render({
      ...scene,
      window: { low: 0, high: 5 },
      labels: { ...grid, voxels: new Uint8Array(12) },
    });
    expect(relabelled.image?.revision).toBe(windowed.image?.revision);
    expect(relabelled.labels?.pixels.every((pixel) => pixel === 0)).toBe(true);
  });

  test('the line around what was taken as brain lies on the edges of its voxels, and only where it is asked for', () => {
    const maker = createSlicePictureMaker('axial');
    expect(maker.render(scene).brainLine).toBeNull();
    // one voxel at x 2, y 1: to the patient's right and anterior, so to the left and above in the picture
    const voxels = Uint8Array.from({ length: 12 }, (_, n) => (n === 5 ? 1 : 0));
    const outlined = { ...scene, brain: { ...grid, voxels } };
    const first = maker.render(outlined);
    const { raster } = first;
    const [left, top] = [0, 0];
    expect(raster).toMatchObject({ width: 3, height: 2 });
    expect(first.brainLine?.colour).toEqual(brainColour);
    const runs = first.brainLine?.runs ?? [];
    const edges = Array.from({ length: runs.length / 4 }, (_, run) => runs.slice(4 * run, 4 * run + 4).join());
    expect(edges.toSorted()).toEqual(
      [
        [left, top, left + 1, top],
        [left, top + 1, left + 1, top + 1],
        [left, top, left, top + 1],
        [left + 1, top, left + 1, top + 1],
      ]
        .map((edge) => edge.join())
        .toSorted(),
    );
    // the same line while nothing of it changes, whatever happens to the labels
    expect(maker.render({ ...outlined, labels: null }).brainLine).toBe(first.brainLine);
    expect(maker.render({ ...outlined, crosshairMm: [1, 1, 1] }).brainLine?.runs).toEqual([]);
  });

  test('another colour map paints the image anew, another look the labels', () => {
    const maker = createSlicePictureMaker('axial');
    const first = maker.render(scene);
    const inverted = maker.render({ ...scene, colours: colourMapTable('inverted') });
    expect(inverted.image?.revision).toBeGreaterThan(first.image?.revision ?? 0);
    expect(inverted.labels?.revision).toBe(first.labels?.revision);
    const choice = { style: 'outline', hiddenTissues: [], outlinedRegions: [], agreement: null } as const;
    const outlined = maker.render({ ...scene, labelLook: createLabelLook(choice) });
    expect(outlined.labels).toBeNull();
    expect(outlined.lines).toHaveLength(3);
    expect(maker.render({ ...scene, labelLook: createLabelLook(choice), labels: null }).lines).toEqual([]);
  });

  test('a second label map is compared pixel by pixel', () => {
    const labelLook = createLabelLook({ style: 'fill', hiddenTissues: [], outlinedRegions: [], agreement: 'et' });
    const other = { ...grid, voxels: Uint8Array.from({ length: 12 }, (_, n) => (n === 3 || n === 4 ? 3 : 0)) };
    // axial slice 0, radiological: rows from anterior, columns from right: voxels 5 4 3 / 2 1 0
    const shown = { ...grid, voxels: Uint8Array.from({ length: 12 }, (_, n) => (n === 4 || n === 2 ? 3 : 0)) };
    const picture = createSlicePictureMaker('axial').render({ ...scene, labels: shown, otherLabels: other, labelLook });
    const [both, onlyShown, onlyOther] = [
      agreementColours.both,
      agreementColours.onlyShown,
      agreementColours.onlyOther,
    ].map(colourWord);
    expect([...(picture.labels?.pixels ?? [])]).toEqual([0, both, onlyOther, onlyShown, 0, 0]);
  });

  test('shows another volume, and neither layer without one', () => {
    const maker = createSlicePictureMaker('axial');
    const first = maker.render(scene).image?.revision ?? 0;
    const other = { ...grid, voxels: new Uint8Array(12).fill(11), slope: 1, intercept: 0 };
    const shown = maker.render({ ...scene, volume: other });
    expect(shown.image?.revision).toBeGreaterThan(first);
    expect([...new Set(shown.image?.pixels)]).toEqual([0xffffffff]);
    expect(maker.render({ ...scene, volume: null, labels: null })).toMatchObject({ image: null, labels: null });
  });
});
