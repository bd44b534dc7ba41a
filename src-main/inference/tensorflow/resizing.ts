import type { Tensor } from '@tensorflow/tfjs-core';
import { textOf, type OnnxNode } from '../onnx-file/onnx-graph.ts';
import { isValue, placeOfAxis, type Operand, type TensorFlow, type Value } from './values.ts';

/** Resize, nearest or linear, one axis after the other; axes whose size does not change are left alone. */
export function resize(
  tf: TensorFlow,
  node: OnnxNode,
  [input, , scales, sizes]: readonly (Operand | undefined)[],
): Value {
  if (!isValue(input)) throw new Error('Resize of nothing');
  const isLinear = textOf(node, 'mode', 'nearest') === 'linear';
  const place = sourcePlace(textOf(node, 'coordinate_transformation_mode', 'half_pixel'));
  const roundTo = rounding(textOf(node, 'nearest_mode', 'round_prefer_floor'));
  const factors = isValue(scales) ? scales.tensor.arraySync() : null;
  let { tensor } = input;
  for (let axis = 0; axis < tensor.rank; axis += 1) {
    const along = placeOfAxis(input, axis);
    const before = tensor.shape[along] ?? 1;
    const factor = Array.isArray(factors) && factors.length > 0 ? Number(factors[axis]) : null;
    const after = factor === null ? sizeOf(sizes, axis) : Math.floor(before * factor);
    if (after === before) continue;
    const scale = factor ?? after / before;
    const places = Float64Array.from({ length: after }, (_, index) => place(index, scale, before, after));
    tensor = isLinear
      ? blendAlong(tf, tensor, along, places)
      : pickAlong(
          tf,
          tensor,
          along,
          [...places].map((at) => clamp(roundTo(at), before)),
        );
  }
  return { ...input, tensor };
}

function pickAlong(tf: TensorFlow, tensor: Tensor, axis: number, indices: readonly number[]): Tensor {
  return tf.gather(tensor, tf.tensor1d([...indices], 'int32'), axis);
}

/** Linear interpolation between neighbours; beyond the ends the end counts on. */
function blendAlong(tf: TensorFlow, tensor: Tensor, axis: number, places: Float64Array): Tensor {
  const size = tensor.shape[axis] ?? 1;
  const inside = [...places].map((at) => Math.min(Math.max(at, 0), size - 1));
  const lower = inside.map(Math.floor);
  const share = tf.tensor(
    inside.map((at) => at - Math.floor(at)),
    tensor.shape.map((_, other) => (other === axis ? inside.length : 1)),
  );
  const low = pickAlong(tf, tensor, axis, lower);
  const high = pickAlong(
    tf,
    tensor,
    axis,
    lower.map((index) => clamp(index + 1, size)),
  );
  return tf.add(low, tf.mul(tf.sub(high, low), share));
}

type SourcePlace = (index: number, scale: number, before: number, after: number) => number;

/** Where an element of the result lies among those of the source. */
function sourcePlace(mode: string): SourcePlace {
  switch (mode) {
    case 'asymmetric':
      return (index, scale) => index / scale;
    case 'half_pixel':
      return (index, scale) => (index + 0.5) / scale - 0.5;
    case 'pytorch_half_pixel':
      return (index, scale, _before, after) => (after > 1 ? (index + 0.5) / scale - 0.5 : 0);
    case 'align_corners':
      return (index, _scale, before, after) => (after > 1 ? (index * (before - 1)) / (after - 1) : 0);
    default:
      throw new Error(`Resize with ${mode}`);
  }
}

function rounding(mode: string): (place: number) => number {
  switch (mode) {
    case 'floor':
      return Math.floor;
    case 'ceil':
      return Math.ceil;
    case 'round_prefer_ceil':
      return Math.round;
    default:
      return (place) => Math.ceil(place - 0.5);
  }
}

function sizeOf(sizes: Operand | undefined, axis: number): number {
  const size = sizes instanceof Int32Array ? sizes[axis] : undefined;
  if (size === undefined) throw new Error('Resize to a size that is computed while the network runs');
  return size;
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
