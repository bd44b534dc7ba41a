import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { voxelCount } from '#shared/domain/vector.ts';
import { readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import {
  gzipNifti,
  researchUseDescription,
  serialiseImage,
  serialiseLabelMap,
} from '../../src-main/imaging/nifti-write.ts';
import { noOracle, runOracle } from '../reference/nibabel.ts';

const scratch = mkdtempSync(join(tmpdir(), 'glioscope-writer-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/* 48 orientations; oblique, sheared and flat grids; every combination of transforms, byte orders and versions. */
const writeSources = `
from itertools import permutations, product
from nibabel.affines import from_matvec
from nibabel.eulerangles import euler2mat
from nibabel.orientations import axcodes2ornt, ornt_transform
paths = []
def save(image, name):
    path = f'{args[0]}/{name}'
    image.to_filename(path)
    paths.append(path)
rng = np.random.default_rng(5)
ras = nibabel.Nifti1Image(rng.integers(0, 900, (3, 4, 5), 'i2'), np.diag([0.9, 1.1, 5.5, 1]) + [[0, 0, 0, 3], [0, 0, 0, -4], [0, 0, 0, 5], [0, 0, 0, 0]])
for order in permutations(['RL', 'AP', 'SI']):
    for code in product(*order):
        save(ras.as_reoriented(ornt_transform(axcodes2ornt('RAS'), axcodes2ornt(code))), 'axes-' + ''.join(code) + '.nii')
oblique = from_matvec(euler2mat(0.2, 0.1, -0.4) @ np.diag([-0.9375, 1.1, 5.5]), [1/3, -2/3, 1e-3])
sheared = oblique @ np.array([[1, 0.01, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
shapes = ((2, 3, 4), (2, 3, 4, 1), (5, 6))
types = 'u1 i1 u2 i2 u4 i4 f4 f8'.split()
for version, klass in ((1, nibabel.Nifti1Image), (2, nibabel.Nifti2Image)):
    for endian in '<>':
        for name, affine in (('oblique', oblique), ('sheared', sheared)):
            for sform, qform in ((1, 1), (4, 0), (0, 2), (0, 0)):
                index = len(paths)
                kind = endian + types[index % len(types)]
                voxels = (rng.random(shapes[index % 3]) * 100).astype(kind)
                image = klass(voxels, affine, klass.header_class(endianness=endian))
                image.set_data_dtype(kind)
                image.set_sform(affine, sform); image.set_qform(affine, qform)
                image.header.set_slope_inter(*((2.5, -7) if index % 2 else (1, 0)))
                image.header.set_xyzt_units('mm', 'sec')
                save(image, f'{name}-v{version}-{index}.nii.gz')
print(json.dumps(paths))`;

const compare = `
fields = 'qform_code sform_code quatern_b quatern_c quatern_d qoffset_x qoffset_y qoffset_z srow_x srow_y srow_z pixdim xyzt_units'.split()
def bits(header, name): return np.asarray(header[name]).astype(float).tobytes()
def compare(source, volume, labels):
    a, b, c = nibabel.load(source), nibabel.load(volume), nibabel.load(labels)
    # axes of length 1 behind the third are dropped
    shape = list(a.shape[:3])
    found = [name for name in fields if len({bits(image.header, name) for image in (a, b, c)}) > 1]
    if shape != list(b.shape) or shape != list(c.shape): found.append('shape')
    if not (a.affine == b.affine).all() or not (a.affine == c.affine).all(): found.append('affine')
    if a.get_data_dtype().newbyteorder('=') != b.get_data_dtype(): found.append('type')
    if not (np.asarray(a.dataobj).reshape(shape) == np.asarray(b.dataobj)).all(): found.append('voxels')
    if np.asarray(c.dataobj).ravel(order='F').tolist() != [n % 3 for n in range(int(np.prod(shape)))]: found.append('labels')
    return found
print(json.dumps([compare(*args[n:n + 3]) for n in range(0, len(args), 3)]))`;

/* ITK reads NIfTI-1 and takes orthonormal axes only; its world is LPS. */
const compareWithItk = `
import sys, json
import numpy as np
import SimpleITK as sitk
sitk.ProcessObject.SetGlobalWarningDisplay(False)
def affine(image):
    matrix = np.array(image.GetDirection()).reshape(3, 3) @ np.diag(image.GetSpacing())
    return np.diag([-1, -1, 1]) @ np.column_stack([matrix, image.GetOrigin()])
def compare(source, volume, labels):
    a, b, c = (sitk.ReadImage(path) for path in (source, volume, labels))
    if a.GetDimension() == 4: a = a[:, :, :, 0]
    found = []
    if not (sitk.GetArrayFromImage(a) == sitk.GetArrayFromImage(b)).all(): found.append('voxels')
    if a.GetSize() != c.GetSize() or a.GetSize() != b.GetSize(): found.append('size')
    if a.GetDimension() == 3 and not (np.allclose(affine(a), affine(b), atol=1e-5) and np.allclose(affine(a), affine(c), atol=1e-5)): found.append('affine')
    return found
args = sys.argv[1:]
print(json.dumps([compare(*args[n:n + 3]) for n in range(0, len(args), 3)]))`;

const itkPython = process.env['GLIOSCOPE_ITK_PYTHON'] ?? '/usr/bin/python3';

function reasonWithoutItk(): string | null {
  try {
    execFileSync(itkPython, ['-c', 'import SimpleITK'], { stdio: 'ignore' });
    return null;
  } catch {
    return `no ${itkPython} with SimpleITK (set GLIOSCOPE_ITK_PYTHON)`;
  }
}

const noItk = noOracle ?? reasonWithoutItk();
if (noItk !== null) process.stderr.write(`skipped: ${noItk}\n`);

describe.skipIf(noOracle !== null)('volumes and label maps on the grid of a file that was read', () => {
  const sources = noOracle === null ? (runOracle(writeSources, [scratch]) as readonly string[]) : []; // holds: the program prints paths

  async function writeAll(): Promise<readonly string[]> {
    const triples: string[] = [];
    for (const source of sources) {
      const image = await readNiftiFile(source);
      const [volume, labels] = [`${source}-volume.nii`, `${source}-labels.nii.gz`];
      const codes = Uint8Array.from({ length: voxelCount(image.shape) }, (_, index) => index % 3);
      const options = { description: researchUseDescription };
      writeFileSync(volume, serialiseImage(image, options));
      writeFileSync(labels, await gzipNifti(serialiseLabelMap(codes, image.header, options)));
      triples.push(source, volume, labels);
    }
    return triples;
  }

  test('nibabel finds voxels, scale and header geometry the same to the last bit', async () => {
    expect(sources).toHaveLength(48 + 32);
    const found = runOracle(compare, await writeAll());
    expect(found).toEqual(sources.map(() => []));
  });

  test.skipIf(noItk !== null)('ITK opens them, in the same place', async () => {
    const triples = (await writeAll()).filter((path) => !/sheared|-v2-/.test(path));
    const found: unknown = JSON.parse(
      execFileSync(itkPython, ['-c', compareWithItk, ...triples], { encoding: 'utf8' }),
    );
    expect(found).toEqual(Array.from({ length: triples.length / 3 }, () => []));
  });
});
