import type { EngineId } from '#shared/domain/engine.ts';
import type { Engine, EngineOptions, Network } from './engine.ts';

/**
 * Opens a network on an engine. Its library is loaded here and not before: TensorFlow's takes seconds and
 * hundreds of megabytes.
 *
 * @throws GlioscopeError model-invalid, engine-failed {reason: an EngineFault}, out-of-memory.
 */
export async function createEngine(engineId: EngineId, network: Network, options: EngineOptions): Promise<Engine> {
  if (engineId === 'tensorflow-gpu' || engineId === 'tensorflow-cpu') {
    const { createTensorflowEngine } = await import('./tensorflow/tensorflow-engine.ts');
    return createTensorflowEngine(engineId, network);
  }
  const { createOnnxEngine } = await import('./onnx-engine.ts');
  return createOnnxEngine(engineId, network, options);
}
