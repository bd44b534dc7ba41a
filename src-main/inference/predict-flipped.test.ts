import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { writeTinyModel } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { createEngine } from './create-engine.ts';
import type { Engine } from './engine.ts';
import { flipCombinations, type Flip } from './flips.ts';
import { predictFlipped } from './predict-flipped.ts';
import { readNetwork } from './read-network.ts';

const shape: Vec3 = [3, 4, 5];
const output = { kind: 'softmax' as const, name: 'logits', classes: ['background', 'ncr', 'ed', 'et'] as const };
const everywhere = ['left-right', 'anterior-posterior', 'superior-inferior'] as const;

let directory = '';
let engine: Engine;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-flips-'));
  engine = await createEngine('onnx-cpu', await readNetwork(await writeTinyModel(directory, 'neighbours')), {});
});
afterAll(async () => {
  await engine.release();
  await rm(directory, { recursive: true });
});

function tensorOfNoise(): Float32Array {
  return Float32Array.from({ length: 4 * voxelCount(shape) }, (_, n) => ((Math.imul(n + 7, 2654435761) >>> 16) % 200) / 50 - 2); // prettier-ignore
}

/** What the network beside the fixture's script says of a mirrored image, seen from where the image was not. */
function logitsAt(tensor: Float32Array, [d, h, w]: Vec3, flip: Flip): readonly number[] {
  const value = (channel: number, at: Vec3): number => {
    if (at.some((index, axis) => index < 0 || index >= (shape[axis] ?? 0))) return 0;
    return tensor[((channel * shape[0] + at[0]) * shape[1] + at[1]) * shape[2] + at[2]] ?? Number.NaN;
  };
  const step = (axis: 0 | 1 | 2): number => (flip.includes(axis) ? -1 : 1);
  const mean = (value(1, [d + step(0), h, w]) + value(2, [d, h, w - step(2)])) / 2;
  return [0.5, value(0, [d, h, w]), value(3, [d, h + step(1), w]), mean];
}

function softmax(values: readonly number[]): readonly number[] {
  const powers = values.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

test('eight passes of a network that looks in one direction only: each turned back, the mean of the soft-max', async () => {
  const tensor = tensorOfNoise();
  const flips = flipCombinations('LPS', everywhere);
  let passes = 0;
  const mean = await predictFlipped(engine, tensor, {
    ...{ shape, flips, output: { ...output, classes: [...output.classes] } },
    onPassDone: () => (passes += 1),
  });
  const before = tensorOfNoise();
  expect([...tensor]).toEqual([...before]);
  expect(passes).toBe(8);
  let voxel = 0;
  for (let d = 0; d < shape[0]; d += 1) {
    for (let h = 0; h < shape[1]; h += 1) {
      for (let w = 0; w < shape[2]; w += 1, voxel += 1) {
        const each = flips.map((flip) => softmax(logitsAt(before, [d, h, w], flip)));
        for (let label = 0; label < 4; label += 1) {
          const expected = each.reduce((sum, probabilities) => sum + (probabilities[label] ?? 0), 0) / 8;
          expect(mean[label * voxelCount(shape) + voxel]).toBeCloseTo(expected, 5);
        }
      }
    }
  }
});

test('one pass: the network’s own answer', async () => {
  const tensor = tensorOfNoise();
  const answer = await predictFlipped(engine, tensor, {
    ...{ shape, flips: [[]], output: { ...output, classes: [...output.classes] } },
    onPassDone: () => undefined,
  });
  expect(answer).toEqual(await engine.predict(tensor, shape));
});
