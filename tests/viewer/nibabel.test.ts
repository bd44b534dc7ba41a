import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planes, type Plane } from '#shared/domain/display.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import type { DisplayVolume } from '../../src-renderer/viewer/display-volume.ts';
import { createReadingFrame, frameCentreMm, sliceCount, sliceOf } from '../../src-renderer/viewer/reading-frame.ts';
import { sampleLabelSlice, sampleVolumeSlice } from '../../src-renderer/viewer/sample-slice.ts';
import { createSliceRaster, type SliceRaster } from '../../src-renderer/viewer/slice-raster.ts';
import { findCases, noOracle, runOracle } from '../reference/nibabel.ts';

/*
 * What the views draw against where nibabel says each voxel is. Numbers cross as base64 float32.
 */
const encode = `
import base64
def encode(numbers): return base64.b64encode(np.ascontiguousarray(numbers, dtype='<f4').tobytes()).decode()
`;

function decode(encoded: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
  return new Float32Array(bytes.buffer);
}

async function readDisplayVolume(path: string): Promise<DisplayVolume> {
  const { shape, affine, voxels, scale } = await readNiftiFile(path);
  return { shape, affine, voxels, slope: scale.slope, intercept: scale.intercept };
}

function drawValues(volume: DisplayVolume, raster: SliceRaster, isInterpolated: boolean): Float32Array {
  const values = new Float32Array(raster.width * raster.height);
  sampleVolumeSlice(volume, raster, isInterpolated, values);
  return values;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  a.forEach((value, n) => {
    const other = b[n]!;
    if (Number.isNaN(value) !== Number.isNaN(other)) largest = Infinity;
    else if (!Number.isNaN(value)) largest = Math.max(largest, Math.abs(value - other));
  });
  return largest;
}

describe.skipIf(noOracle !== null)('a volume on an oblique, anisotropic grid', () => {
  let directory = '';
  let path = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'glioscope-oblique-'));
    path = join(directory, 'oblique.nii');
    // 0.9 x 1.1 x 5.5 mm, turned about all three axes, z stored from superior to inferior, with slope and intercept
    runOracle(
      `
from scipy.spatial.transform import Rotation
affine = np.eye(4)
affine[:3, :3] = Rotation.from_euler('xyz', [11, -7, 24], degrees=True).as_matrix() @ np.diag([-0.9, 1.1, -5.5])
affine[:3, 3] = [31.3, -22.7, 41.9]
stored = np.random.default_rng(5).integers(-900, 900, (38, 33, 9)).astype(np.int16)
image = nibabel.Nifti1Image(stored, affine)
image.header.set_slope_inter(0.5, -3)
nibabel.save(image, args[0])
print('null')`,
      [path],
    );
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Nearest and linear values at the raster's pixels, and which pixels lie too near a face between voxels to tell. */
  function askOracle(raster: SliceRaster): { nearest: string; linear: string; undecided: string } {
    const rasterPath = join(directory, 'raster.json');
    writeFileSync(rasterPath, JSON.stringify(raster));
    const answer = runOracle(
      `${encode}
from scipy.ndimage import map_coordinates
image = nibabel.load(args[0]); raster = json.load(open(args[1]))
data = image.get_fdata()
rows, columns = np.mgrid[0:raster['height'], 0:raster['width']]
step = lambda name: np.array(raster[name])[:, None]
world = step('originMm') + columns.ravel() * step('columnStepMm') + rows.ravel() * step('rowStepMm')
voxel = nibabel.affines.apply_affine(np.linalg.inv(image.affine), world.T).T
undecided = np.any(np.abs(np.abs(voxel - np.rint(voxel)) - 0.5) < 1e-4, axis=0)
index = np.rint(voxel).astype(int)
inside = np.all((index >= 0) & (index < np.array(data.shape)[:, None]), axis=0)
nearest = np.full(index.shape[1], np.nan)
nearest[inside] = data[tuple(index[:, inside])]
linear = np.where(inside, map_coordinates(data, voxel, order=1, mode='nearest'), np.nan)
print(json.dumps(dict(nearest=encode(nearest), linear=encode(linear), undecided=encode(undecided))))`,
      [path, rasterPath],
    );
    return answer as { nearest: string; linear: string; undecided: string }; // holds: printed just above
  }

  const cases = planes.flatMap((plane) => [0.3, 0.5, 0.75].map((depth) => ({ plane, depth })));
  test.each(cases)('$plane at $depth of its depth is drawn where nibabel puts it', async ({ plane, depth }) => {
    const volume = await readDisplayVolume(path);
    const frame = createReadingFrame(volume);
    expect(frame.spacingMm.every((mm) => Math.abs(mm - 0.9) < 1e-5)).toBe(true);
    const slice = Math.floor(depth * sliceCount(frame, plane));
    const raster = createSliceRaster(frame, { plane, convention: 'radiological' }, slice);
    const oracle = askOracle(raster);
    const undecided = decode(oracle.undecided);
    const known = (values: Float32Array): Float32Array => values.filter((_, pixel) => undecided[pixel] === 0);
    expect(known(undecided).length).toBeGreaterThan(0.99 * undecided.length);

    const nearest = known(decode(oracle.nearest));
    expect(nearest.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(300);
    expect(largestDifference(known(drawValues(volume, raster, false)), nearest)).toBe(0);
    expect(largestDifference(known(drawValues(volume, raster, true)), known(decode(oracle.linear)))).toBeLessThan(0.01);

    // label codes by the same rule: the stored values, folded to bytes
    const codes = Uint8Array.from(volume.voxels, (stored) => stored & 255);
    const drawn = new Uint8Array(raster.width * raster.height);
    sampleLabelSlice({ ...volume, voxels: codes }, raster, drawn);
    const expected = nearest.map((real) => (Number.isNaN(real) ? 0 : ((real + 3) * 2) & 255));
    expect([...known(Float32Array.from(drawn))]).toEqual([...expected]);
  });
});

