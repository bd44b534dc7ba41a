import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { orientationCode } from '#shared/domain/affine.ts';
import { parseNifti, readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { readImageBytes } from '../../src-main/imaging/image-file.ts';
import { noOracle, runOracle } from '../reference/nibabel.ts';
import { compareFile, readWithNibabel } from './compare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'glioscope-analyze-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/* Plain Analyze, SPM's origin and scale, both byte orders, an origin far outside, pixdim 0 and negative; and NIfTI headers at odds with themselves. */
const writeFiles = `
paths = []
def analyze(kind, **fields):
    image = nibabel.Spm99AnalyzeImage((np.arange(60) - 5).reshape(3, 4, 5).astype(kind), None, nibabel.Spm99AnalyzeHeader(endianness=kind[0]))
    image.set_data_dtype(kind)
    image.header.set_zooms((0.9375, 1.2, 5.5))
    for name, value in fields.items():
        if name == 'origin': image.header['origin'][:3] = value
        elif name == 'zooms': image.header['pixdim'][1:4] = value
    path = f'{args[0]}/analyze{len(paths)}.hdr'
    with open(path, 'wb') as file: file.write(image.header.binaryblock)
    with open(path.replace('.hdr', '.img'), 'wb') as file: file.write(np.asarray(image.dataobj).astype(kind).tobytes(order='F'))
    paths.append(path)
for kind in ('<i2', '>i2', '<f4', '>u1'):
    analyze(kind); analyze(kind, origin=(2, 3, 1)); analyze(kind, origin=(900, 3, 1)); analyze(kind, zooms=(0, -2, 3))
print(json.dumps(paths))`;

describe.skipIf(noOracle !== null)('Analyze 7.5', () => {
  const paths = noOracle === null ? (runOracle(writeFiles, [scratch]) as readonly string[]) : []; // holds: the program prints paths

  test('lies where nibabel puts it, with x assumed to run to the left, and says that it is assumed', async () => {
    writeFileSync(join(scratch, 'list.json'), JSON.stringify(paths));
    const oracle = readWithNibabel(join(scratch, 'list.json'));
    expect(paths).toHaveLength(16);
    for (const [index, path] of paths.entries()) {
      const { verdict, remark } = await compareFile(path, oracle[index] ?? { refused: 'not looked at' });
      expect([path, verdict, remark]).toEqual([path, 'same', '']);
      const { affine, notes } = await readNiftiFile(path.replace('.hdr', '.img'));
      expect(orientationCode(affine)).toBe('LAS');
      expect(notes.map(({ code }) => code)).toContain('analyze-no-orientation');
    }
  });

  test('is still marked when it comes back from the library', async () => {
    const stored = await readImageBytes(paths[0] ?? '');
    expect((await parseNifti(stored, 'analyze0.hdr')).notes).toEqual([{ code: 'analyze-no-orientation', params: {} }]);
  });
});

describe.skipIf(noOracle !== null)('headers that leave something open', () => {
  test.each([
    ['sform and qform 7 mm apart', 'a = np.diag([1, 1, 2, 1.0]); b = a.copy(); b[0, 3] = 7; image.set_sform(a, 1); image.set_qform(b, 1)', [{ code: 'sform-qform-disagree', params: { distanceMm: 7 } }]],
    ['sform and qform alike', 'image.set_sform(np.diag([-1, 1, 2, 1]), 1); image.set_qform(np.diag([-1, 1, 2, 1]), 1)', []],
    ['neither', 'image.set_sform(None, 0); image.set_qform(None, 0)', [{ code: 'no-orientation', params: {} }]],
    ['shear of 0.1 in 1', 'a = np.eye(4); a[0, 1] = 0.1; image.set_sform(a, 1); image.set_qform(None, 0)', [{ code: 'sheared', params: { degrees: 5.7 } }]],
    ['an infinite slope', "image.header['scl_slope'] = np.inf; image.set_sform(np.eye(4), 1)", [{ code: 'scale-ignored', params: {} }]],
    ['micrometres', "image.header.set_xyzt_units('micron'); image.set_sform(np.eye(4), 1)", [{ code: 'units-ignored', params: { edgeMm: 0.005, unit: 'µm' } }]],
  ] as const)('%s', async (name, program, notes) => {
    const path = join(scratch, `${name.replaceAll(' ', '-')}.nii`);
    // written by hand: saving would set the scale anew
    const write = `
image = nibabel.Nifti1Image(np.zeros((3, 4, 5), 'i2'), None)
image.set_qform(None, 0); image.set_sform(None, 0)
${program}
image.header['vox_offset'] = 352
open(args[0], 'wb').write(image.header.binaryblock + bytes(4 + 120))
print('0')`;
    runOracle(write, [path]);
    const { notes: found } = await readNiftiFile(path);
    expect(found).toEqual(notes);
  });
}); // prettier-ignore
