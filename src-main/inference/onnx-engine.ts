import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { EngineFault, EngineId } from '#shared/domain/engine.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { asOutOfMemory, engineFailed, messageOf, type Engine, type EngineOptions, type Network } from './engine.ts';
import { modelInvalid } from './model-weights.ts';

export type OnnxEngineId = Extract<EngineId, `onnx-${string}`>;

/** Execution providers of ONNX Runtime. What one cannot run itself is left to the CPU, by ONNX Runtime. */
const providers: Readonly<Record<OnnxEngineId, string>> = {
  'onnx-cuda': 'cuda',
  'onnx-dml': 'dml',
  'onnx-coreml': 'coreml',
  'onnx-webgpu': 'webgpu',
  'onnx-cpu': 'cpu',
};

/** What ONNX Runtime says when a provider's own libraries, or its device, are not there. */
const missingLibrary = /failed to load (shared )?library|cannot open shared object|no such file/iu;
const missingDevice = /failed to get a webgpu adapter|no supported adapters|no cuda-capable device/iu;

/**
 * ONNX Runtime on one of its providers. On the CPU it blocks its thread while it predicts.
 *
 * @throws GlioscopeError model-invalid (not loadable on the CPU, or not the interface it promises),
 *         engine-failed {reason: not-on-this-system, not-installed, no-device, failed}, out-of-memory.
 */
export async function createOnnxEngine(
  engineId: OnnxEngineId,
  network: Network,
  { threads }: EngineOptions,
): Promise<Engine> {
  const provider = providers[engineId];
  if (!listSupportedBackends().some(({ name }) => name === provider)) {
    throw engineFailed('not-on-this-system', `ONNX Runtime has no ${provider} here`);
  }
  const session = await openSession(provider, network, threads);
  const { input, output } = network;
  if (!session.inputNames.includes(input.name) || !session.outputNames.includes(output.name)) {
    const found = `inputs ${session.inputNames.join()}; outputs ${session.outputNames.join()}`;
    await session.release();
    throw modelInvalid(network.modelId, 'wrong-interface', found);
  }
  return {
    engineId,
    name: `onnxruntime-node ${env.versions.node ?? ''}`.trim(),
    provider,
    predict: (tensor, shape) => predict(session, network, tensor, shape),
    release: () => session.release(),
  };
}

async function openSession(provider: string, network: Network, threads: number | undefined): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(network.bytes, {
      executionProviders: [provider],
      graphOptimizationLevel: 'all',
      // The arena costs a tenth more memory and saves a quarter of the time (measured on first-unet).
      enableCpuMemArena: true,
      // A plan of the memory is of use to later runs of one size only, and doubles what tiles take.
      enableMemPattern: false,
      // Threads that wait for work would otherwise turn in circles: a tenth of the processor time, for nothing measurable.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
      logSeverityLevel: 3,
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    });
  } catch (error) {
    const message = messageOf(error);
    if (provider !== 'cpu') throw engineFailed(faultIn(message), error);
    throw asOutOfMemory(error) ?? modelInvalid(network.modelId, 'network-unreadable', message);
  }
}

async function predict(
  session: InferenceSession,
  { modelId, input, output }: Network,
  tensor: Float32Array,
  shape: Vec3,
): Promise<Float32Array> {
  const image = new Tensor('float32', tensor, [1, input.channels, ...shape]);
  const outputs = await session.run({ [input.name]: image }, [output.name]).catch((error: unknown) => {
    throw engineFailed('failed', error);
  });
  const logits = outputs[output.name];
  const expected = [1, output.channels, ...shape];
  if (!(logits?.data instanceof Float32Array) || logits.dims.join() !== expected.join()) {
    const found = logits === undefined ? 'nothing' : `${logits.type} [${logits.dims.join()}]`;
    throw modelInvalid(modelId, 'wrong-interface', `expected float32 [${expected.join()}], got ${found}`);
  }
  return logits.data;
}

function faultIn(message: string): EngineFault {
  if (missingDevice.test(message)) return 'no-device';
  return missingLibrary.test(message) ? 'not-installed' : 'failed';
}
