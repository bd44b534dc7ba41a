import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { parseNifti, readNiftiFile } from './nifti-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'glioscope-nifti-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(noOracle !== null)('agreement with nibabel on files it wrote', () => {
  const types = ['u1', 'i1', 'u2', 'i2', 'u4', 'i4', 'i8', 'u8', 'f4', 'f8'] as const;
  /** The transforms: both, sform only, qform only, neither; each rotated, anisotropic and left-handed. */
  const expected = runOracle(
    `
from nibabel.affines import from_matvec
from nibabel.eulerangles import euler2mat
folder = args[0]
cases = []
rng = np.random.default_rng(7)
for endian in '<>':
    for kind in 'u1 i1 u2 i2 u4 i4 i8 u8 f4 f8'.split():
        for klass in (nibabel.Nifti1Image, nibabel.Nifti2Image):
            low = 0 if kind[0] == 'u' else -100
            voxels = rng.integers(low, 120, size=(5, 6, 7)).astype(endian + kind)
            affine = from_matvec(euler2mat(0.3, -0.5, 1.1) @ np.diag([-0.9, 1.2, 5.5]), [11.5, -20.25, 3.125])
            form = len(cases) % 4
            image = klass(voxels, affine, klass.header_class(endianness=endian))
            image.set_data_dtype(endian + kind)
            image.set_sform(affine, 2 if form in (0, 1) else 0)
            image.set_qform(affine, 1 if form in (0, 2) else 0)
            path = f'{folder}/{len(cases)}.nii' + ('.gz' if len(cases) % 3 else '')
            nibabel.save(image, path)
            image = nibabel.load(path)
            cases.append(dict(path=path, shape=image.shape, affine=image.affine.ravel().tolist(), voxels=np.asarray(image.dataobj).astype(float).ravel(order='F').tolist()))
print(json.dumps(cases))`,
    [folder],
  ) as readonly { path: string; shape: number[]; affine: number[]; voxels: number[] }[]; // holds: the program prints this

  test('every data type, both byte orders, every transform, both versions', async () => {
    expect(expected).toHaveLength(types.length * 4);
    for (const { path, shape, affine, voxels } of expected) {
      const image = await readNiftiFile(path);
      expect(image.shape).toEqual(shape);
      for (const [index, value] of affine.entries()) expect(image.affine[index], path).toBeCloseTo(value, 5);
      expect([...image.voxels], path).toEqual(voxels);
    }
  });

  test('64-bit integers beyond 2^31 become float64, beyond 2^53 they are refused', async () => {
    const paths = runOracle(
      `
for name, value in (('fits', 2**40), ('long', 2**53 + 1)):
    nibabel.save(nibabel.Nifti1Image(np.full((2, 2, 2), value, 'i8'), np.eye(4), dtype='i8'), f'{args[0]}/{name}.nii')
print(json.dumps([f'{args[0]}/fits.nii', f'{args[0]}/long.nii']))`,
      [folder],
    ) as readonly [string, string]; // holds: the program prints two
    const fits = await parseNifti(readFileSync(paths[0]), 'fits.nii');
    expect(fits.dataType).toBe('float64');
    expect(fits.voxels[0]).toBe(2 ** 40);
    await expect(parseNifti(readFileSync(paths[1]), 'long.nii')).rejects.toMatchObject({
      code: 'unsupported-file',
      params: { reason: 'long-integers' },
    });
  });
});
