import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { parseNifti, parseNiftiArray } from '../../src-main/imaging/nifti-read.ts';
import { noOracle, runOracle } from '../reference/nibabel.ts';
import { compareFile, readWithNibabel } from './compare.ts';

const scratch = mkdtempSync(join(tmpdir(), 'glioscope-mutations-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The same every time; GLIOSCOPE_SEED=random numbers takes others. */
const seed = Number(process.env['GLIOSCOPE_SEED'] ?? 20261122);

/* Small sound files by nibabel: both versions and byte orders, pairs, Analyze, 2D to 5D, several types. */
const writeSeeds = `
from nibabel.affines import from_matvec
from nibabel.eulerangles import euler2mat
rng = np.random.default_rng(3)
affine = from_matvec(euler2mat(0.3, -0.5, 1.1) @ np.diag([-0.9, 1.2, 5.5]), [11.5, -20.25, 3.125])
classes = dict(n1=nibabel.Nifti1Image, n2=nibabel.Nifti2Image, p1=nibabel.Nifti1Pair, p2=nibabel.Nifti2Pair, an=nibabel.Spm99AnalyzeImage)
count = 0
for name, klass in classes.items():
    for endian in '<>':
        for kind, shape in (('i2', (3, 4, 5)), ('f4', (4, 3, 2, 2)), ('u1', (5, 4)), ('f8', (2, 3, 2, 1, 3))):
            voxels = (rng.random(shape) * 100).astype(endian + kind)
            image = klass(voxels, affine, klass.header_class(endianness=endian))
            image.set_data_dtype(endian + kind)
            if name != 'an':
                image.set_sform(affine, count % 3); image.set_qform(affine, (count + 1) % 2)
            extension = '.nii' if name[0] == 'n' else '.hdr'
            image.to_filename(f'{args[0]}/{name}-{count:03d}{extension}')
            count += 1
print('0')`;

interface Source {
  readonly name: string;
  readonly header: Uint8Array;
  /** Of a pair. */
  readonly image: Uint8Array | null;
}

function readSources(): readonly Source[] {
  const folder = join(scratch, 'sources');
  mkdirSync(folder);
  runOracle(writeSeeds, [folder]);
  const names = readdirSync(folder).filter((name) => /\.(nii|hdr)$/.test(name));
  return names.map((name) => ({
    name,
    header: Uint8Array.from(readFileSync(join(folder, name))),
    image: name.endsWith('.hdr') ? Uint8Array.from(readFileSync(join(folder, name.replace('.hdr', '.img')))) : null,
  }));
}

/** Where the fields of the two headers stand and how wide they are: [from, to, bytes]. */
const fields = {
  1: [[0, 4, 4], [40, 56, 2], [56, 68, 4], [68, 76, 2], [76, 120, 4], [120, 124, 1], [124, 148, 4], [252, 256, 2], [253, 263, 2], [256, 328, 4], [344, 352, 1]],
  2: [[0, 4, 4], [4, 12, 1], [12, 16, 2], [16, 80, 8], [80, 168, 8], [168, 192, 8], [344, 352, 4], [352, 496, 8], [500, 508, 4], [540, 544, 1]],
} as const; // prettier-ignore

const numbers = [0, 1, -1, 2, 3, 4, 5, 7, 8, 16, 64, 100, 255, 256, 348, 352, 512, 768, 1024, 27307, 32767, -32768, 0.5, 1e-30, 1e12, 2e38, NaN, Infinity]; // prettier-ignore

const change = fc.record({
  field: fc.nat(1000),
  element: fc.nat(1000),
  /** Whole numbers into a field as integer or as float, or raw bytes. */
  as: fc.constantFrom('integer', 'float', 'bytes'),
  value: fc.oneof(fc.constantFrom(...numbers), fc.double({ min: -300, max: 300, noNaN: true })),
  bytes: fc.uint8Array({ minLength: 8, maxLength: 8 }),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const mutation = fc.record({
  source: fc.nat(1000),
  changes: fc.array(change, { minLength: 0, maxLength: 3 }),
  flips: fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { maxLength: 2 }),
  cut: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(700) }),
  isZipped: fc.boolean(),
  zippedFlips: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 2 }) },
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function applyChange(bytes: Uint8Array, { field, element, as, value, bytes: raw }: Change): void {
  const view = new DataView(bytes.buffer);
  const isLittleEndian = bytes[0] !== 0;
  const table = bytes[0] === 0x1c || bytes[3] === 0x1c ? fields[2] : fields[1];
  const [from, to, width] = table[field % table.length] ?? [0, 4, 4];
  const at = from + (element % ((to - from) / width)) * width;
  if (at + width > bytes.length) return;
  if (as === 'bytes' || width === 1) bytes.set(raw.subarray(0, width), at);
  else if (as === 'float' && width === 4) view.setFloat32(at, value, isLittleEndian);
  else if (as === 'float' && width === 8) view.setFloat64(at, value, isLittleEndian);
  else if (width === 2) view.setInt16(at, value, isLittleEndian);
  else if (width === 4) view.setInt32(at, value, isLittleEndian);
  else view.setBigInt64(at, BigInt(Number.isFinite(value) ? Math.trunc(value) : 0), isLittleEndian);
}

