import { internalLabels, type Region, type Tissue } from '#shared/domain/label-scheme.ts';
import { mapAxes, voxelCount } from '#shared/domain/vector.ts';
import { sampleLinearly, type Sampling } from '../imaging/linear-sampling.ts';
import type { ModelManifest } from './model-manifest.ts';
import { isResampled, spacingChange, type TensorGrid } from './tensor-grid.ts';

/**
 * The label code of a voxel, out of the network's values there, one per channel; they may be changed.
 *
 * @param voxel its offset on the study's grid, stored order.
 */
export type DecideLabel = (values: Float64Array, voxel: number) => number;

/**
 * How a network's answer becomes a label. Classes: the largest value wins, the first of equals. Regions:
 * the innermost that holds the voxel decides, enhancing tumour before tumour core (what of it does not
 * enhance is necrotic core) before whole tumour (the rest is oedema), as in BraTS and nnU-Net.
 */
export function labelDecision(output: ModelManifest['output']): (values: Float64Array) => number {
  if (output.kind === 'softmax') return decideByClass(classCodes(output.classes));
  const threshold = output.values === 'logits' ? 0 : 0.5;
  const inwards = (['et', 'tc', 'wt'] as const).map((region) => ({
    channel: output.channels.indexOf(region),
    code: internalLabels[remainders[region]],
  }));
  return (values) => inwards.find(({ channel }) => (values[channel] ?? 0) > threshold)?.code ?? 0;
}

/** What is left of a region without the region inside it. */
const remainders: Readonly<Record<Region, Tissue>> = { et: 'et', tc: 'ncr', wt: 'ed' };

/** Class number -> code in a label map inside Glioscope. */
export function classCodes(labels: readonly (Tissue | 'background')[]): Uint8Array {
  return Uint8Array.from(labels, (label) => (label === 'background' ? 0 : internalLabels[label]));
}

/** @param codes label code of each class. */
export function decideByClass(codes: Uint8Array): (values: Float64Array) => number {
  return (values) => {
    let best = 0;
    for (let label = 1; label < values.length; label += 1) {
      if ((values[label] ?? 0) > (values[best] ?? 0)) best = label;
    }
    return codes[best] ?? 0;
  };
}

/**
 * The network's answer, back on the study's own grid: what `decide` says for every voxel of the brain, 0
 * elsewhere. On another spacing the values are interpolated linearly first, so that borders do not become
 * stairs.
 *
 * @param logits float32 [channels, D, H, W] of `grid.padded`, row-major.
 * @param brain  study grid, stored order; 0 = outside.
 * @returns      uint8 label codes on the study's grid, stored order.
 */
export function projectLabels(
  logits: Float32Array,
  grid: TensorGrid,
  brain: Uint8Array,
  decide: DecideLabel,
): Uint8Array<ArrayBuffer> {
  const labels = new Uint8Array(brain.length);
  const channelStride = voxelCount(grid.padded);
  const values = new Float64Array(logits.length / channelStride);
  const projection = { decide, labels, values, channelStride };
  if (isResampled(grid)) projectResampled(logits, grid, brain, projection);
  else projectDirectly(logits, grid, brain, projection);
  return labels;
}

interface Projection {
  readonly decide: DecideLabel;
  readonly labels: Uint8Array;
  /** Room for the values of one voxel. */
  readonly values: Float64Array;
  readonly channelStride: number;
}

function projectDirectly(logits: Float32Array, grid: TensorGrid, brain: Uint8Array, projection: Projection): void {
  const { decide, labels, values, channelStride } = projection;
  const { shape, offset, strides } = grid.view;
  for (let i = 0; i < shape[0]; i += 1) {
    for (let j = 0; j < shape[1]; j += 1) {
      let stored = offset + i * strides[0] + j * strides[1];
      const row = i * grid.tensor.strides[0] + j * grid.tensor.strides[1];
      for (let k = 0; k < shape[2]; k += 1, stored += strides[2]) {
        if (brain[stored] === 0) continue;
        for (let channel = 0, at = row + k; channel < values.length; channel += 1, at += channelStride) {
          values[channel] = logits[at] ?? 0;
        }
        labels[stored] = decide(values, stored);
      }
    }
  }
}

function projectResampled(logits: Float32Array, grid: TensorGrid, brain: Uint8Array, projection: Projection): void {
  const { decide, labels, values, channelStride } = projection;
  const back: Sampling = {
    ...{ target: grid.view, source: grid.tensor },
    targetToSource: spacingChange(mapAxes((axis) => 1 / grid.step[axis])),
    // the tensor may end just short of the view
    reach: Infinity,
  };
  sampleLinearly(back, (stored, offsets, weights) => {
    if (brain[stored] === 0) return;
    for (let channel = 0; channel < values.length; channel += 1) {
      let value = 0;
      for (let corner = 0; corner < 8; corner += 1) {
        value += (weights[corner] ?? 0) * (logits[channel * channelStride + (offsets[corner] ?? 0)] ?? 0);
      }
      values[channel] = value;
    }
    labels[stored] = decide(values, stored);
  });
}
