import { referenceEngine } from '#shared/domain/engine.ts';
import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { createEngine } from './create-engine.ts';
import { messageOf } from './engine.ts';
import type { ModelManifest } from './model-manifest.ts';
import type { ModelPackage } from './model-package.ts';
import { modelInvalid, quantisedPackage } from './model-weights.ts';
import { readNetwork } from './read-network.ts';

/** Shortest edge of the volume a network of any size is tried on. */
const shortestEdge = 32;

/**
 * Tries a network on a small made volume: it loads, takes what its manifest says, and answers with finite
 * values of the shape its manifest says; its 8-bit weights likewise.
 *
 * @throws GlioscopeError model-invalid {model, reason}; engine-failed and out-of-memory as they come.
 */
export async function selfTestModel(model: ModelPackage): Promise<void> {
  await tryWeights(model);
  const quantised = quantisedPackage(model);
  if (quantised !== null) await tryWeights(quantised);
}

async function tryWeights(model: ModelPackage): Promise<void> {
  const { input, output } = model.manifest;
  const shape = input.patch ?? trialShape(input.multipleOf);
  const engine = await createEngine(referenceEngine, await readNetwork(model), {});
  try {
    const answer = await engine
      .predict(createTrialTensor(input.channels.length, shape), shape)
      .catch((error: unknown) => {
        throw modelInvalid(
          model.modelId,
          'wrong-interface',
          `on [${[1, input.channels.length, ...shape].join()}]: ${messageOf(error)}`,
        );
      });
    if (!answer.every(Number.isFinite)) throw modelInvalid(model.modelId, 'not-finite');
    if (!areProbabilities(answer, output)) {
      throw modelInvalid(model.modelId, 'wrong-interface', 'values beyond 0 and 1 are no probabilities');
    }
  } finally {
    await engine.release();
  }
}

function trialShape(multipleOf: number): Vec3 {
  const edge = Math.ceil(Math.max(shortestEdge, 2 * multipleOf) / multipleOf) * multipleOf;
  return mapAxes(() => edge);
}

/** A bright ball on noise, a little different in every channel; the same every time. float32 [1, channels, D, H, W]. */
function createTrialTensor(channels: number, shape: Vec3): Float32Array {
  const size = voxelCount(shape);
  const tensor = new Float32Array(channels * size);
  const [, height, width] = shape;
  for (let index = 0; index < tensor.length; index += 1) {
    const [channel, voxel] = [Math.floor(index / size), index % size];
    const place: Vec3 = [Math.floor(voxel / (height * width)), Math.floor(voxel / width) % height, voxel % width];
    const squared = mapAxes((axis) => ((place[axis] + 0.5) / shape[axis] - 0.5) ** 2);
    const noise = (Math.imul(index + 1, 2654435761) >>> 0) / 2 ** 32 - 0.5;
    tensor[index] = (squared[0] + squared[1] + squared[2] < 0.04 ? 1 + channel / 2 : 0) + noise;
  }
  return tensor;
}

function areProbabilities(answer: Float32Array, output: ModelManifest['output']): boolean {
  if (output.kind !== 'regions' || output.values !== 'probabilities') return true;
  return answer.every((value) => value >= 0 && value <= 1);
}
