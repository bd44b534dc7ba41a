import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voxelCount, voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { labelComponents, type Connectivity } from './components.ts';

const connectivities: readonly Connectivity[] = [6, 18, 26];

function maskWith(shape: Shape, voxels: readonly Vec3[]): Uint8Array {
  const mask = new Uint8Array(voxelCount(shape));
  for (const voxel of voxels) mask[voxelOffset(shape, voxel)] = 1;
  return mask;
}

describe('labelComponents', () => {
  test.each([
    ['a face', [1, 0, 0], [1, 1, 1]],
    ['a face along y', [0, 1, 0], [1, 1, 1]],
    ['a face along z', [0, 0, 1], [1, 1, 1]],
    ['an edge in xy', [1, 1, 0], [2, 1, 1]],
    ['an edge in xy, the other way', [-1, 1, 0], [2, 1, 1]],
    ['an edge in xz', [-1, 0, 1], [2, 1, 1]],
    ['an edge in yz', [0, -1, 1], [2, 1, 1]],
    ['a corner', [1, 1, 1], [2, 2, 1]],
    ['another corner', [-1, 1, 1], [2, 2, 1]],
    ['a corner seen from behind', [1, -1, 1], [2, 2, 1]],
    ['nothing: a gap of one voxel', [2, 0, 0], [2, 2, 2]],
  ] as const)('two voxels that share %s', (_, [x, y, z], counts) => {
    const mask = maskWith([4, 4, 4], [[1, 1, 1], [1 + x, 1 + y, 1 + z]]); // prettier-ignore
    expect(connectivities.map((connectivity) => labelComponents(mask, [4, 4, 4], connectivity).count)).toEqual(counts);
  });

  test('by hand: a U is one, its parts are met before they are joined', () => {
    const mask = Uint8Array.from([1, 0, 1, 0, 5, 1, 0, 1, 0, 0, 1, 1, 1, 0, 7]);
    const { numbers, sizes, count } = labelComponents(mask, [5, 3, 1], 6);
    expect([...numbers]).toEqual([1, 0, 1, 0, 2, 1, 0, 1, 0, 0, 1, 1, 1, 0, 3]);
    expect([...sizes]).toEqual([6, 7, 1, 1]);
    expect(count).toBe(3);
  });

  test('the end of a row does not touch the beginning of the next', () => {
    expect(labelComponents(Uint8Array.from([0, 0, 1, 1, 0, 0]), [3, 2, 1], 26).count).toBe(2);
  });

  test('nothing, and everything', () => {
    expect(labelComponents(new Uint8Array(24), [2, 3, 4], 26)).toMatchObject({ count: 0, sizes: Int32Array.of(24) });
    expect(labelComponents(new Uint8Array(24).fill(1), [2, 3, 4], 6)).toMatchObject({
      count: 1,
      sizes: Int32Array.of(0, 24),
    });
    expect(() => labelComponents(new Uint8Array(23), [2, 3, 4], 6)).toThrow(RangeError);
  });

  test('what a flood from each voxel reaches', () => {
    const shape = fc.tuple(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
    );
    const masked = shape.chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.uint8Array({ ...{ min: 0, max: 2 }, ...{ minLength: voxelCount(size), maxLength: voxelCount(size) } }),
      ),
    );
    fc.assert(
      fc.property(masked, fc.constantFrom(...connectivities), ([size, noise], connectivity) => {
        const mask = noise.map((value) => (value === 0 ? 1 : 0));
        expect([...labelComponents(mask, size, connectivity).numbers]).toEqual(flood(mask, size, connectivity));
      }),
    );
  });

  test.skipIf(noOracle)('agrees with scipy.ndimage.label on a volume of clumps', () => {
    const shape: Shape = [37, 41, 23];
    const mask = Uint8Array.from({ length: voxelCount(shape) }, (_, voxel) =>
      Math.imul(Math.floor(voxel / 2) + 17, 2654435761) >>> 24 < 60 ? 1 : 0,
    );
    const directory = mkdtempSync(join(tmpdir(), 'glioscope-components-'));
    try {
      writeFileSync(join(directory, 'mask.raw'), mask);
      connectivities.forEach((connectivity, rank) => {
        const { numbers, sizes, count } = labelComponents(mask, shape, connectivity);
        writeFileSync(join(directory, 'numbers.raw'), numbers);
        const args = [directory, JSON.stringify(shape), String(rank + 1)];
        expect(runOracle(oracle, args)).toEqual({ count, pairs: count + 1, sizes: [...sizes].sort((a, b) => a - b) });
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

/** `pairs`: how many different pairs (our number, scipy's) there are; one for each when the partitions are the same. */
const oracle = `
from scipy.ndimage import label, generate_binary_structure
shape = json.loads(args[1])
mask = np.fromfile(args[0] + '/mask.raw', np.uint8).reshape(shape, order='F')
ours = np.fromfile(args[0] + '/numbers.raw', np.int32).reshape(shape, order='F')
theirs, count = label(mask, generate_binary_structure(3, int(args[2])))
pairs = len(np.unique(ours.astype(np.int64) * (count + 1) + theirs))
print(json.dumps(dict(count=count, pairs=pairs, sizes=sorted(np.bincount(theirs.ravel()).tolist()))))`;

/** The slow and certain way. */
function flood(mask: Uint8Array, shape: Shape, connectivity: Connectivity): readonly number[] {
  const steps = [-1, 0, 1]
    .flatMap((x) => [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((z): Vec3 => [x, y, z])))
    .filter(([x, y, z]) => x * x + y * y + z * z <= { 6: 1, 18: 2, 26: 3 }[connectivity]);
  const numbers = new Array<number>(mask.length).fill(0);
  let count = 0;
  const place = (voxel: number): Vec3 => [
    voxel % shape[0],
    Math.floor(voxel / shape[0]) % shape[1],
    Math.floor(voxel / (shape[0] * shape[1])),
  ];
  mask.forEach((value, seed) => {
    if (value === 0 || numbers[seed] !== 0) return;
    count += 1;
    const waiting = [seed];
    for (let voxel = waiting.pop(); voxel !== undefined; voxel = waiting.pop()) {
      numbers[voxel] = count;
      const [x, y, z] = place(voxel);
      for (const step of steps) {
        const next: Vec3 = [x + step[0], y + step[1], z + step[2]];
        if (next.some((position, axis) => position < 0 || position >= (shape[axis] ?? 0))) continue;
        const offset = voxelOffset(shape, next);
        if (mask[offset] !== 0 && numbers[offset] === 0) waiting.push(offset);
      }
    }
  });
  return numbers;
}
