import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { parseNifti } from '../imaging/nifti-read.ts';
import { serialiseVolume } from '../imaging/nifti-write.ts';
import { joinHalves, listCandidates, readCandidateBytes } from './candidates.ts';
import { inspectFile } from './inspect-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'glioscope-pairs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const voxels = Int16Array.from({ length: 24 }, (_, index) => index - 3);
const single = serialiseVolume(
  {
    shape: [2, 3, 4],
    affine: [-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, -30, 0, 0, 0, 1],
    dataType: 'int16',
    scale: { slope: 2, intercept: 1 },
    voxels,
  },
  { description: 'test' },
);

/** The single file as two, in a folder of its own. */
function writePair(name: string, headerName: string, imageName: string): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  const header = Uint8Array.from(single.subarray(0, 348));
  header.set(Buffer.from('ni1\0'), 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  const zipped = (file: string, bytes: Uint8Array): Uint8Array => (/gz$/i.test(file) ? gzipSync(bytes) : bytes);
  writeFileSync(join(directory, headerName), zipped(headerName, header));
  writeFileSync(join(directory, imageName), zipped(imageName, single.subarray(352)));
  return directory;
}

describe('a .hdr/.img pair', () => {
  test.each([
    ['plain', 'case_t1.hdr', 'case_t1.img'],
    ['zipped', 'case_t1.hdr', 'case_t1.img.gz'],
    ['both zipped', 'case_t1.hdr.gz', 'case_t1.img.gz'],
    ['of mixed case', 'case_t1.HDR', 'case_T1.img'],
    ['Korean, composed and not', '김_t1.hdr'.normalize('NFC'), '김_t1.img'.normalize('NFD')],
  ])('%s: the folder, either file or both are one candidate, read as the single file', async (name, header, image) => {
    const directory = writePair(name, header, image);
    const [headerPath, imagePath] = [join(directory, header), join(directory, image)];
    for (const paths of [[directory], [headerPath], [imagePath], [imagePath, headerPath]]) {
      const candidates = await listCandidates(paths);
      expect(candidates).toMatchObject([{ name: header, path: headerPath, partnerPath: imagePath }]);
      const [candidate] = candidates;
      const { voxels: read, header: geometry, scale } = await parseNifti(await readCandidateBytes(candidate!), 'x');
      expect([...read]).toEqual([...voxels]);
      expect(geometry).toEqual((await parseNifti(single, 'x')).header);
      expect(scale).toEqual({ slope: 2, intercept: 1 });
    }
  });

  test('whose image is a link to nowhere is refused, and does not hide its neighbours', async () => {
    const directory = writePair('dangling', 'case_t1.hdr', 'case_t1.img');
    rmSync(join(directory, 'case_t1.img'));
    symlinkSync(join(folder, 'nowhere'), join(directory, 'case_t1.img'));
    writeFileSync(join(directory, 'case_t2.nii'), single);
    const inspected = await Promise.all((await listCandidates([directory])).map(inspectFile));
    expect(inspected.map(({ candidate, failure }) => [candidate.name, failure?.code, failure?.params['file']])).toEqual(
      [
        ['case_t1.hdr', 'file-not-found', 'case_t1.img'],
        ['case_t2.nii', undefined, undefined],
      ],
    );
  });

  test('without its other half says which file is missing, from either side', async () => {
    const directory = writePair('halves', 'case.hdr', 'case.img');
    rmSync(join(directory, 'case.hdr'));
    const [lone] = await listCandidates([directory]);
    const { failure, facts } = await inspectFile(lone!);
    expect(facts).toBeNull();
    expect(failure).toMatchObject({
      code: 'unsupported-file',
      params: { file: 'case.img', other: 'case.hdr', reason: 'pair-missing' },
    });
  });

  test('uploaded into two folders is put together by name', async () => {
    const [a, b] = [writePair('upload-a', 't2.hdr', 't2.img'), writePair('upload-b', 't2.hdr', 't2.img')];
    rmSync(join(a, 't2.img'));
    rmSync(join(b, 't2.hdr'));
    const files = await listCandidates([b, a]);
    expect(files).toHaveLength(2);
    const [joined, ...others] = joinHalves(files);
    expect(others).toEqual([]);
    expect(joined).toMatchObject({ name: 't2.hdr', partnerPath: join(b, 't2.img'), sizeBytes: 348 + 48 });
    const { facts, sha256 } = await inspectFile(joined!);
    expect(facts?.geometry.shape).toEqual([2, 3, 4]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a cut image is said to be incomplete', async () => {
    const directory = writePair('cut', 'case.hdr', 'case.img');
    writeFileSync(join(directory, 'case.img'), single.subarray(352, 390));
    const [candidate] = await listCandidates([directory]);
    expect((await inspectFile(candidate!)).failure).toMatchObject({
      code: 'truncated-file',
      params: { expectedBytes: 48, actualBytes: 38 },
    });
  });
});

describe('one volume of several', () => {
  const frames = Uint8Array.from([...single, ...single.subarray(352).map((value) => value ^ 1)]);
  new DataView(frames.buffer).setInt16(40, 4, true);
  new DataView(frames.buffer).setInt16(48, 2, true);

  test.each([0, 1])('frame %i keeps its voxels and its place', async (frame) => {
    const path = join(folder, `frames-${frame}.nii.gz`);
    writeFileSync(path, gzipSync(frames));
    const { facts, failure } = await inspectFile({ name: 'frames.nii.gz', path, sizeBytes: 1, frame });
    expect(failure).toBeNull();
    expect(facts?.geometry).toEqual({ shape: [2, 3, 4], affine: (await parseNifti(single, 'x')).affine });
    const bytes = await readCandidateBytes({ name: 'frames.nii.gz', path, sizeBytes: 1, frame });
    const view = await parseNifti(frames, 'x', { frame });
    expect((await parseNifti(bytes, 'x')).voxels).toEqual(view.voxels);
    expect(view.voxels.buffer).toBe(frames.buffer);
    expect(view.voxels[5]).toBe(frame === 0 ? 2 : (2 ^ 1) | ((0 ^ 1) << 8));
  });
});
