import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planes } from '#shared/domain/display.ts';
import { sliceOf, type ReadingFrame } from './reading-frame.ts';
import { createSliceRaster, edgeLetters, pixelSizeMm, rasterToWorld, worldToRaster } from './slice-raster.ts';

const frame: ReadingFrame = { originMm: [-10, 5, 7], spacingMm: [2, 3, 0.5], size: [5, 6, 4] };

describe('createSliceRaster', () => {
  test('starts an axial radiological picture at the right anterior corner', () => {
    expect(createSliceRaster(frame, { plane: 'axial', convention: 'radiological' }, 1)).toEqual({
      width: 5,
      height: 6,
      originMm: [-2, 20, 7.5],
      columnStepMm: [-2, 0, 0],
      rowStepMm: [0, -3, 0],
    });
  });

  test('starts a coronal neurological picture at the left superior corner', () => {
    expect(createSliceRaster(frame, { plane: 'coronal', convention: 'neurological' }, 2)).toEqual({
      width: 5,
      height: 4,
      originMm: [-10, 11, 8.5],
      columnStepMm: [2, 0, 0],
      rowStepMm: [0, 0, -0.5],
    });
  });

  test('starts a sagittal picture at the anterior superior corner', () => {
    const raster = createSliceRaster(frame, { plane: 'sagittal', convention: 'radiological' }, 0);
    expect(raster.originMm).toEqual([-10, 20, 8.5]);
    expect(raster.columnStepMm).toEqual([0, -3, 0]);
    expect(pixelSizeMm(raster)).toEqual({ width: 3, height: 0.5 });
  });
});

test('edge letters come from where the pixels lie', () => {
  const lettersOf = (plane: (typeof planes)[number], convention: 'radiological' | 'neurological'): string => {
    const { left, right, top, bottom } = edgeLetters(createSliceRaster(frame, { plane, convention }, 0));
    return left + right + top + bottom;
  };
  expect(planes.map((plane) => lettersOf(plane, 'radiological'))).toEqual(['RLAP', 'RLSI', 'APSI']);
  expect(planes.map((plane) => lettersOf(plane, 'neurological'))).toEqual(['LRAP', 'LRSI', 'APSI']);
  const tilted = {
    width: 1,
    height: 1,
    originMm: [0, 0, 0],
    columnStepMm: [0.7, -0.6, 0],
    rowStepMm: [0, 0.6, 0.8],
  } as const;
  expect(edgeLetters(tilted)).toEqual({ left: 'L', right: 'R', top: 'I', bottom: 'S' });
});

test('worldToRaster undoes rasterToWorld and the slice keeps its number', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...planes),
      fc.constantFrom('radiological' as const, 'neurological' as const),
      fc.integer({ min: 0, max: 3 }),
      fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })),
      (plane, convention, slice, [column, row]) => {
        const raster = createSliceRaster(frame, { plane, convention }, slice);
        const world = rasterToWorld(raster, column, row);
        const back = worldToRaster(raster, world);
        expect(back.column).toBeCloseTo(column, 9);
        expect(back.row).toBeCloseTo(row, 9);
        expect(sliceOf(frame, plane, world)).toBe(slice);
      },
    ),
  );
});
