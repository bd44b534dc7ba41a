import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Geometry } from '#shared/domain/affine.ts';
import { voxelCount, voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { measureLesionWise } from './lesion-wise.ts';

const shape: Shape = [40, 24, 12];
const geometry: Geometry = { shape, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] };

/** Boxes of set voxels, each from its first corner on. */
function boxes(...parts: readonly (readonly [from: Vec3, size: Vec3])[]): Uint8Array {
  const mask = new Uint8Array(voxelCount(shape));
  for (const [from, size] of parts) {
    for (let z = 0; z < size[2]; z += 1) {
      for (let y = 0; y < size[1]; y += 1) {
        for (let x = 0; x < size[0]; x += 1) mask[voxelOffset(shape, [from[0] + x, from[1] + y, from[2] + z])] = 1;
      }
    }
  }
  return mask;
}

const large: readonly [Vec3, Vec3] = [[2, 2, 2], [4, 4, 4]]; // prettier-ignore

describe('measureLesionWise', () => {
  test('one lesion, found exactly', () => {
    expect(measureLesionWise(boxes(large), boxes(large), geometry)).toEqual({
      ...{ dice: 1, hd95Mm: 0, lesions: 1, found: 1, falseLesions: 0 },
    });
  });

  test('a false lesion of one voxel far away counts as much as the found one', () => {
    expect(measureLesionWise(boxes(large, [[30, 20, 8], [1, 1, 1]]), boxes(large), geometry)).toEqual({
      ...{ dice: 0.5, hd95Mm: 187, lesions: 1, found: 1, falseLesions: 1 },
    }); // prettier-ignore
  });

  test('a missed lesion of 64 voxels counts 0 and 374 mm, one of 50 does not count', () => {
    const missed = measureLesionWise(boxes(), boxes(large), geometry);
    expect(missed).toEqual({ dice: 0, hd95Mm: 374, lesions: 1, found: 0, falseLesions: 0 });
    const small: readonly [Vec3, Vec3] = [[30, 10, 5], [5, 5, 2]]; // prettier-ignore
    expect(measureLesionWise(boxes(large), boxes(large, small), geometry)).toMatchObject({ dice: 1, lesions: 1 });
    // ... and what is found of it is not false
    expect(measureLesionWise(boxes(large, small), boxes(large, small), geometry)).toMatchObject({
      ...{ dice: 1, lesions: 1, falseLesions: 0 },
    });
  });

  test('51 voxels of 1 mm count; of half the volume they do not', () => {
    const lesion = boxes([[10, 10, 5], [5, 5, 2]], [[10, 10, 7], [1, 1, 1]]); // prettier-ignore
    expect(measureLesionWise(boxes(), lesion, geometry)).toMatchObject({ lesions: 1 });
    const thin: Geometry = { shape, affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 1] };
    expect(measureLesionWise(boxes(), lesion, thin)).toEqual({
      ...{ dice: 1, hd95Mm: 0, lesions: 0, found: 0, falseLesions: 0 },
    });
  });

  test('parts that meet once grown by three are one lesion; a gap of six joins, of seven does not', () => {
    const apart = (gap: number): Uint8Array => boxes(large, [[6 + gap, 2, 2], [4, 4, 4]]); // prettier-ignore
    expect(measureLesionWise(boxes(), apart(6), geometry).lesions).toBe(1);
    expect(measureLesionWise(boxes(), apart(7), geometry).lesions).toBe(2);
  });

  test('a predicted part within three voxels of a lesion belongs to it, though it touches nothing', () => {
    const beside = (gap: number): Uint8Array => boxes([[6 + gap, 2, 2], [4, 4, 4]]); // prettier-ignore
    expect(measureLesionWise(beside(2), boxes(large), geometry)).toMatchObject({ dice: 0, found: 1, falseLesions: 0 });
    expect(measureLesionWise(beside(3), boxes(large), geometry)).toMatchObject({
      ...{ dice: 0, hd95Mm: 374, found: 0, falseLesions: 1 },
    });
  });

  test('one predicted part over two lesions is compared with each of them', () => {
    const reference = boxes(large, [[26, 2, 2], [4, 4, 4]]); // prettier-ignore
    const bridge = boxes([[2, 2, 2], [28, 4, 4]]); // prettier-ignore
    expect(measureLesionWise(bridge, reference, geometry)).toMatchObject({
      ...{ dice: (2 * 64) / (64 + 448), lesions: 2, found: 2, falseLesions: 0 },
    });
  });

  test('nothing and nothing is right', () => {
    expect(measureLesionWise(boxes(), boxes(), geometry)).toMatchObject({ dice: 1, hd95Mm: 0 });
  });

  test.skipIf(noOracle)('agrees with the published procedure, done with scipy over the whole volume', () => {
    const clumps = (seed: number, share: number): Uint8Array =>
      boxes(
        ...Array.from({ length: share }, (_, index): readonly [Vec3, Vec3] => {
          const noise = Math.imul(seed + index * 7919, 2654435761) >>> 0;
          return [
            [noise % 33, (noise >>> 7) % 19, (noise >>> 13) % 8],
            [1 + ((noise >>> 17) % 5), 1 + ((noise >>> 20) % 4), 1 + ((noise >>> 24) % 4)],
          ];
        }),
      );
    const spaced: Geometry = { shape, affine: [1, 0, 0, 0, 0, 1.2, 0, 0, 0, 0, 1.5, 0, 0, 0, 0, 1] };
    const directory = mkdtempSync(join(tmpdir(), 'glioscope-lesions-'));
    try {
      for (const seed of [1, 2, 3, 4]) {
        const [prediction, reference] = [clumps(seed, 9), clumps(seed + 2, 7)];
        const path = join(directory, 'both.raw');
        writeFileSync(path, Buffer.concat([prediction, reference]));
        const ours = measureLesionWise(prediction, reference, spaced);
        const theirs = runOracle(oracle, [path, JSON.stringify(shape), '[1, 1.2, 1.5]']) as typeof ours;
        expect(ours).toMatchObject({ lesions: theirs.lesions, found: theirs.found, falseLesions: theirs.falseLesions });
        expect(ours.dice).toBeCloseTo(theirs.dice, 12);
        expect(ours.hd95Mm).toBeCloseTo(theirs.hd95Mm, 9);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

const oracle = `
from scipy.ndimage import label, binary_dilation, binary_erosion, distance_transform_edt, generate_binary_structure
shape, spacing = json.loads(args[1]), json.loads(args[2])
both = np.fromfile(args[0], np.uint8).reshape([*shape, 2], order='F')
p, r = both[..., 0] > 0, both[..., 1] > 0
grow, touch = generate_binary_structure(3, 2), generate_binary_structure(3, 3)
parts, _ = label(p, touch)
zones, count = label(binary_dilation(r, grow, iterations=3), touch)
def hd95(a, b):
    a, b = np.pad(a, 1), np.pad(b, 1)
    sa, sb = a & ~binary_erosion(a), b & ~binary_erosion(b)
    d = [distance_transform_edt(~sb, sampling=spacing)[sa], distance_transform_edt(~sa, sampling=spacing)[sb]]
    return float(np.percentile(np.concatenate(d), 95))
dice, hd, lesions, found, matched = 0., 0., 0, 0, set()
for zone in range(1, count + 1):
    lesion = r & (zones == zone)
    members = set(np.unique(parts[binary_dilation(lesion, grow, iterations=3)])) - {0}
    matched |= members
    if lesion.sum() * np.prod(spacing) <= 50: continue
    mine = np.isin(parts, list(members)); lesions += 1; found += bool(members)
    dice += 2 * (mine & lesion).sum() / (mine.sum() + lesion.sum()); hd += hd95(mine, lesion) if members else 374
false = len(set(np.unique(parts)) - {0} - matched); n = lesions + false
print(json.dumps(dict(dice=dice / n if n else 1, hd95Mm=(hd + false * 374) / n if n else 0, lesions=lesions, found=found, falseLesions=false)))`;
