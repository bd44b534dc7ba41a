import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import { parseNifti } from './nifti-read.ts';
import { serialiseVolume } from './nifti-write.ts';

/** 3 x 4 x 5, values 0..59, 2 x 3 x 4 mm, x and y reversed. */
function sampleFile(): Uint8Array {
  return serialiseVolume(
    {
      shape: [3, 4, 5],
      affine: [-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, -30, 0, 0, 0, 1],
      dataType: 'int16',
      scale: { slope: 1, intercept: 0 },
      voxels: Int16Array.from({ length: 60 }, (_, index) => index),
    },
    { description: 'test' },
  );
}

/** The sample file with some of its header changed. */
function fileWith(change: (view: DataView) => void): Uint8Array {
  const bytes = sampleFile();
  change(new DataView(bytes.buffer, bytes.byteOffset));
  return bytes;
}

async function failureOf(bytes: Uint8Array): Promise<Failure> {
  const outcome: unknown = await parseNifti(bytes, 'x.nii').catch((error: unknown) => error);
  if (!(outcome instanceof GlioscopeError)) throw new Error(`not refused with a code: ${String(outcome)}`);
  return toFailure(outcome);
}

describe('what a sound file gives', () => {
  test('plain and gzipped, whatever it is called', async () => {
    for (const bytes of [sampleFile(), gzipSync(sampleFile())]) {
      const image = await parseNifti(bytes, 'named-wrongly.txt');
      expect(image.shape).toEqual([3, 4, 5]);
      expect(image.affine).toEqual([-2, 0, 0, 10, 0, -3, 0, 20, 0, 0, 4, -30, 0, 0, 0, 1]);
      expect(image.dataType).toBe('int16');
      expect([...image.voxels]).toEqual(Array.from({ length: 60 }, (_, index) => index));
    }
  });

  test('a plain little-endian file is viewed, not copied', async () => {
    const bytes = sampleFile();
    expect((await parseNifti(bytes, 'x.nii')).voxels.buffer).toBe(bytes.buffer);
  });

  test('a big-endian file leaves the bytes it was read from alone, Buffers included', async () => {
    const bytes = Buffer.from(swapSample());
    const before = bytes.toString('hex');
    const image = await parseNifti(bytes, 'x.nii');
    expect([...image.voxels]).toEqual(Array.from({ length: 60 }, (_, index) => index));
    expect(bytes.toString('hex')).toBe(before);
  });

  test('bytes at an odd address', async () => {
    const bytes = new Uint8Array(sampleFile().length + 1);
    bytes.set(sampleFile(), 1);
    expect((await parseNifti(bytes.subarray(1), 'x.nii')).voxels[59]).toBe(59);
  });

  test('scl_slope 0 or NaN is "not set"; a set one is reported, voxels stay as stored', async () => {
    const scaled = async (slope: number): Promise<unknown> => {
      const bytes = fileWith((view) => {
        view.setFloat32(112, slope, true);
        view.setFloat32(116, 7, true);
      });
      return (await parseNifti(bytes, 'x.nii')).scale;
    };
    expect(await scaled(0)).toEqual({ slope: 1, intercept: 0 });
    expect(await scaled(NaN)).toEqual({ slope: 1, intercept: 0 });
    expect(await scaled(2.5)).toEqual({ slope: 2.5, intercept: 7 });
  });

  test('a flat image is one slice, and a note says so', async () => {
    const image = await parseNifti(
      fileWith((view) => view.setInt16(40, 2, true)),
      'x.nii',
    );
    expect(image.shape).toEqual([3, 4, 1]);
    expect([...image.voxels]).toEqual(Array.from({ length: 12 }, (_, index) => index));
    expect(image.notes).toEqual([{ code: 'single-slice', params: {} }]);
  });

  test('a voxel size of 0 is taken for 1 mm, and a note says so where it counts', async () => {
    const without = (sform: number, qform: number): Uint8Array =>
      fileWith((view) => {
        view.setFloat32(76 + 4 * 3, 0, true);
        view.setInt16(252, qform, true);
        view.setInt16(254, sform, true);
      });
    const [bySform, byQform, bySizes] = await Promise.all(
      [without(1, 1), without(0, 1), without(0, 0)].map((bytes) => parseNifti(bytes, 'x.nii')),
    );
    expect(bySform?.notes.map(({ code }) => code)).not.toContain('spacing-assumed');
    expect(Math.abs(byQform?.affine[10] ?? NaN)).toBeCloseTo(1);
    expect(byQform?.notes).toEqual([{ code: 'spacing-assumed', params: {} }]);
    expect(bySizes?.notes.map(({ code }) => code)).toEqual(['no-orientation', 'spacing-assumed']);
  });

  test('padding and even megabytes behind the image are not read as voxels', async () => {
    const padded = new Uint8Array(5_000_000);
    padded.set(sampleFile());
    for (const bytes of [padded, gzipSync(padded)]) {
      expect((await parseNifti(bytes, 'x.nii')).voxels).toHaveLength(60);
    }
  });
});

