import { join } from 'node:path';
import * as core from '@tensorflow/tfjs-core';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { describe, expect, test } from 'vitest';
import { engineIds } from '#shared/domain/engine.ts';
import { createRandom } from '#shared/domain/random.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { createEngine } from '../../src-main/inference/create-engine.ts';
import { createTestNetwork, createTestTensor } from '../../src-main/inference/engine-test-network.ts';
import type { Engine, Network } from '../../src-main/inference/engine.ts';
import { largestDifference } from '../../src-main/inference/measure-engine.ts';
import { isBroken, listModelPackages } from '../../src-main/inference/model-package.ts';
import { readNetwork } from '../../src-main/inference/read-network.ts';
import { createTensorflowEngine } from '../../src-main/inference/tensorflow/tensorflow-engine.ts';
import { findSoftwareVulkan } from '../fixtures/software-vulkan.ts';
import { openEngineInProcess } from './engine-process/engine-in-process.ts';

/*
 * Every engine that is present must give the CPU's answer: the same label map, probabilities within 1e-3.
 * TensorFlow's code runs on its WebAssembly backend too, which needs no libtensorflow.
 */

const models = join(import.meta.dirname, '../../models');

/** The network that runs when nobody chooses one. */
async function shippedNetwork(): Promise<Network> {
  const model = (await listModelPackages(models)).find((candidate) => !isBroken(candidate));
  if (model === undefined || isBroken(model)) throw new Error(`no model in ${models}`);
  return readNetwork(model);
}

async function onWebAssembly(network: Network): Promise<Engine> {
  setThreadsCount(1);
  await core.setBackend('wasm');
  await core.ready();
  return createTensorflowEngine('tensorflow-cpu', network, core);
}

/** Lets WebGPU run where there is no graphics card; where there is one, both are tried. */
const softwareVulkan = findSoftwareVulkan();

interface Candidate {
  readonly name: string;
  readonly open: (network: Network) => Promise<Engine>;
}

const candidates: readonly Candidate[] = [
  ...engineIds.map((engineId) => ({
    name: engineId,
    open: (network: Network) => openEngineInProcess(engineId, network, {}),
  })),
  {
    name: 'onnx-webgpu on software Vulkan',
    open: (network) =>
      softwareVulkan.missing === null
        ? openEngineInProcess('onnx-webgpu', network, softwareVulkan.environment)
        : Promise.reject(new Error(softwareVulkan.missing)),
  },
  { name: 'tensorflow on WebAssembly', open: onWebAssembly },
];

/** The engines that open the test network here; why the others do not is printed. */
const present: Candidate[] = [];
for (const candidate of candidates) {
  try {
    await (await candidate.open(createTestNetwork())).release();
    present.push(candidate);
  } catch (error) {
    process.stdout.write(`skipped: ${candidate.name}: ${String(error).split('\n')[0]?.slice(0, 120)}\n`);
  }
}

async function predictOn(
  open: (network: Network) => Promise<Engine>,
  network: Network,
  tensor: Float32Array,
  shape: Vec3,
): Promise<Float32Array> {
  const engine = await open(network);
  try {
    return await engine.predict(tensor, shape);
  } finally {
    await engine.release();
  }
}

function labelsOf(logits: Float32Array, classes: number): readonly number[] {
  const size = logits.length / classes;
  return Array.from({ length: size }, (_, voxel) => {
    let best = 0;
    for (let label = 1; label < classes; label += 1) {
      if ((logits[label * size + voxel] ?? 0) > (logits[best * size + voxel] ?? 0)) best = label;
    }
    return best;
  });
}

/** Four modalities that vary slowly, as images do. */
function smoothTensor(shape: Vec3): Float32Array {
  const random = createRandom(3);
  const phases = Array.from({ length: 12 }, () => 6 * random());
  const size = voxelCount(shape);
  return Float32Array.from({ length: 4 * size }, (_, index) => {
    const [channel, voxel] = [Math.floor(index / size), index % size];
    const place = [
      Math.floor(voxel / (shape[1] * shape[2])),
      Math.floor(voxel / shape[2]) % shape[1],
      voxel % shape[2],
    ];
    return place.reduce((sum, at, axis) => sum + Math.sin(at / (3 + axis) + (phases[channel * 3 + axis] ?? 0)), 0);
  });
}

test('the reference engine and WebAssembly are always here', () => {
  expect(present.map(({ name }) => name)).toEqual(expect.arrayContaining(['onnx-cpu', 'tensorflow on WebAssembly']));
});

describe.each(present)('$name', ({ open }) => {
  test('a network with every operation ours use: the same label map', async () => {
    const shape: Vec3 = [20, 24, 28];
    const network = createTestNetwork();
    const tensor = createTestTensor(shape);
    const expected = await predictOn((given) => createEngine('onnx-cpu', given, {}), network, tensor, shape);
    const logits = await predictOn(open, network, tensor, shape);
    expect(largestDifference(logits, expected, 4)).toBeLessThan(1e-3);
    expect(labelsOf(logits, 4)).toEqual(labelsOf(expected, 4));
    expect(new Set(labelsOf(expected, 4)).size).toBeGreaterThan(2);
  });

  test('the network that ships: the same label map', { timeout: 120_000 }, async () => {
    const shape: Vec3 = [16, 32, 16];
    const network = await shippedNetwork();
    const tensor = smoothTensor(shape);
    const expected = await predictOn((given) => createEngine('onnx-cpu', given, {}), network, tensor, shape);
    const logits = await predictOn(open, network, tensor, shape);
    expect(largestDifference(logits, expected, 4)).toBeLessThan(1e-3);
    const [labels, expectedLabels] = [labelsOf(logits, 4), labelsOf(expected, 4)];
    // where two classes are equal to seven digits, either is right
    const different = labels.filter((label, voxel) => label !== expectedLabels[voxel]).length;
    expect(different / labels.length).toBeLessThan(1e-4);
  });

  test('the same engine twice, on another shape: nothing is left of the first time', async () => {
    const network = createTestNetwork();
    const engine = await open(network);
    const shapes: readonly Vec3[] = [
      [8, 12, 16],
      [16, 8, 12],
    ];
    const once = await engine.predict(createTestTensor([8, 12, 16]), [8, 12, 16]);
    for (const shape of shapes) await engine.predict(createTestTensor(shape), shape);
    const again = await engine.predict(createTestTensor([8, 12, 16]), [8, 12, 16]);
    await engine.release();
    expect(again).toEqual(once);
  });

  test('bytes that are no network, and names it does not have', async () => {
    const network = createTestNetwork();
    const failures = ['model-invalid', 'engine-failed'];
    const broken = await open({ ...network, bytes: new Uint8Array([1, 2, 3, 4, 5]) }).catch((error: unknown) => error);
    expect(failures).toContain((broken as { code: string }).code); // holds: or the assertion fails
    const misnamed = await open({ ...network, input: { name: 'picture', channels: 4 } }).catch(
      (error: unknown) => error,
    );
    expect(misnamed).toMatchObject({ code: 'model-invalid', params: { reason: 'wrong-interface' } });
  });
});