const folder = findCases('conformance/orientation');
const paths = folder === null ? [] : readdirSync(folder).map((name) => join(folder, name));

describe.skipIf(noOracle !== null || paths.length === 0)('one image stored in many orientations', () => {
  /** As nibabel turns it to RAS+, seen the radiological way: right on the left, anterior or superior up. */
  function askOracle(path: string): Record<Plane, { picture: string; slice: number; width: number }> {
    const answer = runOracle(
      `${encode}
image = nibabel.as_closest_canonical(nibabel.load(args[0]))
data = image.get_fdata()
x, y, z = [n // 2 for n in data.shape]
view = lambda picture, slice: dict(picture=encode(picture.T), slice=slice, width=picture.shape[0])
print(json.dumps(dict(axial=view(data[::-1, ::-1, z], z), coronal=view(data[::-1, y, ::-1], y), sagittal=view(data[x, ::-1, ::-1], x))))`,
      [path],
    );
    return answer as ReturnType<typeof askOracle>; // holds: printed just above
  }

  async function drawCentre(path: string): Promise<Record<Plane, Float32Array>> {
    const volume = await readDisplayVolume(path);
    const frame = createReadingFrame(volume);
    const draw = (plane: Plane): Float32Array => {
      const slice = sliceOf(frame, plane, frameCentreMm(frame));
      return drawValues(volume, createSliceRaster(frame, { plane, convention: 'radiological' }, slice), true);
    };
    return { axial: draw('axial'), coronal: draw('coronal'), sagittal: draw('sagittal') };
  }

  test.each(paths.map((path) => [basename(path), path]))('%s is drawn as nibabel sees it', async (_, path) => {
    const oracle = askOracle(path);
    const drawn = await drawCentre(path);
    for (const plane of planes)
      expect(largestDifference(drawn[plane], decode(oracle[plane].picture))).toBeLessThan(1e-3);
  });

  test('all of them give the same three pictures', async () => {
    const first = await drawCentre(paths[0]!);
    expect(new Set(first.axial).size).toBeGreaterThan(20);
    for (const path of paths.slice(1)) {
      const other = await drawCentre(path);
      for (const plane of planes) expect(largestDifference(other[plane], first[plane])).toBeLessThan(1e-3);
    }
  });
});
