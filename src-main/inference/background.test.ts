import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backgroundOf } from '#shared/domain/background.ts';
import { modalities, type Modality } from '#shared/domain/modality.ts';
import { bytesPerVoxel, viewVoxels, type DataType, type Volume } from '#shared/domain/volume.ts';
import { axisAlignedGeometry } from '../../tests/reference/orientations.ts';
import { readModelPackage } from './model-package.ts';
import { prepareStudy, type PreparedStudy } from './prepare-study.ts';
import type { InferenceCommand } from './segmentation.ts';

const edge = 8;

/** An asymmetric "brain" of many grey levels in a box of `outside`; `of` maps its intensities (50 ... 177). */
function volumeOf(
  outside: number,
  of: (value: number) => number = (value) => value,
  dataType: DataType = 'float32',
  slope = 1,
): Volume {
  const values = Array.from({ length: edge ** 3 }, (_, index) => {
    const [x, y, z] = [index % edge, Math.floor(index / edge) % edge, Math.floor(index / edge ** 2)];
    const isInside = x > 0 && x < 6 && y > 1 && y < 7 && z > 2 && z < 7;
    return (isInside ? of(50 + ((index * 37) % 128)) : outside) / slope;
  });
  const voxels = viewVoxels(dataType, new ArrayBuffer(8 * edge ** 3), 0, edge ** 3 * bytesPerVoxel(dataType));
  voxels.set(values);
  const geometry = axisAlignedGeometry('LPS', [edge, edge, edge], [1, 1, 1]);
  return { ...geometry, dataType, scale: { slope, intercept: 0 }, voxels };
}

/** As resampling leaves it: 1e-30 to 1e-2 of either sign where there was 0. */
function withTraces(): Volume {
  const volume = volumeOf(0);
  for (let at = 0; at < volume.voxels.length; at += 1) {
    if (volume.voxels[at] === 0) volume.voxels[at] = (at % 2 === 0 ? 1 : -1) * 10 ** -(2 + (at % 29));
  }
  return volume;
}

const inputs = Object.fromEntries(
  modalities.map((modality) => [modality, { path: '', fileName: modality }]),
) as unknown as InferenceCommand['inputs']; // holds: every modality is in it

const networks = await Promise.all(
  ['glioscope-unet', 'previous/first-unet'].map((name) =>
    readModelPackage(resolve(import.meta.dirname, '../../models', name)),
  ),
);

function prepare(volume: Volume, model: (typeof networks)[number]): PreparedStudy {
  const volumes = new Map<Modality, Volume>(modalities.map((modality) => [modality, volume]));
  return prepareStudy(volumes, { inputs, model }, () => undefined);
}

describe.each(networks.map((model) => [model.manifest.input.normalisation.kind, model] as const))('%s', (_, model) => {
  const plain = prepare(volumeOf(0), model);

  test.each([
    ['all of it 1024 lower, as a CT', volumeOf(-1024, (value) => value - 1024)],
    ['the same as int16', volumeOf(-1024, (value) => value - 1024, 'int16')],
    ['as scaled int16, the other way up in the file', volumeOf(-1024, (value) => value - 1024, 'int16', -1)],
    ['on a pedestal', volumeOf(50, (value) => value + 50)],
    ['standardised as a whole: some tissue is 0', volumeOf(-100, (value) => value - 100)],
    ['black replaced by -1024 alone', volumeOf(-1024)],
    ['NaN around the brain', volumeOf(NaN)],
    ['traces of interpolation around the brain', withTraces()],
  ])('%s: the same tensor', (_name, volume) => {
    const { tensor, brain, grid } = prepare(volume, model);
    expect(brain).toEqual(plain.brain);
    expect(grid.view.shape).toEqual([5, 5, 4]);
    expect(Math.max(...tensor.map((value, at) => Math.abs(value - (plain.tensor[at] ?? NaN))))).toBeLessThan(1e-5);
  });

  test('on a grid of its own: the same brain', () => {
    const other = volumeOf(-1024, (value) => value - 1024);
    const moved = { ...other, affine: other.affine.map((value, at) => (at % 4 === 3 && at < 12 ? value + 1 : value)) };
    const grid = { ...volumeOf(0), voxels: new Float32Array(edge ** 3) };
    const prepared = prepareStudy(
      new Map<Modality, Volume>(modalities.map((each) => [each, each === 't1c' ? volumeOf(0) : moved])),
      { inputs, model },
      () => undefined,
    );
    expect(prepared.geometry.affine).toEqual(grid.affine);
    // one voxel further along each axis at most: not the whole box of -1024
    expect(prepared.grid.view.shape).toEqual([6, 6, 5]);
  });
});

describe('backgroundOf', () => {
  test('standardised tissue that passes through 0 is tissue there too', () => {
    const standardised = volumeOf(0, (value) => (value - 113) / 40 + 1e-4);
    expect(Math.min(...standardised.voxels.filter((value) => value !== 0).map(Math.abs))).toBeLessThan(1e-3);
    expect(backgroundOf(standardised)).toEqual({ value: 0, tolerance: 0 });
  });

  test('air around a head: corners that differ leave 0', () => {
    const air = volumeOf(7);
    [0, 7, 56, 63].forEach((corner, at) => (air.voxels[corner] = at));
    expect(backgroundOf(air).value).toBe(0);
  });

  test('corners that were padded do not hide the zeros around the brain', () => {
    const padded = volumeOf(0);
    [0, 7, 56, 63, 448, 455, 504, 511].forEach((corner) => (padded.voxels[corner] = -1));
    expect(backgroundOf(padded).value).toBe(0);
  });

  test('a value few voxels have is chance', () => {
    const noisy = volumeOf(0, (value) => value);
    for (let at = 0; at < noisy.voxels.length; at += 1) noisy.voxels[at] = 1 + (at % 251);
    [0, 7, 56, 63, 448, 455, 504, 511].forEach((corner) => (noisy.voxels[corner] = 3));
    expect(backgroundOf(noisy).value).toBe(0);
  });
});
