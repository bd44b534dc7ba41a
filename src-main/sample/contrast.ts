import type { Modality } from '#shared/domain/modality.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';
import { createRandom } from '#shared/domain/random.ts';

/** What a voxel of the invented brain can consist of; shares add up to 1. */
export type Material = 'csf' | 'grey' | 'white' | 'ncr' | 'et' | 'ed';

/** Brightness per modality, arbitrary units, in the proportions clinical scans at 3 T show. */
export const brightness: Readonly<Record<Modality, Readonly<Record<Material, number>>>> = {
  t1n: { csf: 185, grey: 445, white: 590, ncr: 300, et: 425, ed: 425 },
  t1c: { csf: 200, grey: 460, white: 600, ncr: 310, et: 1080, ed: 435 },
  t2w: { csf: 1040, grey: 520, white: 360, ncr: 850, et: 640, ed: 800 },
  t2f: { csf: 110, grey: 500, white: 395, ncr: 560, et: 790, ed: 920 },
};

const noiseLevel = 26;
const seeds: Readonly<Record<Modality, number>> = { t1n: 31, t1c: 32, t2w: 33, t2f: 34 };

/**
 * Makes an ideal picture look scanned: grain, the blur of a 1 mm scanner, and the slow shading of a
 * receive coil. Zero stays zero: that is outside the brain.
 *
 * @param ideal brightness, shape [x, y, z], x fastest, 0 outside the brain; overwritten.
 * @returns whole numbers, at least 1 in the brain.
 */
export function renderScan(ideal: Float32Array, shape: Shape, modality: Modality): Int16Array<ArrayBuffer> {
  const isBrain = new Uint8Array(ideal.length);
  for (let index = 0; index < ideal.length; index += 1) isBrain[index] = (ideal[index] ?? 0) > 0 ? 1 : 0;
  const random = createRandom(seeds[modality]);
  for (let index = 0; index < ideal.length; index += 1) {
    if (isBrain[index] === 0) continue;
    // Two uniform numbers, scaled to a standard deviation of 1; the blur makes a bell curve of it.
    ideal[index] = (ideal[index] ?? 0) + noiseLevel * Math.sqrt(6) * (random() + random() - 1);
  }
  blurAlong(ideal, isBrain, 1);
  blurAlong(ideal, isBrain, shape[0]);
  blurAlong(ideal, isBrain, shape[0] * shape[1]);
  return shade(ideal, shape, seeds[modality]);
}

/** Weights 1 2 1 along one axis, over brain voxels only. */
function blurAlong(picture: Float32Array, isBrain: Uint8Array, stride: number): void {
  const source = picture.slice();
  for (let index = stride; index < picture.length - stride; index += 1) {
    if (isBrain[index] === 0) continue;
    const before = isBrain[index - stride] ?? 0;
    const after = isBrain[index + stride] ?? 0;
    const sum =
      2 * (source[index] ?? 0) + before * (source[index - stride] ?? 0) + after * (source[index + stride] ?? 0);
    picture[index] = sum / (2 + before + after);
  }
}

/** Up to 6 % brighter or darker towards the sides, differently in each modality. */
function shade(picture: Float32Array, shape: Shape, seed: number): Int16Array<ArrayBuffer> {
  const random = createRandom(seed + 100);
  const tilt: Vec3 = [random() - 0.5, random() - 0.5, random() - 0.5];
  const bend = random() - 0.5;
  const scan = new Int16Array(picture.length);
  let index = 0;
  for (let z = 0; z < shape[2]; z += 1) {
    const w = (2 * z) / shape[2] - 1;
    for (let y = 0; y < shape[1]; y += 1) {
      const v = (2 * y) / shape[1] - 1;
      for (let x = 0; x < shape[0]; x += 1, index += 1) {
        const value = picture[index] ?? 0;
        if (value === 0) continue;
        const u = (2 * x) / shape[0] - 1;
        const gain = 1 + 0.06 * (tilt[0] * u + tilt[1] * v + tilt[2] * w + bend * (u * u + v * v));
        scan[index] = Math.max(1, Math.round(value * gain));
      }
    }
  }
  return scan;
}
