import { referenceEngine, type EngineId, type EngineTest } from '#shared/domain/engine.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { createEngine } from './create-engine.ts';
import { createTestNetwork, createTestTensor } from './engine-test-network.ts';
import type { Engine } from './engine.ts';

/** Largest difference of a probability that still counts as the same: half precision stays below it. */
const tolerance = 1e-2;
/** Edges of the inputs, multiples of 2, none equal: exchanged axes would show. */
const compared: Vec3 = [20, 24, 28];
/** Timed on the first of these that is work worth the name, so that a graphics card is not judged by its latency. */
const timed: readonly Vec3[] = [compared, [48, 48, 48], [96, 96, 96]];
const worthwhileMs = 60;

/**
 * The test of an engine, in this process: a small network, its answer compared with the reference
 * engine's, and timed once warm.
 *
 * @throws what `createEngine` and the engine throw; a crash takes the process along.
 */
export async function measureEngine(engineId: EngineId): Promise<EngineTest> {
  const network = createTestNetwork();
  const tensor = createTestTensor(compared);
  const engine = await createEngine(engineId, network, {});
  try {
    const reference = await createEngine(referenceEngine, network, {});
    const expected = await reference.predict(tensor, compared);
    await reference.release();
    const logits = await engine.predict(tensor, compared);
    const maxDifference = largestDifference(logits, expected, network.output.channels);
    if (!(maxDifference <= tolerance)) {
      const detail = `${engine.name}, ${engine.provider}: probabilities differ by up to ${maxDifference.toPrecision(3)}`;
      return { state: 'faulty', fault: 'wrong-numbers', detail };
    }
    const msPerMegavoxel = await timeEngine(engine);
    return { state: 'works', version: engine.name, msPerMegavoxel, maxDifference };
  } finally {
    await engine.release();
  }
}

async function timeEngine(engine: Engine): Promise<number> {
  let msPerMegavoxel = Infinity;
  for (const shape of timed) {
    const tensor = createTestTensor(shape);
    let ms = Infinity;
    for (let run = 0; run < 2; run += 1) {
      const start = performance.now();
      await engine.predict(tensor, shape);
      ms = Math.min(ms, performance.now() - start);
    }
    msPerMegavoxel = ms / (voxelCount(shape) / 1e6);
    if (ms >= worthwhileMs) break;
  }
  return msPerMegavoxel;
}

/**
 * Largest difference between the probabilities (softmax over classes) of two answers; NaN when one is not finite.
 *
 * @param logits float32 [classes, voxels].
 */
export function largestDifference(logits: Float32Array, expected: Float32Array, classes: number): number {
  const size = logits.length / classes;
  let largest = logits.length === expected.length ? 0 : NaN;
  const [a, b] = [new Float64Array(classes), new Float64Array(classes)];
  for (let voxel = 0; voxel < size; voxel += 1) {
    softmax(logits, { voxel, size }, a);
    softmax(expected, { voxel, size }, b);
    for (let label = 0; label < classes; label += 1) {
      const difference = Math.abs((a[label] ?? 0) - (b[label] ?? 0));
      if (!(difference <= largest)) largest = difference;
      if (Number.isNaN(largest)) return NaN;
    }
  }
  return largest;
}

function softmax(logits: Float32Array, { voxel, size }: { voxel: number; size: number }, out: Float64Array): void {
  let highest = -Infinity;
  for (let label = 0; label < out.length; label += 1) highest = Math.max(highest, logits[label * size + voxel] ?? 0);
  let sum = 0;
  for (let label = 0; label < out.length; label += 1) {
    const weight = Math.exp((logits[label * size + voxel] ?? 0) - highest);
    out[label] = weight;
    sum += weight;
  }
  for (let label = 0; label < out.length; label += 1) out[label] = (out[label] ?? 0) / sum;
}
