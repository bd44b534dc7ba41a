import type { Tensor } from '@tensorflow/tfjs-core';
import { numberOf, numbersOf, type OnnxNode } from '../onnx-file/onnx-graph.ts';
import { convolve } from './convolution.ts';
import { resize } from './resizing.ts';
import {
  channelsFirst,
  channelsLast,
  isValue,
  placeOfAxis,
  type Operand,
  type TensorFlow,
  type Value,
} from './values.ts';

/** One kind of operation: what it makes of its inputs. Tensors in between are disposed of by the caller. */
export type Operator = (tf: TensorFlow, node: OnnxNode, inputs: readonly (Operand | undefined)[]) => Value;

/**
 * What networks that segment volumes consist of. Whatever is missing here is refused when the network is
 * opened, by name.
 */
export const operators: Readonly<Record<string, Operator>> = {
  Conv: convolve,
  Resize: resize,
  InstanceNormalization: normaliseInstance,
  LeakyRelu: (tf, node, [x]) => map(x, (tensor) => tf.leakyRelu(tensor, numberOf(node, 'alpha', 0.01))),
  Relu: (tf, _node, [x]) => map(x, (tensor) => tf.relu(tensor)),
  Sigmoid: (tf, _node, [x]) => map(x, (tensor) => tf.sigmoid(tensor)),
  Cast: castToFloat,
  Identity: (_tf, _node, [x]) => valueOf(x),
  Add: (tf, _node, [a, b]) => combine(tf, a, b, (first, second) => tf.add(first, second)),
  Sub: (tf, _node, [a, b]) => combine(tf, a, b, (first, second) => tf.sub(first, second)),
  Mul: (tf, _node, [a, b]) => combine(tf, a, b, (first, second) => tf.mul(first, second)),
  Div: (tf, _node, [a, b]) => combine(tf, a, b, (first, second) => tf.div(first, second)),
  Concat: concatenate,
  Softmax: (tf, node, [x]) => {
    const last = channelsLastValue(tf, valueOf(x));
    if (placeOfAxis(last, numberOf(node, 'axis', -1)) !== last.tensor.rank - 1)
      throw new Error('Softmax along an axis');
    return { ...last, tensor: tf.softmax(last.tensor) };
  },
  Transpose: (tf, node, [x]) => {
    const tensor = channelsFirst(tf, valueOf(x));
    const order = numbersOf(node, 'perm') ?? tensor.shape.map((_, axis) => tensor.rank - 1 - axis);
    return plain(tf.transpose(tensor, [...order]));
  },
  Reshape: (tf, _node, [x, shape]) => {
    const tensor = channelsFirst(tf, valueOf(x));
    // 0 keeps the dimension, -1 takes what is left
    return plain(
      tf.reshape(
        tensor,
        [...integers(shape)].map((size, axis) => (size === 0 ? tensor.shape[axis] : size) ?? 1),
      ),
    );
  },
  Squeeze: (tf, node, [x, axes]) => {
    const tensor = channelsFirst(tf, valueOf(x));
    const dropped = axesOf(node, axes).map((axis) => (axis < 0 ? axis + tensor.rank : axis));
    return plain(
      tf.reshape(
        tensor,
        tensor.shape.filter((_, axis) => !dropped.includes(axis)),
      ),
    );
  },
  Unsqueeze: (tf, node, [x, axes]) => {
    const tensor = channelsFirst(tf, valueOf(x));
    const added = axesOf(node, axes);
    const rank = tensor.rank + added.length;
    const places = new Set(added.map((axis) => (axis < 0 ? axis + rank : axis)));
    const kept = tensor.shape.values();
    return plain(
      tf.reshape(
        tensor,
        Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : (kept.next().value ?? 1))),
      ),
    );
  },
};

/** Mean and variance over each channel's voxels; over one axis at a time, so that float32 sums stay short. */
function normaliseInstance(
  tf: TensorFlow,
  node: OnnxNode,
  [input, scale, bias]: readonly (Operand | undefined)[],
): Value {
  const x = channelsLast(tf, valueOf(input));
  const meanOf = (tensor: Tensor): Tensor => [3, 2, 1].reduce((left, axis) => tf.mean(left, axis, true), tensor);
  const mean = meanOf(x);
  const variance = meanOf(tf.squaredDifference(x, mean));
  const factor = tf.mul(tf.rsqrt(tf.add(variance, numberOf(node, 'epsilon', 1e-5))), valueOf(scale).tensor);
  const shift = tf.sub(valueOf(bias).tensor, tf.mul(mean, factor));
  return { tensor: tf.add(tf.mul(x, factor), shift), isChannelsLast: true };
}

/** Half and double precision count as float32 here: constants are widened when the file is read. */
function castToFloat(_tf: TensorFlow, node: OnnxNode, [input]: readonly (Operand | undefined)[]): Value {
  const target = numberOf(node, 'to', 1);
  if (target !== 1 && target !== 10) throw new Error(`Cast to the ONNX type ${target}`);
  return valueOf(input);
}

function concatenate(tf: TensorFlow, node: OnnxNode, inputs: readonly (Operand | undefined)[]): Value {
  const values = inputs.map(valueOf);
  const isChannelsLast = values.some((value) => value.isChannelsLast);
  const tensors = values.map((value) => (isChannelsLast ? channelsLast(tf, value) : value.tensor));
  const [first] = tensors;
  if (first === undefined) throw new Error('Concat of nothing');
  return {
    tensor: tf.concat(tensors, placeOfAxis({ tensor: first, isChannelsLast }, numberOf(node, 'axis', 1))),
    isChannelsLast,
  };
}

/** Element by element, with what has one element along an axis repeated along it. */
function combine(
  tf: TensorFlow,
  a: Operand | undefined,
  b: Operand | undefined,
  apply: (a: Tensor, b: Tensor) => Tensor,
): Value {
  const [first, second] = [valueOf(a), valueOf(b)];
  const isChannelsLast = first.isChannelsLast || second.isChannelsLast;
  if (!isChannelsLast) return plain(apply(first.tensor, second.tensor));
  const isScalar = (value: Value): boolean => value.tensor.size === 1;
  if ([first, second].some((value) => value.tensor.rank !== 5 && !isScalar(value))) {
    return plain(apply(channelsFirst(tf, first), channelsFirst(tf, second)));
  }
  return { tensor: apply(channelsLast(tf, first), channelsLast(tf, second)), isChannelsLast };
}

function map(operand: Operand | undefined, apply: (tensor: Tensor) => Tensor): Value {
  const value = valueOf(operand);
  return { ...value, tensor: apply(value.tensor) };
}

function channelsLastValue(tf: TensorFlow, value: Value): Value {
  return { tensor: channelsLast(tf, value), isChannelsLast: value.isChannelsLast || value.tensor.rank === 5 };
}

function plain(tensor: Tensor): Value {
  return { tensor, isChannelsLast: false };
}

/** Axes are an attribute in older files and an input in newer ones. */
function axesOf(node: OnnxNode, operand: Operand | undefined): readonly number[] {
  const axes = operand === undefined ? numbersOf(node, 'axes') : [...integers(operand)];
  if (axes === null) throw new Error(`${node.operator} without axes`);
  return axes;
}

function valueOf(operand: Operand | undefined): Value {
  if (!isValue(operand)) throw new Error('a tensor is missing, or computed where it should be given');
  return operand;
}

function integers(operand: Operand | undefined): Int32Array {
  if (!(operand instanceof Int32Array)) throw new Error('a shape that is computed while the network runs');
  return operand;
}
