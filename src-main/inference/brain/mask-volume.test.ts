import { describe, expect, test } from 'vitest';
import { transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { backgroundOf } from '#shared/domain/background.ts';
import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { distanceMm, head, scanHead, visitPlaces } from '../../../tests/fixtures/head.ts';
import { axisAlignedGeometry } from '../../../tests/reference/orientations.ts';
import { gridAround } from '../../../tests/reference/regrid.ts';
import { markForeground } from '../normalisation.ts';
import { planBrainGrid } from './brain-input.ts';
import { brainOn, maskVolume, type BrainField } from './mask-volume.ts';

/** Around the head of the fixture, whose centre is not the grid's. */
const around = (turnDegrees: Vec3, spacingMm: Vec3, edgeMm = 200): Geometry => {
  const middle: Geometry = { shape: [1, 1, 1], affine: [1, 0, 0, 7, 0, 1, 0, -9, 0, 0, 1, 4, 0, 0, 0, 1] };
  return gridAround(middle, { turnDegrees, spacingMm, size: mapAxes((axis) => Math.round(edgeMm / spacingMm[axis])) });
};

/** The ball of the fixture as a network would have it: a probability that falls over some millimetres. */
function ballField(study: Geometry): BrainField {
  const grid = planBrainGrid(study, { spacingMm: 2, multipleOf: 16 });
  const probabilities = new Float32Array(voxelCount(grid.padded));
  const [depth, height, width] = grid.tensor.shape;
  for (let d = 0; d < depth; d += 1) {
    for (let h = 0; h < height; h += 1) {
      for (let w = 0; w < width; w += 1) {
        const over = head.brainRadiusMm - distanceMm(head, transformPoint(grid.affine, [d, h, w]));
        probabilities[(d * grid.padded[1] + h) * grid.padded[2] + w] = 1 / (1 + Math.exp(-over));
      }
    }
  }
  return { grid, probabilities };
}

describe('brainOn', () => {
  const field = ballField(around([10, -15, 20], [2.2, 1.8, 4]));

  test.each([
    ['the study’s own grid', around([10, -15, 20], [2.2, 1.8, 4])],
    ['another, turned and finer', around([-20, 5, 60], [2.3, 3.1, 1.7])],
    ['one that ends within the brain', around([0, 0, 0], [1.5, 2, 2.5], 100)],
  ])('%s: brain where its place in the world is, to a fraction of a voxel', (_, grid) => {
    const mask = brainOn(grid, field);
    let inside = 0;
    let wrong = 0;
    visitPlaces(grid, (offset, place) => {
      const over = head.brainRadiusMm - distanceMm(head, place);
      if (over > 0) inside += 1;
      // interpolation between 2 mm rounds the ball off by less than this
      if (Math.abs(over) > 0.2 && (mask[offset] === 1) !== over > 0) wrong += 1;
    });
    expect(inside).toBeGreaterThan(30_000);
    expect(wrong).toBe(0);
  });

  test('a voxel off, and it would be seen', () => {
    const grid = around([0, 0, 0], [2, 2, 2]);
    const mask = brainOn({ ...grid, affine: grid.affine.with(3, (grid.affine[3] ?? 0) + 2) }, field);
    let wrong = 0;
    visitPlaces(grid, (offset, place) => {
      const over = head.brainRadiusMm - distanceMm(head, place);
      if (Math.abs(over) > 0.2 && (mask[offset] === 1) !== over > 0) wrong += 1;
    });
    expect(wrong).toBeGreaterThan(1000);
  });

  test('nothing is brain where the study does not reach', () => {
    const far = axisAlignedGeometry('LPS', [10, 10, 10], [1, 1, 1]);
    const mask = brainOn({ ...far, affine: far.affine.with(3, 500) }, field);
    expect(mask.every((value) => value === 0)).toBe(true);
  });
});

describe('maskVolume', () => {
  const grid = around([0, 0, 0], [4, 4, 4]);
  const brain = Uint8Array.from({ length: voxelCount(grid.shape) });
  visitPlaces(grid, (offset, place) => (brain[offset] = distanceMm(head, place) <= head.brainRadiusMm ? 1 : 0));

  const kinds: Record<string, Parameters<typeof scanHead>[1]> = {
    'integers as they are': { dataType: 'int16' },
    bytes: { dataType: 'uint8' },
    'scaled integers': { dataType: 'uint16', scale: { slope: 0.03, intercept: 0 } },
    'a negative slope': { dataType: 'int16', scale: { slope: -0.5, intercept: 3.2 } },
    'an offset that leaves 0 between two steps': { dataType: 'int16', scale: { slope: 7, intercept: 3 } },
    floats: { dataType: 'float32' },
    'scaled floats': { dataType: 'float32', scale: { slope: 0.1, intercept: 0.3 } },
    doubles: { dataType: 'float64', scale: { slope: 3, intercept: -7.1 } },
  };

  test.each(Object.entries(kinds))('%s: in place, and only the brain is foreground', (_, kind) => {
    const volume = scanHead(grid, kind);
    const before = volume.voxels.slice();
    const masked = maskVolume(volume, brain);
    expect(masked.voxels).toBe(volume.voxels);
    expectOnly(masked, brain);
    const changed = before.findIndex((value, offset) => brain[offset] === 1 && masked.voxels[offset] !== value);
    expect(changed).toBe(-1);
  });

  test('a scale that has no 0: taken over into real intensities', () => {
    const volume = scanHead(grid, { dataType: 'uint8', scale: { slope: 1, intercept: 0 } });
    const shifted: Volume = { ...volume, scale: { slope: 1, intercept: 50 } };
    // the corners differ, as the noise of air does: no other constant is the background
    for (let offset = 0; offset < brain.length; offset += 1) {
      if (brain[offset] === 0) shifted.voxels[offset] = (offset * 7) % 13;
    }
    const masked = maskVolume(shifted, brain);
    expect(masked).toMatchObject({ dataType: 'float32', scale: { slope: 1, intercept: 0 }, affine: grid.affine });
    expectOnly(masked, brain);
    const middle = brain.indexOf(1);
    expect(masked.voxels[middle]).toBe((volume.voxels[middle] ?? 0) + 50);
  });

  test.each(['int16', 'float32'] as const)('another constant around the head (%s) stays the background', (dataType) => {
    const volume = scanHead(grid, { dataType });
    volume.voxels.forEach((value, offset) => (volume.voxels[offset] = value === 0 ? -1024 : value - 100));
    const masked = maskVolume(volume, brain);
    expect(masked.voxels).toBe(volume.voxels);
    expectOnly(masked, brain);
  });

  test('what was known of the image with its skull is forgotten: traces in its air are none of a brain’s', () => {
    const volume = scanHead(grid, { dataType: 'float32' });
    volume.voxels.forEach(
      (value, offset) => (volume.voxels[offset] = value === 0 ? 1e-4 + ((offset * 7) % 13) * 1e-5 : value),
    );
    expect(backgroundOf(volume).tolerance).toBeGreaterThan(0);
    expect(backgroundOf(maskVolume(volume, brain))).toEqual({ value: 0, tolerance: 0 });
  });

  /** Ventricle and all: nothing of the fixture's brain is as dark as its air. */
  function expectOnly(volume: Volume, mask: Uint8Array): void {
    const foreground = new Uint8Array(mask.length);
    markForeground(volume, foreground);
    expect(foreground).toEqual(mask);
  }
});
