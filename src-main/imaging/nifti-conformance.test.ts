import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { orientationCode } from '#shared/domain/affine.ts';
import { toFailure, type FailureCode } from '#shared/domain/failure.ts';
import { findCases, noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { readNiftiFile, type NiftiImage } from './nifti-read.ts';

/** What nibabel makes of a file; `voxels` is the SHA-256 of the stored values, little-endian, x fastest. */
interface NibabelImage {
  readonly shape: readonly number[];
  readonly affine: readonly number[];
  readonly orientation: string;
  readonly voxels: string;
  readonly slope: number;
  readonly intercept: number;
}

const readWithNibabel = `
import hashlib
def read(path):
    try:
        image = nibabel.load(path)
        stored = np.asanyarray(image.dataobj.get_unscaled())
        stored = stored.astype(stored.dtype.newbyteorder('<'))
        if not isinstance(image, nibabel.Nifti1Pair): return None
        return dict(shape=list(image.shape), affine=image.affine.ravel().tolist(),
            orientation=''.join(nibabel.aff2axcodes(image.affine)),
            voxels=hashlib.sha256(stored.tobytes(order='F')).hexdigest(),
            slope=float(image.dataobj.slope), intercept=float(image.dataobj.inter))
    except Exception: return None
print(json.dumps([read(path) for path in args]))`;

/** Files of the folder that are not three-dimensional single-file NIfTI images of a type we show, and what is said of them. */
const refused: Readonly<Record<string, { code: FailureCode; reason?: string }>> = {
  'ras.hdr': { code: 'unsupported-file', reason: 'pair' },
  'ras.img': { code: 'not-an-image' },
  'analyze.hdr': { code: 'unsupported-file', reason: 'analyze' },
  'nifti1.hdr': { code: 'unsupported-file', reason: 'pair' },
  'nifti2.hdr': { code: 'unsupported-file', reason: 'pair' },
  'example4d.nii.gz': { code: 'unsupported-file', reason: 'frames' },
  'example_nifti2.nii.gz': { code: 'unsupported-file', reason: 'frames' },
  'functional.nii': { code: 'unsupported-file', reason: 'frames' },
  'row_major.dconn.nii': { code: 'unsupported-file', reason: 'cifti' },
  'invalid.nii': { code: 'not-an-image' },
  'invalid.nii.gz': { code: 'not-an-image' },
  'someones_anatomy.nii.gz': { code: 'not-an-image' },
  'not-nifti.nii': { code: 'not-an-image' },
  '5D_small.nii': { code: 'unsupported-file', reason: 'frames' },
  '5D_zeros.nii.gz': { code: 'unsupported-file', reason: 'frames' },
  'air.img.gz': { code: 'not-an-image' },
};

const folder = findCases('conformance');
const paths = folder === null ? [] : listFiles(folder);

function listFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashVoxels({ voxels }: NiftiImage): string {
  return createHash('sha256')
    .update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength))
    .digest('hex');
}

describe.skipIf(folder === null || noOracle !== null)(
  'every file of the conformance set reads as nibabel reads it',
  () => {
    // holds: the program prints this shape
    const expected = runOracle(readWithNibabel, paths) as readonly (NibabelImage | null)[];

    test('the set is there', () => {
      expect(paths.length).toBeGreaterThan(50);
      expect(expected.filter((image) => image !== null).length).toBeGreaterThan(40);
    });

    test.each(paths.map((path, index) => [basename(path), path, expected[index] ?? null] as const))(
      '%s',
      async (name, path, nibabelImage) => {
        const refusal = refused[name];
        if (refusal !== undefined) {
          const failure = toFailure(await readNiftiFile(path).catch((error: unknown) => error));
          expect(failure.code).toBe(refusal.code);
          expect(failure.params).toMatchObject({ file: name, ...(refusal.reason && { reason: refusal.reason }) });
          return;
        }
        const image = await readNiftiFile(path);
        if (nibabelImage === null) throw new Error('nibabel refuses this file and we do not');
        // nibabel keeps further axes of length 1
        expect(image.shape).toEqual(nibabelImage.shape.slice(0, 3));
        for (const [index, value] of nibabelImage.affine.entries()) expect(image.affine[index]).toBeCloseTo(value, 5);
        expect(orientationCode(image.affine)).toBe(nibabelImage.orientation);
        expect(image.scale).toEqual({ slope: nibabelImage.slope, intercept: nibabelImage.intercept });
        expect(hashVoxels(image)).toBe(nibabelImage.voxels);
      },
    );
  },
);
