import { describe, expect, test } from 'vitest';
import type { NewMeasurement } from '#shared/contract/index.ts';
import { planes, type Plane } from '#shared/domain/display.ts';
import { internalLabels, tissueColours, tissues } from '#shared/domain/label-scheme.ts';
import { modalities } from '#shared/domain/modality.ts';
import { mapAxes, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import english from '../../../resources/locales/en.json' with { type: 'json' };
import type { CanvasPoint } from '../../../src-renderer/viewer/viewport.ts';
import { gridOf, realValue, referenceCode, resultCode, studyGrid, toWorld } from './oblique-study.ts';
import {
  canvasPointOf,
  greyColour,
  nearestValue,
  over,
  placeOf,
  throughAxis,
  voxelOf,
  type SlicePixel,
} from './oracle.ts';
import { crosshairMm, shownSlices, type Reader } from './reader.ts';

/** Pixels well inside one voxel of every grid, spread over a view: what is under them is beyond doubt. */
async function surePixels(reader: Reader, plane: Plane, count: number): Promise<SlicePixel[]> {
  const pixels = reader
    .pixels(await reader.shown(plane))
    .filter(({ worldMm }) => modalities.every((modality) => voxelOf(gridOf[modality], worldMm, 0.04) != null));
  const every = Math.floor(pixels.length / count);
  return pixels.filter((_, n) => n % every === 0).slice(0, count);
}

/** Moves the mouse to a point of a view and waits until the app shows it. */
async function pointAt(reader: Reader, plane: Plane, at: CanvasPoint): Promise<void> {
  const { x, y } = await reader.inWindow(plane, at);
  await reader.page.mouse.move(x, y);
  await reader.act(() => undefined, null);
}

function expectNear(placeMm: Vec3 | undefined, expected: Vec3): void {
  expected.forEach((mm, axis) => expect(Math.abs((placeMm?.[axis] ?? NaN) - mm)).toBeLessThan(0.1));
}

/** What the hand does and the eye follows: crosshair, readout, measurements, brush. */
export function handPromises(reader: () => Reader): void {
  describe.each(planes)('pointer, %s', (plane) => {
    test('the crosshair stands where it is said to be, open around the place', async () => {
      const axis = throughAxis[plane];
      const placeMm = mapAxes((n) => crosshairMm[n] + (n === axis ? 0 : 2.3 + n));
      await reader().act(({ workspace }, place) => workspace.actions.viewer.moveCrosshair(place), placeMm);
      const { size } = await reader().shown(plane);
      const { x, y } = canvasPointOf({ plane, convention: 'radiological', size }, placeMm);
      const near = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
      const beside = [-60, -30, 30, 60];
      const points = [
        ...beside.flatMap((off) => near.map((by) => ({ x: x + by, y: y + off }))),
        ...beside.flatMap((off) => near.map((by) => ({ x: x + off, y: y + by }))),
        ...near.map((by) => ({ x: x + by, y })),
      ];
      const without = await reader().coloursAt(plane, points);
      await reader().act(({ workspace }) => workspace.actions.viewer.toggleCrosshair(), null);
      const withIt = await reader().coloursAt(plane, points);
      const changed = points.map((_, n) => String(withIt[n]) !== String(without[n]));
      const changedIn = (line: number): number[] => near.filter((_, n) => changed[line * near.length + n] === true);
      for (let line = 0; line < 2 * beside.length; line += 1) {
        expect(changedIn(line).every((by) => Math.abs(by) <= 2)).toBe(true);
        // two screen pixels may share the line
        const greens = [-1, 0, 1].map((by) => withIt[line * near.length + near.indexOf(by)] ?? []);
        expect(Math.max(...greens.map(([red = 0, green = 0]) => green - red))).toBeGreaterThan(30);
      }
      expect(changedIn(2 * beside.length)).toEqual([]);
    });

    test('a click moves the crosshair there, and the other views to its slices', async () => {
      for (const { at, worldMm } of await surePixels(reader(), plane, 3)) {
        const { x, y } = await reader().inWindow(plane, at);
        await reader().page.mouse.click(x, y);
        await reader().act(() => undefined, null);
        const shown = await reader().app.evaluate(({ workspace }) => workspace.store.getState().viewer.crosshairMm);
        expectNear(shown, worldMm);
      }
    });

    test('what is under the mouse is read out: place, voxel, values, tissue', async () => {
      await reader().act(({ workspace }) => workspace.actions.viewer.toggleLabels(), null);
      for (const { at, worldMm } of await surePixels(reader(), plane, 8)) {
        await pointAt(reader(), plane, at);
        const [place = '', voxel = '', ...rest] = await reader()
          .page.getByTestId('readout')
          .evaluate((line) => [...line.children].map(({ textContent }) => textContent));
        const sides = mapAxes((axis) => ['RL', 'AP', 'SI'][axis]!.charAt(worldMm[axis] < 0 ? 1 : 0));
        const [, ...read] = /^(\w) ([\d.]+)\s+(\w) ([\d.]+)\s+(\w) ([\d.]+) mm$/u.exec(place) ?? [];
        expect([read[0], read[2], read[4]]).toEqual(sides);
        expectNear(
          [Number(read[1]), Number(read[3]), Number(read[5])],
          mapAxes((axis) => Math.abs(worldMm[axis])),
        );
        const expected = voxelOf(studyGrid, worldMm)!;
        expect(voxel).toBe(`Voxel ${expected.join(', ')}`);
        modalities.forEach((modality, n) => {
          const shown = Number(rest[n]?.split(' ').at(-1)?.replace(',', ''));
          expect(Math.abs(shown - (nearestValue(modality, worldMm) ?? NaN)), modality).toBeLessThanOrEqual(0.5);
        });
        const tissue = tissues.find((candidate) => internalLabels[candidate] === resultCode(expected));
        expect(rest[4]).toBe(tissue === undefined ? english.readout.noTissue : english.tissue[tissue]);
      }
    });

    test('a distance is kept between the places that were pressed, and marked there', async () => {
      const pixels = await surePixels(reader(), plane, 12);
      const [from, to] = [pixels[3]!, pixels[8]!];
      await reader().act(({ workspace }) => workspace.actions.measuring.takeTool('distance'), null);
      const [start, end] = [await reader().inWindow(plane, from.at), await reader().inWindow(plane, to.at)];
      await reader().page.mouse.move(start.x, start.y);
      await reader().page.mouse.down();
      await reader().page.mouse.move(end.x, end.y, { steps: 3 });
      await reader().page.mouse.up();
      await reader().page.mouse.move(0, 0);
      await reader().act(({ workspace }) => workspace.actions.measuring.stepBack(), null);
      await reader().act(({ workspace }) => workspace.actions.measuring.stepBack(), null);
      // holds: nothing else is saved under that name
      const kept = (await reader().app.evaluate(({ backend }) =>
        backend.callsOf('measurements.save').at(-1),
      )) as NewMeasurement;
      expect(kept.plane).toBe(plane);
      expectNear(kept.placesMm[0], from.worldMm);
      expectNear(kept.placesMm[1], to.worldMm);
      const texts = await reader().takeTexts(plane);
      const lengthMm = Math.hypot(...mapAxes((axis) => to.worldMm[axis] - from.worldMm[axis]));
      expect(texts.at(-1)?.text).toMatch(/^\d+\.\d mm$/u);
      expect(Math.abs(parseFloat(texts.at(-1)?.text ?? '') - lengthMm)).toBeLessThan(0.11);
      await expectMark(reader(), plane, [from.at, to.at]);
      // a slice on it is but a hint, without its length; two slices on, the mark is gone
      const middle = [{ x: (from.at.x + to.at.x) / 2, y: (from.at.y + to.at.y) / 2 }];
      const step = (): Promise<unknown> =>
        reader().act(({ workspace }, moved) => workspace.actions.viewer.stepSlice(moved, 1), plane);
      await step();
      expect((await reader().takeTexts(plane)).filter(({ text }) => /^\d+\.\d mm$/u.test(text))).toEqual([]);
      await step();
      const withMarks = await reader().coloursAt(plane, middle);
      const toggle = (): Promise<unknown> =>
        reader().act(({ workspace }) => workspace.actions.measuring.toggleVisible(), null);
      await toggle();
      expect(await reader().coloursAt(plane, middle)).toEqual(withMarks);
      await toggle();
    });

    test.each([0.5, 3])('a brush of %f mm writes the voxels under it, and shows them', async (radiusMm) => {
      const [pressed] = (await surePixels(reader(), plane, 5)).slice(2);
      await reader().act(({ workspace }) => workspace.actions.viewer.showLabels({ kind: 'reference' }), null);
      await reader().page.keyboard.press('e');
      await reader().page.waitForSelector('[data-testid="correction-done"]');
      await reader().act(({ workspace }, radius) => workspace.actions.correction.setRadius(radius), radiusMm);
      const before = await reader().app.evaluate((app) => app.shownCodes());
      const { x, y } = await reader().inWindow(plane, pressed!.at);
      await reader().page.mouse.click(x, y);
      await reader().page.mouse.move(0, 0);
      await reader().act(() => undefined, null);
      const after = await reader().app.evaluate((app) => app.shownCodes());
      const painted = expectedStroke(plane, pressed!.worldMm, radiusMm);
      const expected = before.map((code, offset) => (painted.has(offset) ? internalLabels.et : code));
      expect(painted.size).toBeGreaterThan(radiusMm === 3 ? 10 : 0);
      expect(after).toEqual(expected);
      const { examples, seen } = await reader().check(plane, ({ worldMm }) => {
        const voxel = voxelOf(studyGrid, worldMm);
        if (voxel == null) return voxel === null ? [0, 0, 0] : undefined;
        const code = painted.has(voxelOffset(studyGrid.shape, voxel)) ? internalLabels.et : referenceCode(voxel);
        const tissue = tissues.find((candidate) => internalLabels[candidate] === code);
        const grey = greyColour('t1c', realValue('t1c', voxel));
        return tissue === undefined ? grey : over(tissueColours[tissue], grey, 0.5);
      });
      expect(examples).toEqual([]);
      expect(seen).toBeGreaterThan(600);
      await reader().act(({ workspace }) => workspace.actions.correction.discard(), null);
    });
  });

  test('the views meet at the crosshair: each shows the slice through it', async () => {
    const expected = placeOf([shownSlices.sagittal, shownSlices.coronal, shownSlices.axial]);
    expectNear(await reader().app.evaluate(({ workspace }) => workspace.store.getState().viewer.crosshairMm), expected);
    for (const plane of planes) {
      await expect(reader().page.getByTestId(`slice-slider-${plane}`).inputValue()).resolves.toBe(
        String(shownSlices[plane]),
      );
    }
  });
}

/** The line and the rings of a mark, at the places it should have, and nothing of it a few pixels beside. */
async function expectMark(
  reader: Reader,
  plane: Plane,
  [from, to]: readonly [CanvasPoint, CanvasPoint],
): Promise<void> {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const along = (share: number, beside = 0): CanvasPoint => ({
    x: from.x + ux * length * share - uy * beside,
    y: from.y + uy * length * share + ux * beside,
  });
  const ring = [from, to].flatMap(({ x, y }) => [90, 210, 330].map((degrees) => ringPoint(x, y, degrees)));
  const on = [...[0.2, 0.4, 0.6, 0.8].map((share) => along(share)), ...ring];
  const off = [0.2, 0.4, 0.6, 0.8].flatMap((share) => [along(share, 7), along(share, -7)]);
  const purple = ([red = 0, green = 0, blue = 0]: readonly number[]): boolean => red > green + 30 && blue > green + 15;
  const [seen, beside] = [await reader.coloursAt(plane, on), await reader.coloursAt(plane, off)];
  expect(seen.filter((colour) => !purple(colour))).toEqual([]);
  expect(beside.filter(purple)).toEqual([]);
}

const ringRadius = 3.5;
function ringPoint(x: number, y: number, degrees: number): CanvasPoint {
  const angle = (degrees * Math.PI) / 180;
  return { x: x + ringRadius * Math.cos(angle), y: y + ringRadius * Math.sin(angle) };
}

/**
 * Offsets of what a dab paints in a view: voxels that meet its slice and whose centres lie within the
 * radius as the view sees them; and the voxel under the pointer, however small the brush.
 */
function expectedStroke(plane: Plane, pressedMm: Vec3, radiusMm: number): Set<number> {
  const axis = throughAxis[plane];
  const { shape, directions, spacingMm } = studyGrid;
  const halfMm = directions.reduce((sum, direction, n) => sum + (Math.abs(direction[axis]) * spacingMm[n]!) / 2, 0);
  const painted = new Set<number>([voxelOffset(shape, voxelOf(studyGrid, pressedMm)!)]);
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1) {
        const off = mapAxes((n) => toWorld(studyGrid, [x, y, z])[n] - pressedMm[n]);
        const inPlane = Math.hypot(...off.filter((_, n) => n !== axis));
        if (Math.abs(off[axis]) < halfMm && inPlane <= radiusMm) painted.add(voxelOffset(shape, [x, y, z]));
      }
    }
  }
  return painted;
}
