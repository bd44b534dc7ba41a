import type * as tensorFlow from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The part of TensorFlow.js that every backend has; `@tensorflow/tfjs-node` and tfjs-core both are one. */
export type TensorFlow = typeof tensorFlow;

/**
 * A tensor on its way through the graph. TensorFlow convolves with the channels last (NDHWC), ONNX says
 * them first (NCDHW): volumes stay as the last operation left them, and are turned only where an
 * operation needs it. Tensors of other than five dimensions are always as ONNX has them.
 */
export interface Value {
  readonly tensor: Tensor;
  readonly isChannelsLast: boolean;
}

/** An input of an operation: what flows through the graph, or numbers that stand in the file. */
export type Operand = Value | Int32Array;

const toLast = [0, 2, 3, 4, 1];
const toFirst = [0, 4, 1, 2, 3];

export function channelsLast(tf: TensorFlow, { tensor, isChannelsLast }: Value): Tensor {
  return isChannelsLast || tensor.rank !== 5 ? tensor : tf.transpose(tensor, toLast);
}

/** As ONNX has it. */
export function channelsFirst(tf: TensorFlow, { tensor, isChannelsLast }: Value): Tensor {
  return isChannelsLast ? tf.transpose(tensor, toFirst) : tensor;
}

/** An axis as ONNX counts it -> as the tensor lies. */
export function placeOfAxis({ tensor, isChannelsLast }: Value, axis: number): number {
  const counted = axis < 0 ? axis + tensor.rank : axis;
  return isChannelsLast ? toLast.indexOf(counted) : counted;
}

export function isValue(operand: Operand | undefined): operand is Value {
  return operand !== undefined && !(operand instanceof Int32Array);
}
