import type { Vec3 } from '#shared/domain/vector.ts';

/** A walk over an array: element (i, j, k) lies at `offset + i * strides[0] + j * strides[1] + k * strides[2]`. */
export interface Walk {
  readonly shape: Vec3;
  readonly offset: number;
  readonly strides: Vec3;
}

/** The lower and the upper neighbour of each sample along an axis: entries 2 * sample and 2 * sample + 1. */
export interface LinearSamples {
  /** Element numbers along the axis. */
  readonly elements: Int32Array;
  /** Shares of the two; they add up to 1. */
  readonly weights: Float64Array;
}

/**
 * Places `count` samples, `step` source elements apart, over `size` source elements, edges on edges
 * (sample s covers [s, s + 1) * step); beyond the outer centres the outermost element counts.
 */
export function linearSamples(count: number, size: number, step: number): LinearSamples {
  const elements = new Int32Array(2 * count);
  const weights = new Float64Array(2 * count);
  for (let sample = 0; sample < count; sample += 1) {
    const position = Math.min(Math.max((sample + 0.5) * step - 0.5, 0), size - 1);
    const lower = Math.floor(position);
    elements[2 * sample] = lower;
    elements[2 * sample + 1] = Math.min(lower + 1, size - 1);
    weights[2 * sample] = 1 - (position - lower);
    weights[2 * sample + 1] = position - lower;
  }
  return { elements, weights };
}

/** What `sampleLinearly` calls: the target's offset, and offsets and weights of the eight source neighbours (reused arrays). */
export type VisitSample = (target: number, offsets: Int32Array, weights: Float64Array) => void;

/**
 * Trilinear sampling of one walk at the places of another, the arithmetic on values left to `visit`.
 *
 * @param step source elements per target element along each axis.
 */
export function sampleLinearly(target: Walk, source: Walk, step: Vec3, visit: VisitSample): void {
  const axes = mapAxes((axis) => linearSamples(target.shape[axis], source.shape[axis], step[axis]));
  const offsets = new Int32Array(8);
  const weights = new Float64Array(8);
  for (let i = 0; i < target.shape[0]; i += 1) {
    for (let j = 0; j < target.shape[1]; j += 1) {
      let at = target.offset + i * target.strides[0] + j * target.strides[1];
      for (let k = 0; k < target.shape[2]; k += 1) {
        offsets.fill(source.offset);
        weights.fill(1);
        addAxis(offsets, weights, { samples: axes[0], sample: i, stride: source.strides[0], bit: 0 });
        addAxis(offsets, weights, { samples: axes[1], sample: j, stride: source.strides[1], bit: 1 });
        addAxis(offsets, weights, { samples: axes[2], sample: k, stride: source.strides[2], bit: 2 });
        visit(at, offsets, weights);
        at += target.strides[2];
      }
    }
  }
}

interface AxisSample {
  readonly samples: LinearSamples;
  readonly sample: number;
  readonly stride: number;
  /** Which bit of a corner's number says lower or upper along this axis. */
  readonly bit: number;
}

function addAxis(offsets: Int32Array, weights: Float64Array, { samples, sample, stride, bit }: AxisSample): void {
  for (let corner = 0; corner < 8; corner += 1) {
    const entry = 2 * sample + ((corner >> bit) & 1);
    offsets[corner] = (offsets[corner] ?? 0) + (samples.elements[entry] ?? 0) * stride;
    weights[corner] = (weights[corner] ?? 0) * (samples.weights[entry] ?? 0);
  }
}

export function mapAxes<T>(along: (axis: 0 | 1 | 2) => T): [T, T, T] {
  return [along(0), along(1), along(2)];
}
