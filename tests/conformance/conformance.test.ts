import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { orientationCode } from '#shared/domain/affine.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { gzipNifti, serialiseVolume } from '../../src-main/imaging/nifti-write.ts';
import { findCases, noOracle, runOracle } from '../reference/nibabel.ts';
import { axisAlignedGeometry, everyOrientation } from '../reference/orientations.ts';
import { compareFile, listFiles, readWithNibabel, type NibabelArray } from './compare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'glioscope-conformance-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function askNibabel(paths: readonly string[]): ReturnType<typeof readWithNibabel> {
  const list = join(scratch, 'list.json');
  writeFileSync(list, JSON.stringify(paths));
  return readWithNibabel(list);
}

const folder = findCases('conformance');

describe.skipIf(folder === null || noOracle !== null)('every file of the conformance set', () => {
  const paths = folder === null ? [] : listFiles(folder);
  const oracle = noOracle === null ? askNibabel(paths) : [];

  test('the set is there', () => {
    expect(paths.length).toBeGreaterThan(50);
    expect(oracle.filter((found) => !('refused' in found)).length).toBeGreaterThan(45);
  });

  test.each(paths.map((path, index) => [relative(folder ?? '', path), path, index] as const))(
    '%s reads as nibabel reads it, or both refuse it',
    async (_name, path, index) => {
      const { verdict, remark } = await compareFile(path, oracle[index] ?? { refused: 'not looked at' });
      expect([verdict, remark]).not.toContain('different');
    },
  );
});

/** Different along every axis and its two directions. */
const shape = [5, 6, 7] as const;

describe.skipIf(noOracle !== null)('the 48 orientations', () => {
  test('written by us, read by nibabel', async () => {
    const paths = await Promise.all(
      everyOrientation.map(async (code) => {
        const path = join(scratch, `ours-${code}.nii.gz`);
        const geometry = axisAlignedGeometry(code, shape, [0.9, 1.1, 5.5]);
        const voxels = Int16Array.from({ length: 210 }, (_, index) => index);
        const volume = { ...geometry, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels } as const;
        writeFileSync(path, await gzipNifti(serialiseVolume(volume, { description: '' })));
        return path;
      }),
    );
    for (const [index, found] of askNibabel(paths).entries()) {
      const code = everyOrientation[index] ?? '';
      const { affine } = axisAlignedGeometry(code, shape, [0.9, 1.1, 5.5]);
      const read = found as NibabelArray; // a refusal has no affine, and fails below
      expect(read.shape, code).toEqual(shape);
      for (const [at, value] of affine.entries()) expect(read.affine[at], code).toBeCloseTo(value, 5);
    }
  });

  test('written by nibabel, read by us', async () => {
    const paths = runOracle(
      `
from nibabel.orientations import axcodes2ornt, ornt_transform
from itertools import permutations, product
paths = []
ras = nibabel.Nifti1Image(np.arange(210, dtype='i2').reshape(5, 6, 7), np.diag([0.9, 1.1, 5.5, 1]) + [[0, 0, 0, 3], [0, 0, 0, -4], [0, 0, 0, 5], [0, 0, 0, 0]])
for order in permutations(['RL', 'AP', 'SI']):
    for code in product(*order):
        path = f"{args[0]}/nibabel-{''.join(code)}.nii"
        nibabel.save(ras.as_reoriented(ornt_transform(axcodes2ornt('RAS'), axcodes2ornt(code))), path)
        paths.append(path)
print(json.dumps(paths))`,
      [scratch],
    ) as readonly string[]; // holds: the program prints paths
    expect(paths).toHaveLength(48);
    const oracle = askNibabel(paths);
    for (const [index, path] of paths.entries()) {
      const { verdict, remark } = await compareFile(path, oracle[index] ?? { refused: 'not looked at' });
      expect([verdict, remark], path).toEqual(['same', '']);
      expect(path).toContain(`nibabel-${orientationCode((await readNiftiFile(path)).affine)}.nii`);
    }
  });
});
