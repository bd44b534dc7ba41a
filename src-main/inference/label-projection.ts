import { multiplyAffines, transformPoint, type Affine } from '#shared/domain/affine.ts';
import { internalLabels, type Region, type Tissue } from '#shared/domain/label-scheme.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { sampleLinearly, type Sampling } from '../imaging/linear-sampling.ts';
import type { AnswerPlanes } from './answer-planes.ts';
import type { ModelManifest } from './model-manifest.ts';
import { cropView } from './oriented-view.ts';
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

/** Labels on the study's grid, as the planes of a network's answer come in. */
export interface LabelProjection {
  /** uint8 label codes on the study's grid, stored order; 0 outside the brain, and where no plane has come yet. */
  readonly labels: Uint8Array<ArrayBuffer>;
  /** All planes in order, each time but the first beginning with the last of the time before. */
  readonly take: (planes: AnswerPlanes) => void;
}

/**
 * The network's answer, back on the study's own grid: what `decide` says for every voxel of the brain, 0
 * elsewhere. On another spacing the values are interpolated linearly first, so that borders do not become
 * stairs.
 *
 * @param brain  study grid, stored order; 0 = outside.
 */
export function createLabelProjection(grid: TensorGrid, brain: Uint8Array, decide: DecideLabel): LabelProjection {
  const labels = new Uint8Array(brain.length);
  const project = isResampled(grid) ? projectResampled : projectDirectly;
  let next = 0;
  return {
    labels,
    take(planes) {
      const end = decidablePlanes(grid, planes.end);
      if (end > next) project({ grid, brain, decide, labels, planes, start: next, end });
      next = Math.max(next, end);
    },
  };
}

interface Projection {
  readonly grid: TensorGrid;
  readonly brain: Uint8Array;
  readonly decide: DecideLabel;
  readonly labels: Uint8Array;
  readonly planes: AnswerPlanes;
  /** Planes of the view, from .. before. */
  readonly start: number;
  readonly end: number;
}

/** How many planes of the view the tensor's planes before `end` decide, those between two needing both. */
function decidablePlanes({ view, tensor, step }: TensorGrid, end: number): number {
  if (end >= tensor.shape[0]) return view.shape[0];
  const toTensor = spacingChange(backwards(step));
  let plane = 0;
  while (plane < view.shape[0] && Math.floor(transformPoint(toTensor, [plane, 0, 0])[0]) + 1 < end) plane += 1;
  return plane;
}

function projectDirectly({ grid, brain, decide, labels, planes, start, end }: Projection): void {
  const { values: logits, channelStride, planeStride } = planes;
  const values = new Float64Array(logits.length / channelStride);
  const { shape, offset, strides } = grid.view;
  for (let i = start; i < end; i += 1) {
    for (let j = 0; j < shape[1]; j += 1) {
      let stored = offset + i * strides[0] + j * strides[1];
      const row = (i - planes.start) * planeStride + j * grid.tensor.strides[1];
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

function projectResampled({ grid, brain, decide, labels, planes, start, end }: Projection): void {
  const { values: logits, channelStride, planeStride } = planes;
  const values = new Float64Array(logits.length / channelStride);
  const { shape } = grid.view;
  const back: Sampling = {
    target: cropView(grid.view, [start, 0, 0], [end - start, shape[1], shape[2]]),
    source: { ...grid.tensor, offset: -planes.start * planeStride },
    targetToSource: multiplyAffines(spacingChange(backwards(grid.step)), translation([start, 0, 0])),
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

function backwards(step: Vec3): Vec3 {
  return mapAxes((axis) => 1 / step[axis]);
}

function translation([x, y, z]: Vec3): Affine {
  return [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z, 0, 0, 0, 1];
}