/** The sample file in big-endian bytes. */
function swapSample(): Uint8Array {
  const bytes = sampleFile();
  const from = new DataView(bytes.slice().buffer);
  const to = new DataView(bytes.buffer);
  const int16s = [68, 70, 72, 74, 120, 252, 254, ...Array.from({ length: 8 }, (_, index) => 40 + 2 * index)];
  const voxels = Array.from({ length: 60 }, (_, index) => 352 + 2 * index);
  for (const at of [...int16s, ...voxels]) to.setInt16(at, from.getInt16(at, true));
  for (let at = 76; at < 144; at += 4) if (at < 120 || at > 123) to.setInt32(at, from.getInt32(at, true));
  for (let at = 256; at < 328; at += 4) to.setInt32(at, from.getInt32(at, true));
  to.setInt32(0, 348);
  return bytes;
}

describe('what is refused, and how', () => {
  test('files that are something else', async () => {
    const strangers = [[1], [1, 2, 3, 4, 5], [...Buffer.from('PNG or a letter to the editor')]];
    for (const bytes of strangers)
      expect(await failureOf(Uint8Array.from(bytes))).toMatchObject({ code: 'not-an-image' });
    expect(await failureOf(gzipSync(Buffer.from('hello')))).toMatchObject({ code: 'not-an-image' });
  });

  test('an empty file, a cut header, cut voxels: expected and actual bytes are said', async () => {
    const whole = sampleFile();
    const params = async (bytes: Uint8Array): Promise<unknown> => {
      const failure = await failureOf(bytes);
      expect(failure.code).toBe('truncated-file');
      return failure.params;
    };
    expect(await params(new Uint8Array(0))).toEqual({ file: 'x.nii', expectedBytes: 352, actualBytes: 0 });
    expect(await params(whole.subarray(0, 100))).toEqual({ file: 'x.nii', expectedBytes: 352, actualBytes: 100 });
    expect(await params(whole.subarray(0, 471))).toEqual({ file: 'x.nii', expectedBytes: 472, actualBytes: 471 });
    expect(await params(gzipSync(whole.subarray(0, 471)))).toEqual({
      file: 'x.nii',
      expectedBytes: 472,
      actualBytes: 471,
    });
  });

  test('a gzip file cut short says how much of it is there', async () => {
    const random = Int16Array.from({ length: 60 * 1000 }, (_, index) => Math.imul(index, 0x9e3779b1) >>> 16);
    const whole = serialiseVolume(
      { shape: [60, 100, 10], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels: random },
      { description: '' },
    ); // prettier-ignore
    const zipped = gzipSync(whole);
    const { code, params } = await failureOf(zipped.subarray(0, zipped.length / 2));
    expect(code).toBe('truncated-file');
    expect(params['expectedBytes']).toBe(352 + 120_000);
    expect(params['actualBytes']).toBeGreaterThan(30_000);
    expect(params['actualBytes']).toBeLessThan(90_000);
    expect((await failureOf(zipped.subarray(0, zipped.length - 4))).code).toBe('damaged-file');
  });

  test('a file that was compressed twice is told as that', async () => {
    const params = { file: 'x.nii', reason: 'zipped-twice' };
    expect(await failureOf(gzipSync(gzipSync(sampleFile())))).toMatchObject({ code: 'not-an-image', params });
  });

  test('a gzip file with flipped bits fails its checksum', async () => {
    const zipped = gzipSync(sampleFile());
    zipped[zipped.length - 8] = (zipped[zipped.length - 8] ?? 0) ^ 1;
    expect(await failureOf(zipped)).toMatchObject({ code: 'damaged-file', params: { file: 'x.nii', reason: 'gzip' } });
  });

  test.each([
    ['seven axes at most', (view: DataView) => view.setInt16(40, 9, true), 'damaged-file', 'dimensions'],
    ['an axis of 0', (view: DataView) => view.setInt16(42, 0, true), 'damaged-file', 'dimensions'],
    ['a negative axis', (view: DataView) => view.setInt16(44, -4, true), 'damaged-file', 'dimensions'],
    ['a line', (view: DataView) => view.setInt16(40, 1, true), 'unsupported-file', 'not-3d'],
    ['an offset inside the header', (view: DataView) => view.setFloat32(108, 100, true), 'damaged-file', 'offset'],
    ['an offset that is no number', (view: DataView) => view.setFloat32(108, NaN, true), 'damaged-file', 'offset'],
    ['no offset, and extensions in its way', setExtensionsWithoutOffset, 'damaged-file', 'offset'],
    ['a broken scale', setBrokenScale, 'damaged-file', 'scale'],
    ['RGB', (view: DataView) => view.setInt16(70, 128, true), 'unsupported-file', 'rgb'],
    ['RGBA', (view: DataView) => view.setInt16(70, 2304, true), 'unsupported-file', 'rgb'],
    ['complex', (view: DataView) => view.setInt16(70, 32, true), 'unsupported-file', 'complex'],
    ['float128', (view: DataView) => view.setInt16(70, 1536, true), 'unsupported-file', 'float128'],
    ['bits', (view: DataView) => view.setInt16(70, 1, true), 'unsupported-file', 'binary'],
    ['a type nobody knows', (view: DataView) => view.setInt16(70, 77, true), 'unsupported-file', 'data-type'],
    ['Analyze', (view: DataView) => view.setUint32(344, 0), 'unsupported-file', 'analyze'],
    ['a header without its image', (view: DataView) => view.setUint8(345, 0x69), 'unsupported-file', 'pair-missing'],
    ['an sform that is a plane', (view: DataView) => view.setFloat32(280, 0, true), 'damaged-file', 'position'],
    ['an sform with NaN', (view: DataView) => view.setFloat32(284, NaN, true), 'damaged-file', 'position'],
  ] as const)('%s', async (_name, change, code, reason) => {
    expect(await failureOf(fileWith(change))).toMatchObject({ code, params: { file: 'x.nii', reason } });
  });

  test('several frames are refused and counted; one frame is a volume', async () => {
    const frames = (count: number): Uint8Array =>
      fileWith((view) => {
        view.setInt16(40, 4, true);
        view.setInt16(48, count, true);
      });
    expect(await failureOf(frames(3))).toMatchObject({
      code: 'unsupported-file',
      params: { reason: 'frames', frames: 3 },
    });
    expect((await parseNifti(frames(1), 'x.nii')).shape).toEqual([3, 4, 5]);
  });

  test('a header that promises the moon takes no memory', async () => {
    const huge = fileWith((view) => {
      for (const at of [42, 44, 46]) view.setInt16(at, 32767, true);
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await failureOf(huge)).toMatchObject({ code: 'truncated-file' });
    expect(await failureOf(gzipSync(huge))).toMatchObject({ code: 'truncated-file', params: { actualBytes: 472 } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  test('whatever is done to the bytes, the answer is an image or a code', async () => {
    const whole = sampleFile();
    const damage = fc.array(fc.tuple(fc.nat(471), fc.nat(255)), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(472), fc.boolean(), async (flips, length, isZipped) => {
        const bytes = whole.slice(0, length);
        for (const [at, value] of flips) if (at < length) bytes[at] = value;
        const outcome: unknown = await parseNifti(isZipped ? gzipSync(bytes) : bytes, 'x').catch(
          (error: unknown) => error,
        );
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(GlioscopeError);
      }),
      { numRuns: 300 },
    );
  });

  test('damage anywhere in a gzip file', async () => {
    const zipped = gzipSync(sampleFile());
    for (let at = 0; at < zipped.length; at += 1) {
      const bytes = Uint8Array.from(zipped);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      const outcome: unknown = await parseNifti(bytes, 'x').catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(GlioscopeError);
    }
  });
});

function setExtensionsWithoutOffset(view: DataView): void {
  view.setFloat32(108, 0, true);
  view.setUint8(348, 1);
}

function setBrokenScale(view: DataView): void {
  view.setFloat32(112, 2, true);
  view.setFloat32(116, Infinity, true);
}
