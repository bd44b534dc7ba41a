import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { multiplyAffines, type Affine } from '#shared/domain/affine.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { axisAlignedGeometry, everyOrientation } from '../../tests/reference/orientations.ts';
import { computeAffine } from './nifti-affine.ts';
import { parseNifti } from './nifti-read.ts';
import { gzipNifti, researchUseDescription, serialiseLabelMap, serialiseVolume } from './nifti-write.ts';

const folder = mkdtempSync(join(tmpdir(), 'glioscope-write-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rotation(axis: 0 | 1 | 2, angle: number): Affine {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  if (axis === 0) return [1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0, 0, 0, 0, 1];
  if (axis === 1) return [c, 0, s, 0, 0, 1, 0, 0, -s, 0, c, 0, 0, 0, 0, 1];
  return [c, -s, 0, 0, s, c, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
}

function oneVoxel(affine: Affine): Volume {
  const scale = { slope: 1, intercept: 0 };
  return { shape: [1, 1, 1], affine, dataType: 'uint8', scale, voxels: new Uint8Array(1) };
}

describe('a volume written and read again', () => {
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  const size = fc.double({ min: 0.2, max: 8, noNaN: true });

  test('any rotation, handedness and voxel size: sform and qform say the same', async () => {
    const arbitrary = fc.tuple(angle, angle, angle, fc.tuple(size, size, size), fc.constantFrom(1, -1));
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([a, b, c, [dx, dy, dz], handedness]) => {
        const turned = multiplyAffines(multiplyAffines(rotation(0, a), rotation(1, b)), rotation(2, c));
        const affine = multiplyAffines(turned, [dx * handedness, 0, 0, 5, 0, dy, 0, -7, 0, 0, dz, 9, 0, 0, 0, 1]);
        const image = await parseNifti(serialiseVolume(oneVoxel(affine), { description: '' }), 'x.nii');
        const fromQform = computeAffine({ ...image.header, sformCode: 0 }, 'x.nii');
        for (const [index, value] of affine.entries()) {
          expect(image.affine[index]).toBeCloseTo(value, 4);
          // The real part of the quaternion is what float32 leaves of 1 - b^2 - c^2 - d^2: coarse near half turns.
          expect(Math.abs((fromQform[index] ?? NaN) - value)).toBeLessThan(0.01);
        }
      }),
    );
  });

  test('half turns, where the quaternion has no real part', async () => {
    for (const signs of [
      [1, -1, -1],
      [-1, 1, -1],
      [-1, -1, 1],
      [-1, -1, -1],
      [1, 1, 1],
      [-1, 1, 1],
    ] as const) {
      // prettier-ignore
      const affine = [signs[0], 0, 0, 0, 0, signs[1], 0, 0, 0, 0, signs[2], 0, 0, 0, 0, 1];
      const { header } = await parseNifti(serialiseVolume(oneVoxel(affine), { description: '' }), 'x.nii');
      expect(computeAffine({ ...header, sformCode: 0 }, 'x.nii').map((value) => value + 0)).toEqual(affine);
    }
  });

  test('voxel sizes are those of the affine, also where it leans and a qform cannot say so', async () => {
    const affine = [0.9, 0.05, 0, 5, 0, 1.1, 0, -7, 0, 0, 5, 9, 0, 0, 0, 1] as const;
    const { header } = await parseNifti(serialiseVolume(oneVoxel(affine), { description: '' }), 'x.nii');
    expect(header.qformCode).toBe(0);
    for (const [axis, size] of [0.9, Math.hypot(0.05, 1.1), 5].entries()) {
      expect(header.pixdim[axis + 1]).toBeCloseTo(size, 6);
    }
  });

  test('the 48 orientations by their qform alone, though its quaternion is rounded', async () => {
    for (const code of everyOrientation) {
      const { affine } = axisAlignedGeometry(code, [1, 1, 1], [0.9, 1.1, 5.5]);
      const { header } = await parseNifti(serialiseVolume(oneVoxel(affine), { description: '' }), 'x.nii');
      const fromQform = computeAffine({ ...header, sformCode: 0 }, 'x.nii');
      for (const [index, value] of affine.entries()) expect(fromQform[index], code).toBeCloseTo(value, 5);
    }
  });

  test('a wrong number of voxels is a bug, and said', () => {
    const volume = { shape: [2, 2, 2], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels: new Uint8Array(7) } as const; // prettier-ignore
    expect(() => serialiseVolume(volume, { description: '' })).toThrow(RangeError);
  });
});

describe.skipIf(noOracle !== null)('a label map on the grid of a file nibabel wrote', () => {
  const sources = runOracle(
    `
from nibabel.affines import from_matvec
from nibabel.eulerangles import euler2mat
paths = []
for klass in (nibabel.Nifti1Image, nibabel.Nifti2Image):
    for endian in '<>':
        for sform, qform in ((1, 1), (4, 0), (0, 2), (0, 0)):
            affine = from_matvec(euler2mat(0.2, 0.1, -0.4) @ np.diag([-0.9375, 1.1, 5.5]), [1/3, -2/3, 1e-3])
            image = klass(np.arange(24, dtype=endian + 'i2').reshape(2, 3, 4, 1), affine, klass.header_class(endianness=endian))
            image.set_sform(affine @ np.diag([1.01, 1, 1, 1]), sform); image.set_qform(affine, qform)
            image.header.set_xyzt_units('mm', 'sec')
            path = f'{args[0]}/source{len(paths)}.nii.gz'
            nibabel.save(image, path)
            paths.append(path)
print(json.dumps(paths))`,
    [folder],
  ) as readonly string[]; // holds: the program prints paths

  const compare = `
def compare(source, written):
    a, b = source.header, written.header
    fields = 'qform_code sform_code quatern_b quatern_c quatern_d qoffset_x qoffset_y qoffset_z srow_x srow_y srow_z pixdim xyzt_units'.split()
    bits = lambda header, name: np.asarray(header[name]).astype(float).tobytes()
    return dict(type=type(source) is type(written), shape=list(written.shape), affine=bool((source.affine == written.affine).all()),
        different=[name for name in fields if bits(a, name) != bits(b, name)], dtype=str(written.get_data_dtype()),
        intent=int(b['intent_code']), description=b['descrip'].item().decode(),
        voxels=np.asarray(written.dataobj).ravel(order='F').tolist())
pairs = zip(args[0::2], args[1::2])
print(json.dumps([compare(nibabel.load(a), nibabel.load(b)) for a, b in pairs]))`;

  test('has its grid to the last bit, whichever transforms it uses', async () => {
    const labels = Uint8Array.from({ length: 24 }, (_, index) => [0, 1, 2, 4][index % 4] ?? 0);
    const pairs: string[] = [];
    for (const path of sources) {
      const { header } = await parseNifti(readFileSync(path), 'source.nii.gz');
      const written = path.replace('source', 'labels');
      writeFileSync(
        written,
        await gzipNifti(serialiseLabelMap(labels, header, { description: researchUseDescription })),
      );
      pairs.push(path, written);
    }
    const expected = {
      type: true,
      shape: [2, 3, 4],
      affine: true,
      different: [],
      dtype: 'uint8',
      intent: 1002,
      description: 'Glioscope - research use only, not a medical device',
      voxels: [...labels],
    };
    expect(sources).toHaveLength(16);
    expect(runOracle(compare, pairs)).toEqual(sources.map(() => expected));
  });
});
