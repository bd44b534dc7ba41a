import { describe, expect, test } from 'vitest';
import { orientationCode } from '#shared/domain/affine.ts';
import { planes, type DisplayConvention, type Plane } from '#shared/domain/display.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { createReadingFrame, sliceCount } from '../../src-renderer/viewer/reading-frame.ts';
import { sampleLabelSlice, sampleVolumeSlice } from '../../src-renderer/viewer/sample-slice.ts';
import { createSliceRaster, edgeLetters } from '../../src-renderer/viewer/slice-raster.ts';
import { exactSteps, voxelSteps } from '../../src-renderer/viewer/voxel-steps.ts';
import {
  phantomLabel,
  phantomOriginMm,
  phantomSize,
  phantomSpacingMm,
  phantomValue,
  storedOrientations,
  storePhantom,
  type StoredPhantom,
} from './phantom.ts';

/** The patient voxel a reader expects at a pixel, said without affines. */
function expectedVoxel(plane: Plane, convention: DisplayConvention, slice: number): (x: number, y: number) => Vec3 {
  const [lastR, lastA, lastS] = phantomSize.map((size) => size - 1) as [number, number, number]; // holds: three sizes
  const acrossPatient = (x: number): number => (convention === 'radiological' ? lastR - x : x);
  switch (plane) {
    case 'axial':
      return (x, y) => [acrossPatient(x), lastA - y, slice];
    case 'coronal':
      return (x, y) => [acrossPatient(x), slice, lastS - y];
    case 'sagittal':
      return (x, y) => [slice, lastA - x, lastS - y];
  }
}

/** Pixels of one slice that do not show what the reader expects, in the image or the labels. */
function countWrongPixels(
  { volume, labels }: StoredPhantom,
  plane: Plane,
  convention: DisplayConvention,
  slice: number,
) {
  const raster = createSliceRaster(createReadingFrame(volume), { plane, convention }, slice);
  const values = new Float32Array(raster.width * raster.height);
  const codes = new Uint8Array(values.length);
  sampleVolumeSlice(volume, raster, true, values);
  sampleLabelSlice(labels, raster, codes);
  const voxelOf = expectedVoxel(plane, convention, slice);
  let wrong = 0;
  for (let y = 0; y < raster.height; y += 1) {
    for (let x = 0; x < raster.width; x += 1) {
      const pixel = x + raster.width * y;
      const isRight = values[pixel] === phantomValue(voxelOf(x, y)) && codes[pixel] === phantomLabel(voxelOf(x, y));
      if (!isRight) wrong += 1;
    }
  }
  return wrong;
}

describe.each(storedOrientations)('the phantom stored as $name', (orientation) => {
  const phantom = storePhantom(orientation);
  const frame = createReadingFrame(phantom.volume);

  test('has the same reading frame', () => {
    expect(orientationCode(phantom.volume.affine)).toBe(orientation.name);
    expect(frame).toEqual({ originMm: phantomOriginMm, spacingMm: phantomSpacingMm, size: phantomSize });
  });

  test.each(planes)('shows every voxel of every %s slice in its place, by strides', (plane) => {
    for (const convention of ['radiological', 'neurological'] as const) {
      for (let slice = 0; slice < sliceCount(frame, plane); slice += 1) {
        expect(countWrongPixels(phantom, plane, convention, slice)).toBe(0);
      }
      const raster = createSliceRaster(frame, { plane, convention }, 0);
      const steps = voxelSteps(raster, phantom.volume.affine);
      expect(exactSteps(steps, raster, phantom.volume.shape)).not.toBeNull();
    }
  });

  test('has the same letters at its edges', () => {
    const lettersOf = (plane: Plane): string => {
      const { left, right, top, bottom } = edgeLetters(
        createSliceRaster(frame, { plane, convention: 'radiological' }, 0),
      );
      return left + right + top + bottom;
    };
    expect(planes.map(lettersOf)).toEqual(['RLAP', 'RLSI', 'APSI']);
  });
});

describe('a phantom stored wrongly', () => {
  const orientation = storedOrientations.find(({ name }) => name === 'LPS')!;
  const right = storePhantom(orientation);
  const differs = (volume: StoredPhantom['volume']): boolean =>
    planes.some((plane) => countWrongPixels({ ...right, volume }, plane, 'radiological', 4) > 0);

  test('is noticed when it is mirrored', () => {
    const voxels = new Float32Array(right.volume.voxels.length);
    const width = right.volume.shape[0];
    voxels.forEach((_, n) => {
      voxels[n] = right.volume.voxels[n - (n % width) + (width - 1 - (n % width))]!;
    });
    expect(differs({ ...right.volume, voxels })).toBe(true);
    expect(differs(right.volume)).toBe(false);
  });

  test.each([1, phantomSize[0], phantomSize[0] * phantomSize[1]])('is noticed when it is shifted by %i', (shift) => {
    const voxels = new Float32Array(right.volume.voxels.length);
    voxels.set(right.volume.voxels.subarray(shift));
    expect(differs({ ...right.volume, voxels })).toBe(true);
  });
});