function flip(bytes: Uint8Array, flips: readonly (readonly [number, number])[]): void {
  for (const [at, value] of flips) if (bytes.length > 0) bytes[at % bytes.length] = value;
}

function mutate(source: Source, { changes, flips, cut, isZipped, zippedFlips }: Mutation): Uint8Array {
  const whole = source.header.slice();
  for (const each of changes) applyChange(whole, each);
  flip(whole, flips);
  const bytes = whole.slice(0, cut ?? whole.length);
  if (!isZipped) return bytes;
  const zipped = Uint8Array.from(gzipSync(bytes));
  flip(zipped, zippedFlips);
  return zipped;
}

describe.skipIf(noOracle !== null)('damaged and odd files', () => {
  const sources = noOracle === null ? readSources() : [];
  const sourceOf = ({ source }: Mutation): Source => sources[source % sources.length]!;
  const singles = sources.filter(({ image }) => image === null);

  test('by the thousand: an image or a code, never a crash, and no memory for promises', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(mutation, async (each) => {
        const bytes = mutate(singles[each.source % singles.length]!, each);
        for (const parse of [parseNifti, parseNiftiArray]) {
          const outcome: unknown = await parse(bytes, 'x.nii').catch((error: unknown) => error);
          if (!(outcome instanceof Error)) continue;
          refused += 1;
          expect(outcome, String(outcome.stack)).toBeInstanceOf(GlioscopeError);
        }
      }),
      { numRuns: 3000, seed },
    );
    expect(refused).toBeGreaterThan(1000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200e6);
  });

  test('what we read of them is what nibabel reads', async () => {
    const folder = join(scratch, 'mutated');
    mkdirSync(folder);
    const paths = fc.sample(mutation, { numRuns: 1000, seed }).map((each, index) => {
      const source = sourceOf(each);
      const suffix = each.isZipped ? '.gz' : '';
      const path = join(folder, `${index}-${source.name}${suffix}`);
      writeFileSync(path, mutate(source, each));
      if (source.image !== null) {
        writeFileSync(path.replace('.hdr', '.img'), each.isZipped ? gzipSync(source.image) : source.image);
      }
      return path;
    });
    writeFileSync(join(scratch, 'list.json'), JSON.stringify(paths));
    const oracle = readWithNibabel(join(scratch, 'list.json'));
    const counts = { read: 0, refused: 0 };
    const different: string[] = [];
    for (const [index, path] of paths.entries()) {
      const { verdict, ours, remark, file } = await compareFile(path, oracle[index] ?? { refused: 'not looked at' });
      if (ours === null) counts.refused += 1;
      else counts.read += 1;
      const isOffsetAssumed = ours?.notes.some(({ code }) => code === 'offset-assumed') === true; // nibabel reads the header as voxels
      if (ours !== null && verdict === 'different' && !isOffsetAssumed) different.push(`${file}: ${remark}`);
      expect(remark, file).not.toMatch(/^internal/);
    }
    expect(different).toEqual([]);
    expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(200);
  });
});
