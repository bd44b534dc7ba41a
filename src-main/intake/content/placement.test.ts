import { describe, expect, test } from 'vitest';
import { transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { axisAlignedGeometry } from '../../../tests/reference/orientations.ts';
import { gridAround } from '../../../tests/reference/regrid.ts';
import { findFindings, type ExaminedFile } from './findings.ts';
import { measureHeadOffsetMm } from './placement.ts';
import { sketchVolume, type Sketch } from '../../imaging/sketch.ts';

const grid = axisAlignedGeometry('LPS', [90, 100, 80], [1.9, 1.9, 1.9]);
const centreMm = transformPoint(grid.affine, [44.5, 49.5, 39.5]);

/** A head of 65 mm radius, on any grid, away from the centre by `offsetMm`. */
function sketchHead({ shape, affine }: Geometry, offsetMm: Vec3): Sketch {
  const voxels = new Int16Array(voxelCount(shape));
  for (let offset = 0; offset < voxels.length; offset += 1) {
    const z = Math.floor(offset / (shape[0] * shape[1]));
    const place = transformPoint(affine, [offset % shape[0], Math.floor(offset / shape[0]) % shape[1], z]);
    const radius = Math.hypot(...place.map((mm, axis) => mm - (centreMm[axis] ?? 0) - (offsetMm[axis] ?? 0)));
    if (radius < 65) voxels[offset] = 100 + (offset % 17);
  }
  const sketch = sketchVolume({ shape, affine, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels });
  if (sketch === null) throw new Error('nothing to see');
  return sketch;
}

const here = sketchHead(grid, [0, 0, 0]);

describe('measureHeadOffsetMm', () => {
  test('the same head on an oblique grid of other voxels lies in the same place', () => {
    const other = gridAround(grid, { turnDegrees: [15, 5, -10], spacingMm: [1.5, 1.5, 5], size: [130, 140, 34] });
    expect(measureHeadOffsetMm(here, sketchHead(other, [0, 0, 0]))).toBeLessThan(2);
  });

  test('a slab sees a part of the head, which is no other place', () => {
    const slab = gridAround(grid, { turnDegrees: [0, 0, 0], spacingMm: [1.8, 1.8, 2], size: [90, 100, 20] });
    expect(measureHeadOffsetMm(here, sketchHead(slab, [0, 0, 0]))).toBeLessThan(1);
  });

  test('a head beside the other: measured where both grids see it', () => {
    expect(measureHeadOffsetMm(here, sketchHead(grid, [12, 0, 9]))).toBeCloseTo(15, 0);
  });

  test('fields of view with nothing in common say nothing', () => {
    const far = { ...grid, affine: grid.affine.with(11, (grid.affine[11] ?? 0) + 400) };
    expect(measureHeadOffsetMm(here, sketchHead(far, [0, 0, 400]))).toBeNull();
  });
});

test('a head that lies elsewhere than T1ce is remarked, with how far', () => {
  const file = (slot: ExaminedFile['slot'], sketch: Sketch): ExaminedFile => {
    return { fileId: slot ?? '', slot, sha256: slot, geometry: sketch.grid, isLabelMap: false, sketch };
  };
  const moved = sketchHead(grid, [0, 24, 0]);
  const findings = findFindings([file('t1n', here), file('t1c', here), file('t2w', here), file('t2f', moved)]);
  const apart = findings.find(({ kind }) => kind === 'apart');
  expect(apart?.files.map(({ slot }) => slot)).toEqual(['t1c', 't2f']);
  expect(apart?.distanceMm).toBeGreaterThanOrEqual(20);
  expect(apart?.distanceMm).toBeLessThanOrEqual(24);
});
