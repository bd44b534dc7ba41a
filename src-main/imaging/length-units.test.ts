import { expect, test } from 'vitest';
import { voxelSpacingMm, type Affine } from '#shared/domain/affine.ts';
import { parseNifti, parseNiftiArray } from './nifti-read.ts';
import { serialiseVolume } from './nifti-write.ts';

const shape = [48, 40, 30] as const;

/** A head-sized image whose header counts `spacing` per voxel, in `unit` (0 unknown, 1 m, 2 mm, 3 µm). */
function imageIn(spacing: number, unit: number): Uint8Array {
  const affine: Affine = [-spacing, 0, 0, 90 * spacing, 0, -spacing, 0, 0, 0, 0, spacing, 0, 0, 0, 0, 1];
  const voxels = new Int16Array(shape[0] * shape[1] * shape[2]).map((_, index) => index);
  const volume = { shape, affine, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels } as const;
  const bytes = serialiseVolume(volume, { description: '' });
  bytes[123] = unit;
  return bytes;
}

async function readAs(spacing: number, unit: number) {
  const { affine, notes, header } = await parseNifti(imageIn(spacing, unit), 'a.nii');
  return { spacing: Number(voxelSpacingMm(affine)[0].toPrecision(5)), position: affine[3], notes, header };
}

test('millimetres are millimetres, said or unsaid', async () => {
  expect(await readAs(4, 2)).toMatchObject({ spacing: 4, notes: [] });
  expect(await readAs(4, 0)).toMatchObject({ spacing: 4, notes: [] });
});

test('a unit that makes no sense is left aside, with what it would mean', async () => {
  expect(await readAs(4, 3)).toMatchObject({
    spacing: 4,
    notes: [{ code: 'units-ignored', params: { unit: 'µm', edgeMm: 0.192 } }],
  });
  expect(await readAs(4, 1)).toMatchObject({ spacing: 4, notes: [{ code: 'units-ignored', params: { unit: 'm' } }] });
});

test('a unit that alone makes sense counts, for position and spacing; the header stays as it was', async () => {
  const metres = await readAs(0.004, 1);
  expect(metres).toMatchObject({
    spacing: 4,
    notes: [{ code: 'units-applied', params: { unit: 'm', edgeMm: 0.192 } }],
  });
  expect(metres.position).toBeCloseTo(360, 3);
  expect(metres.header.pixdim[1]).toBe(Math.fround(0.004));
  expect(await readAs(4000, 3)).toMatchObject({
    spacing: 4,
    notes: [{ code: 'units-applied', params: { unit: 'µm' } }],
  });
});

test('without a unit, or with a wrong one, the one that makes sense is taken', async () => {
  expect(await readAs(0.004, 0)).toMatchObject({
    spacing: 4,
    notes: [{ code: 'units-guessed', params: { unit: 'm' } }],
  });
  expect(await readAs(4000, 2)).toMatchObject({
    spacing: 4,
    notes: [{ code: 'units-guessed', params: { unit: 'µm' } }],
  });
});

test('lengths that are no head in any unit are said to be that', async () => {
  expect(await readAs(100_000_000, 2)).toMatchObject({ notes: [{ code: 'lengths-implausible' }] });
});

test('an image of many voxels has to have the size of a head, a small one need not', async () => {
  const notesOf = async (size: number, spacing: number) => {
    const affine: Affine = [-spacing, 0, 0, 0, 0, -spacing, 0, 0, 0, 0, spacing, 0, 0, 0, 0, 1];
    const voxels = new Uint8Array(size ** 3);
    const volume = { shape: [size, size, size], affine, dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels } as const; // prettier-ignore
    return (await parseNifti(serialiseVolume(volume, { description: '' }), 'a.nii')).notes;
  };
  // the voxel size in cm, and ten times too large
  expect(await notesOf(160, 0.1)).toEqual([{ code: 'lengths-implausible', params: { unit: 'mm', edgeMm: 16 } }]);
  expect(await notesOf(160, 10)).toEqual([{ code: 'lengths-implausible', params: { unit: 'mm', edgeMm: 1600 } }]);
  expect(await notesOf(160, 0.5)).toEqual([]);
  expect(await notesOf(160, 3)).toEqual([]);
  expect(await notesOf(40, 0.5)).toEqual([]);
});

test('what is told about a file is what nibabel says, units or not', async () => {
  const { affine } = await parseNiftiArray(imageIn(0.004, 1), 'a.nii');
  expect(affine[0]).toBe(Math.fround(-0.004));
});
