import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planes } from '#shared/domain/display.ts';
import { createSliceRaster } from './slice-raster.ts';
import { canvasToWorld, createViewport, panBy, restingMotion, worldToCanvas, zoomAbout } from './viewport.ts';

const frame = { originMm: [-10, 5, 7], spacingMm: [2, 3, 0.5], size: [50, 60, 40] } as const;
const axial = createSliceRaster(frame, { plane: 'axial', convention: 'radiological' }, 3); // 100 mm x 180 mm

const whole = { marginPixels: 8, box: null };

describe('createViewport', () => {
  test('fits the slice, in millimetres, into the middle of the view', () => {
    const viewport = createViewport(axial, { width: 400, height: 400 }, restingMotion, { marginPixels: 20, box: null });
    expect(viewport).toMatchObject({ pixelsPerMm: 2, width: 200, height: 360, left: 100, top: 20 });
  });

  test("the patient's right is on the left, anterior above", () => {
    const viewport = createViewport(axial, { width: 400, height: 400 }, restingMotion, { marginPixels: 20, box: null });
    // voxel centres: R from -10 to 88, A from 5 to 182; half a pixel inside the picture's edges
    expect(worldToCanvas(viewport, [88, 182, 0])).toEqual({ x: 102, y: 23 });
    expect(worldToCanvas(viewport, [-10, 5, 0])).toEqual({ x: 298, y: 377 });
  });

  test('fills the view with a box of the world, and shows the rest around it', () => {
    // 40 mm across and 20 mm down
    const box = { lowMm: [19, 65, -99], highMm: [59, 85, 99] } as const;
    const viewport = createViewport(axial, { width: 440, height: 440 }, restingMotion, { marginPixels: 20, box });
    const rounded = (x: number, y: number): number[] => {
      const point = worldToCanvas(viewport, [x, y, 0]);
      return [Math.round(point.x * 1e6) / 1e6, Math.round(point.y * 1e6) / 1e6];
    };
    expect(rounded(39, 75)).toEqual([220, 220]);
    expect(rounded(59, 85)).toEqual([20, 120]);
    expect(viewport.pixelsPerMm).toBeCloseTo(10, 9);
    expect(viewport.width).toBeCloseTo(1000, 6);
    expect(viewport.height).toBeCloseTo(1800, 6);
  });

  test('shows the whole slice when the box misses it', () => {
    const box = { lowMm: [500, 500, 500], highMm: [600, 600, 600] } as const;
    const size = { width: 440, height: 440 };
    expect(createViewport(axial, size, restingMotion, { marginPixels: 8, box })).toEqual(
      createViewport(axial, size, restingMotion, whole),
    );
  });

  test('survives a view smaller than its margins', () => {
    const viewport = createViewport(axial, { width: 5, height: 5 }, restingMotion, whole);
    expect(viewport.pixelsPerMm).toBeGreaterThan(0);
  });
});

const place = fc.double({ min: -300, max: 300, noNaN: true });
const motion = fc.record({
  zoom: fc.double({ min: 0.5, max: 20, noNaN: true }),
  panMm: fc.record({ x: place, y: place }),
});

test('canvasToWorld and worldToCanvas undo each other in every plane, zoomed and panned', () => {
  fc.assert(
    fc.property(fc.constantFrom(...planes), motion, fc.record({ x: place, y: place }), (plane, moved, point) => {
      const raster = createSliceRaster(frame, { plane, convention: 'neurological' }, 5);
      const viewport = createViewport(raster, { width: 417, height: 293 }, moved, whole);
      const back = worldToCanvas(viewport, canvasToWorld(viewport, point));
      expect(back.x).toBeCloseTo(point.x, 6);
      expect(back.y).toBeCloseTo(point.y, 6);
    }),
  );
});

test('zooming keeps the place under the pointer, panning moves it along', () => {
  const size = { width: 417, height: 293 };
  fc.assert(
    fc.property(
      motion,
      fc.record({ x: place, y: place }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (m, p, factor) => {
        const before = createViewport(axial, size, m, whole);
        const world = canvasToWorld(before, p);
        const zoomed = worldToCanvas(createViewport(axial, size, zoomAbout(m, before, factor, p), whole), world);
        expect(zoomed.x).toBeCloseTo(p.x, 5);
        expect(zoomed.y).toBeCloseTo(p.y, 5);
        const panned = worldToCanvas(createViewport(axial, size, panBy(m, before, { x: 11, y: -7 }), whole), world);
        expect(panned.x).toBeCloseTo(p.x + 11, 5);
        expect(panned.y).toBeCloseTo(p.y - 7, 5);
      },
    ),
  );
});

test('zoom stays within its limits', () => {
  const viewport = createViewport(axial, { width: 400, height: 400 }, restingMotion, whole);
  expect(zoomAbout(restingMotion, viewport, 1e9, { x: 0, y: 0 }).zoom).toBe(20);
  expect(zoomAbout(restingMotion, viewport, 1e-9, { x: 0, y: 0 }).zoom).toBe(0.5);
});
