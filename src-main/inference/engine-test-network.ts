import { createRandom } from '#shared/domain/random.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Network } from './engine.ts';
import type { OnnxAttribute, OnnxConstant, OnnxNode } from './onnx-file/onnx-graph.ts';
import { serialiseOnnx } from './onnx-file/onnx-write.ts';

const channels = { image: 4, logits: 4 };
const [fine, coarse] = [8, 16];

/**
 * A U-Net of two levels with every operation the project's networks have, its weights drawn at random:
 * small enough for a software renderer, and a wrong operation shows in every voxel.
 */
export function createTestNetwork(): Network {
  const random = createRandom(20_230_917);
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxConstant>();

  const add = (
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Record<string, OnnxAttribute> = {},
  ): string => {
    nodes.push({ operator, inputs, outputs: [output], attributes: new Map(Object.entries(attributes)) });
    return output;
  };
  const constant = (name: string, dims: readonly number[], draw: () => number): string => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    constants.set(name, { dims, values: Float32Array.from({ length: size }, draw) });
    return name;
  };
  const convolution = (input: string, output: string, [from, to]: readonly [number, number], stride = 1): string => {
    const reach = Math.sqrt(3 / (from * 27));
    const weights = constant(`${output}.weight`, [to, from, 3, 3, 3], () => (2 * random() - 1) * reach);
    const bias = constant(`${output}.bias`, [to], () => random() - 0.5);
    const [kernel, strides, pads] = [
      [3, 3, 3],
      [stride, stride, stride],
      [1, 1, 1, 1, 1, 1],
    ];
    return add('Conv', [input, weights, bias], output, { kernel_shape: kernel, strides, pads });
  };
  const block = (input: string, name: string, [from, to]: readonly [number, number], stride = 1): string => {
    const convolved = convolution(input, `${name}.convolution`, [from, to], stride);
    const scale = constant(`${name}.scale`, [to], () => 0.5 + random());
    const shift = constant(`${name}.shift`, [to], () => random() - 0.5);
    const normalised = add('InstanceNormalization', [convolved, scale, shift], `${name}.norm`, { epsilon: 1e-5 });
    return add('LeakyRelu', [normalised], name, { alpha: 0.01 });
  };

  const skip = block('image', 'fine', [channels.image, fine]);
  const deep = block(skip, 'coarse', [fine, coarse], 2);
  constants.set('double', { dims: [5], values: Float32Array.of(1, 1, 2, 2, 2) });
  add('Resize', [deep, '', 'double'], 'up', {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
  add('Concat', ['up', skip], 'joined', { axis: 1 });
  convolution(block('joined', 'decoder', [fine + coarse, fine]), 'logits', [fine, channels.logits]);
  return {
    modelId: 'engine-test',
    bytes: serialiseOnnx({ nodes, constants, inputs: ['image'], outputs: ['logits'] }, channels),
    input: { name: 'image', channels: channels.image },
    output: { name: 'logits', channels: channels.logits },
  };
}

/** An input for it, float32 [1, 4, D, H, W]: noise over a slope, so that no two places are alike. */
export function createTestTensor(shape: Vec3): Float32Array {
  const random = createRandom(7);
  const size = voxelCount(shape);
  return Float32Array.from({ length: channels.image * size }, (_, index) => random() + (index % size) / size - 1);
}
