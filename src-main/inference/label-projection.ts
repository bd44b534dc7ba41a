import { internalLabels, type Tissue } from '#shared/domain/label-scheme.ts';
import { mapAxes, voxelCount } from '#shared/domain/vector.ts';
import { sampleLinearly, type Sampling } from '../imaging/linear-sampling.ts';
import { isResampled, spacingChange, type TensorGrid } from './tensor-grid.ts';

/** Class number -> code in a label map inside Glioscope. */
export function classCodes(labels: readonly (Tissue | 'background')[]): Uint8Array {
  return Uint8Array.from(labels, (label) => (label === 'background' ? 0 : internalLabels[label]));
}

/**
 * The network's answer, back on the study's own grid: the class with the largest logit (the first of
 * equals) for every voxel of the brain, 0 elsewhere. On another spacing the logits are interpolated
 * linearly first, so that borders do not become stairs.
 *
 * @param logits float32 [classes, D, H, W] of `grid.padded`, row-major.
 * @param brain  study grid, stored order; 0 = outside.
 * @param codes  label code of each class.
 * @returns      uint8 label codes on the study's grid, stored order.
 */
export function projectLabels(
  logits: Float32Array,
  grid: TensorGrid,
  brain: Uint8Array,
  codes: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const labels = new Uint8Array(brain.length);
  const classStride = voxelCount(grid.padded);
  if (isResampled(grid)) projectResampled(logits, grid, brain, { codes, labels, classStride });
  else projectDirectly(logits, grid, brain, { codes, labels, classStride });
  return labels;
}

interface Projection {
  readonly codes: Uint8Array;
  readonly labels: Uint8Array;
  readonly classStride: number;
}

function projectDirectly(logits: Float32Array, grid: TensorGrid, brain: Uint8Array, projection: Projection): void {
  const { codes, labels, classStride } = projection;
  const { shape, offset, strides } = grid.view;
  for (let i = 0; i < shape[0]; i += 1) {
    for (let j = 0; j < shape[1]; j += 1) {
      let stored = offset + i * strides[0] + j * strides[1];
      const row = i * grid.tensor.strides[0] + j * grid.tensor.strides[1];
      for (let k = 0; k < shape[2]; k += 1) {
        if (brain[stored] !== 0) labels[stored] = codes[largestClass(logits, row + k, classStride)] ?? 0;
        stored += strides[2];
      }
    }
  }
}

function largestClass(logits: Float32Array, voxel: number, classStride: number): number {
  let best = 0;
  let bestLogit = logits[voxel] ?? 0;
  for (let index = voxel + classStride, label = 1; index < logits.length; index += classStride, label += 1) {
    const logit = logits[index] ?? 0;
    if (logit > bestLogit) {
      best = label;
      bestLogit = logit;
    }
  }
  return best;
}

function projectResampled(logits: Float32Array, grid: TensorGrid, brain: Uint8Array, projection: Projection): void {
  const { codes, labels, classStride } = projection;
  const back: Sampling = {
    ...{ target: grid.view, source: grid.tensor },
    targetToSource: spacingChange(mapAxes((axis) => 1 / grid.step[axis])),
    // the tensor may end just short of the view
    reach: Infinity,
  };
  sampleLinearly(back, (stored, offsets, weights) => {
    if (brain[stored] === 0) return;
    let best = 0;
    let bestLogit = -Infinity;
    for (let label = 0; label < codes.length; label += 1) {
      let logit = 0;
      for (let corner = 0; corner < 8; corner += 1) {
        logit += (weights[corner] ?? 0) * (logits[label * classStride + (offsets[corner] ?? 0)] ?? 0);
      }
      if (logit > bestLogit) {
        best = label;
        bestLogit = logit;
      }
    }
    labels[stored] = codes[best] ?? 0;
  });
}
