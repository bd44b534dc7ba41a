import type { Vec3 } from '#shared/domain/vector.ts';
import { engineFailed, messageOf, type Engine, type Network } from '../engine.ts';
import { modelInvalid } from '../model-weights.ts';
import { readOnnxGraph } from '../onnx-file/onnx-read.ts';
import { loadTensorFlow, type TensorFlowEngineId } from './load-tensorflow.ts';
import { buildNetwork, type TensorFlowNetwork } from './run-graph.ts';
import type { TensorFlow } from './values.ts';

/**
 * TensorFlow on the network of the same ONNX file.
 *
 * @param tf for tests: another backend of TensorFlow.js, set up.
 * @throws GlioscopeError model-invalid (unreadable), engine-failed {reason: not-installed; failed, for an
 *         operation that is not known here}, out-of-memory.
 */
export async function createTensorflowEngine(
  engineId: TensorFlowEngineId,
  network: Network,
  tf?: TensorFlow,
): Promise<Engine> {
  const tensorFlow = tf ?? (await loadTensorFlow(engineId));
  // TensorFlow.js has one backend at a time for the whole process
  const backend = tensorFlow.getBackend();
  const built = openNetwork(tensorFlow, network);
  const { modelId, output } = network;
  return {
    engineId,
    name: `tensorflow ${tensorFlow.version_core}`,
    provider: backend,
    async predict(tensor: Float32Array, shape: Vec3): Promise<Float32Array> {
      if (tensorFlow.getBackend() !== backend) await tensorFlow.setBackend(backend);
      const { dims, values } = await built.run(tensor, shape).catch((error: unknown) => {
        throw engineFailed('failed', error);
      });
      const expected = [1, output.channels, ...shape].join();
      if (dims.join() !== expected) {
        throw modelInvalid(modelId, 'wrong-interface', `expected float32 [${expected}], got [${dims.join()}]`);
      }
      return values;
    },
    release(): Promise<void> {
      built.dispose();
      return Promise.resolve();
    },
  };
}

function openNetwork(tf: TensorFlow, { modelId, bytes, input, output }: Network): TensorFlowNetwork {
  let graph;
  try {
    graph = readOnnxGraph(bytes);
  } catch (error) {
    throw modelInvalid(modelId, 'network-unreadable', messageOf(error));
  }
  if (!graph.inputs.includes(input.name) || !graph.outputs.includes(output.name)) {
    const found = `inputs ${graph.inputs.join()}; outputs ${graph.outputs.join()}`;
    throw modelInvalid(modelId, 'wrong-interface', found);
  }
  try {
    return buildNetwork(tf, graph, { input: input.name, channels: input.channels, output: output.name });
  } catch (error) {
    throw engineFailed('failed', error);
  }
}
