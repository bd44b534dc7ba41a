import type { Tensor5D } from '@tensorflow/tfjs-core';
import type { OnnxConstant, OnnxNode } from '../onnx-file/onnx-graph.ts';
import { numberOf, numbersOf, textOf } from '../onnx-file/onnx-graph.ts';
import { channelsLast, isValue, type Operand, type TensorFlow, type Value } from './values.ts';

type Triple = [number, number, number];

/**
 * Conv over volumes. The weights must have been turned to TensorFlow's order (`turnWeights`). Only what
 * our networks use: one group, no dilation, explicit padding.
 */
export function convolve(
  tf: TensorFlow,
  node: OnnxNode,
  [input, weights, bias]: readonly (Operand | undefined)[],
): Value {
  if (!isValue(input) || !isValue(weights)) throw new Error('Conv without weights');
  const x = channelsLast(tf, input) as Tensor5D; // holds: checked by its weights, which have five dimensions
  const filter = weights.tensor as Tensor5D; // holds: `turnWeights` makes it
  const strides = triple(numbersOf(node, 'strides') ?? [1, 1, 1]);
  const pads = numbersOf(node, 'pads') ?? [0, 0, 0, 0, 0, 0];
  const kernel = triple(filter.shape.slice(0, 3));
  // around an odd kernel that steps by one, TensorFlow's "same" is the padding ONNX spells out
  const isSame = kernel.every((size, axis) => {
    const reach = (size - 1) / 2;
    return strides[axis] === 1 && pads[axis] === reach && pads[axis + 3] === reach;
  });
  const padded = isSame || pads.every((pad) => pad === 0) ? x : tf.pad<Tensor5D>(x, aroundSpace(pads));
  const tensor = tf.conv3d(padded, filter, strides, isSame ? 'same' : 'valid');
  return { tensor: isValue(bias) ? tf.add(tensor, bias.tensor) : tensor, isChannelsLast: true };
}

/** Why a Conv cannot be run here; null when it can. */
export function convolutionObstacle(node: OnnxNode, weights: OnnxConstant | undefined): string | null {
  if (weights?.dims.length !== 5) return 'Conv that is not over volumes, or whose weights are computed';
  if (numberOf(node, 'group', 1) !== 1) return 'Conv in groups';
  if ((numbersOf(node, 'dilations') ?? []).some((dilation) => dilation !== 1)) return 'Conv with dilation';
  if (textOf(node, 'auto_pad', 'NOTSET') !== 'NOTSET') return 'Conv with automatic padding';
  return null;
}

/** Weights of a Conv, [out, in, d, h, w] -> [d, h, w, in, out], as TensorFlow wants them. */
export function turnWeights({ dims, values }: OnnxConstant): OnnxConstant {
  const [out = 1, channels = 1, ...kernel] = dims;
  const size = kernel.reduce((product, edge) => product * edge, 1);
  const turned = new Float32Array(values.length);
  for (let o = 0; o < out; o += 1) {
    for (let i = 0; i < channels; i += 1) {
      const from = (o * channels + i) * size;
      for (let k = 0; k < size; k += 1) turned[(k * channels + i) * out + o] = values[from + k] ?? 0;
    }
  }
  return { dims: [...kernel, channels, out], values: turned };
}

/** ONNX: all the beginnings, then all the ends. */
function aroundSpace(pads: readonly number[]): [number, number][] {
  const space = [0, 1, 2].map((axis): [number, number] => [pads[axis] ?? 0, pads[axis + 3] ?? 0]);
  return [[0, 0], ...space, [0, 0]];
}

function triple([d = 1, h = 1, w = 1]: readonly number[]): Triple {
  return [d, h, w];
}
