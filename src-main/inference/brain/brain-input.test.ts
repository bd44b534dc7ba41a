import { describe, expect, test } from 'vitest';
import { invertAffine, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { axisAlignedGeometry } from '../../../tests/reference/orientations.ts';
import { gridAround } from '../../../tests/reference/regrid.ts';
import { makeBrainInput, planBrainGrid } from './brain-input.ts';

const cubes = { spacingMm: 2, multipleOf: 16 };

function floats(geometry: Geometry, valueAt: (voxel: Vec3) => number): Volume {
  const { shape } = geometry;
  const voxels = new Float32Array(voxelCount(shape));
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1) voxels[voxelOffset(shape, [x, y, z])] = valueAt([x, y, z]);
    }
  }
  return { ...geometry, dataType: 'float32', scale: { slope: 1, intercept: 0 }, voxels };
}

describe('intensities', () => {
  // 101 voxels of 2 mm in a row along S: their own grid is the network's
  const row = axisAlignedGeometry('LPS', [1, 1, 101], [2, 2, 2]);
  const inputOf = (values: readonly number[]): readonly number[] => {
    const volume = floats({ ...row, shape: [1, 1, values.length] }, ([, , z]) => values[z] ?? 0);
    const input = makeBrainInput(volume, planBrainGrid(volume, cubes));
    if (input === null) throw new Error('there is contrast');
    return [...input.tensor.subarray(0, values.length)];
  };

  test('less the 1st percentile, in units of the mean of what is above the mean, up to 4 of them', () => {
    // 0, 1, ... 100: the 1st percentile of 101 values is 1; heights 0, 0, 1 ... 99 have the mean 4950 / 101 = 49.0099,
    // above it lie 50 ... 99, whose mean is 74.5
    const values = Array.from({ length: 101 }, (_, index) => index);
    const input = inputOf(values);
    for (const [index, value] of input.entries()) expect(value).toBeCloseTo(Math.max(0, index - 1) / 74.5, 5);
    // one of 10100 takes the place of 100: mean (4950 - 99 + 10099) / 101 = 148.02, above it only itself
    const spiked = inputOf([...values.slice(0, 100), 10_100]);
    expect(spiked[100]).toBeCloseTo(1, 6);
    expect(spiked[99]).toBeCloseTo(98 / 10_099, 6);
    // 95 of nothing, one of 1, four of 2, one of 30: mean 39 / 101, above it 39 / 6 = 6.5; 30 / 6.5 > 4
    const clipped = inputOf([...Array<number>(95).fill(0), 1, 2, 2, 2, 2, 30]);
    expect(clipped.slice(95)).toEqual([1, 2, 2, 2, 2, 26].map((value) => Math.fround(value / 6.5)));
  });

  test('a shift and a factor change nothing; scale and type neither', () => {
    const values = Array.from({ length: 101 }, (_, index) => (index * 37) % 101);
    const plain = inputOf(values);
    const shifted = inputOf(values.map((value) => 4 * value - 1024));
    for (const [index, value] of plain.entries()) expect(shifted[index]).toBeCloseTo(value, 5);
  });

  test('what is not finite is 0, and nothing is measured by it', () => {
    const values = Array.from({ length: 101 }, (_, index) => index);
    const input = inputOf([NaN, ...values, Infinity]);
    expect([input[0], input[102]]).toEqual([0, 0]);
    expect(input[100]).toBeCloseTo(98 / 74.5, 5);
  });

  test('no contrast, or nothing there: null', () => {
    const volume = floats(row, () => 7);
    expect(makeBrainInput(volume, planBrainGrid(volume, cubes))).toBeNull();
    const far: Affine = [1, 0, 0, 900, 0, 1, 0, 900, 0, 0, 1, 900, 0, 0, 0, 1];
    expect(makeBrainInput({ ...volume, affine: far }, planBrainGrid(volume, cubes))).toBeNull();
  });
});

describe('places', () => {
  // trilinear interpolation of something linear is exact, so that any grid says what the world holds
  const worldValue = ([x, y, z]: Vec3): number => 500 + 3 * x - 2 * y + 5 * z;
  const image = (geometry: Geometry): Volume =>
    floats(geometry, (voxel) => worldValue(transformPoint(geometry.affine, voxel)));
  const study = gridAround(axisAlignedGeometry('RAS', [40, 40, 40], [1, 1, 1]), {
    ...{ turnDegrees: [14, -9, 22], spacingMm: [0.8, 1.2, 5], size: [50, 42, 9] },
  });

  /** Where an element of the tensor lies, from the voxels of the study: D to the left, H to posterior, W to superior. */
  const placeOf = ({ shape, affine }: Geometry, [d, h, w]: Vec3): Vec3 => {
    const mm = (index: number): number => 2 * index + 1; // from the first face to the centre
    return transformPoint(affine, [shape[0] - 0.5 - mm(d) / 0.8, shape[1] - 0.5 - mm(h) / 1.2, mm(w) / 5 - 0.5]);
  };

  test.each([
    ['the study’s own grid, oblique and anisotropic', study],
    [
      'a grid of its own, turned otherwise',
      gridAround(study, { turnDegrees: [-7, 12, 80], spacingMm: [2.5, 0.9, 1.1], size: [14, 60, 50] }),
    ],
  ])('%s: every voxel is what lies there in the world', (_, geometry) => {
    const grid = planBrainGrid(study, cubes);
    expect(grid.tensor.shape).toEqual([20, 25, 23]);
    expect(grid.padded).toEqual([32, 32, 32]);
    const input = makeBrainInput(image(geometry), grid);
    if (input === null) throw new Error('there is contrast');
    const worldToVoxel = invertAffine(geometry.affine);
    let strays = 0;
    const within: { world: number; value: number }[] = [];
    for (let at = 0; at < input.tensor.length; at += 1) {
      const value = input.tensor[at] ?? NaN;
      if (input.reached[at] !== 1) {
        strays += value === 0 ? 0 : 1;
        continue;
      }
      const place = placeOf(study, [Math.floor(at / 1024), Math.floor(at / 32) % 32, at % 32]);
      // beyond the outer centres an image goes on as it is there
      const isWithin = transformPoint(worldToVoxel, place).every(
        (position, axis) => position >= 0 && position <= (geometry.shape[axis] ?? 0) - 1,
      );
      if (isWithin && value > 0 && value < 4) within.push({ world: worldValue(place), value });
    }
    expect(strays).toBe(0);
    expect(within.length).toBeGreaterThan(3000);
    // linear in the world, by the darkest and the brightest of them
    within.sort((one, other) => one.world - other.world);
    const [darkest, brightest] = [within[0], within.at(-1)];
    if (darkest === undefined || brightest === undefined) throw new Error('something is reached');
    const slope = (brightest.value - darkest.value) / (brightest.world - darkest.world);
    for (const { world, value } of within)
      expect(value).toBeCloseTo(darkest.value + slope * (world - darkest.world), 4);
    // a voxel further along any axis would be off by more than that
    expect(slope * 2).toBeGreaterThan(5e-3);
  });
});
