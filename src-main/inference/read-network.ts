import type { Network } from './engine.ts';
import type { ModelPackage } from './model-package.ts';
import { outputChannelCount, readVerifiedNetwork } from './model-weights.ts';

/** A package's verified network with the interface its manifest promises. Throws `model-invalid`. */
export async function readNetwork(model: ModelPackage): Promise<Network> {
  const { input, output } = model.manifest;
  return {
    modelId: model.modelId,
    bytes: await readVerifiedNetwork(model),
    input: { name: input.name, channels: input.channels.length },
    output: { name: output.name, channels: outputChannelCount(model.manifest) },
  };
}
