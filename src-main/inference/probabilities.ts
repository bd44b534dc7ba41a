import type { Vec3 } from '#shared/domain/vector.ts';
import { internalLabels, regions, regionTissues, type Region } from '#shared/domain/label-scheme.ts';
import { wholeAnswer, type AnswerPlanes } from './answer-planes.ts';
import { classCodes } from './label-projection.ts';
import type { ModelManifest } from './model-manifest.ts';

type Output = ModelManifest['output'];

/** Labels of a voxel: background and three tissues, by internal code. */
export const labelCount = 4;

/**
 * The probability of each internal label code at a voxel, out of the network's values there, which may be changed; they
 * sum to 1. Returns Shannon's entropy of them over that of equal probabilities: 0 (certain) .. 1 (nothing is known).
 */
export type LabelProbabilities = (values: Float64Array, out: Float64Array) => number;

/**
 * Classes: the soft-max. Regions: each its own sigmoid; a voxel of an inner region is in the outer ones too
 * (as `labelDecision` has it), and what a region has beyond the one inside it is its tissue's.
 *
 * @param areProbabilities the network's values have been through the soft-max or the sigmoid already.
 */
export function labelProbabilities(output: Output, areProbabilities: boolean): LabelProbabilities {
  if (output.kind === 'softmax') {
    const codes = classCodes(output.classes);
    return (values, out) => {
      const entropy = areProbabilities ? normalisedEntropy(values) : softmaxInPlace(values) / Math.log(labelCount);
      for (let index = 0; index < values.length; index += 1) out[codes[index] ?? 0] = values[index] ?? 0;
      return entropy;
    };
  }
  const channelOf = Object.fromEntries(regions.map((region) => [region, output.channels.indexOf(region)])) as Record<
    Region,
    number
  >; // holds: one entry per region
  return (values, out) => {
    const probability = (region: Region): number => {
      const value = values[channelOf[region]] ?? 0;
      return areProbabilities ? value : 1 / (1 + Math.exp(-value));
    };
    const et = probability('et');
    const tc = Math.max(et, probability('tc'));
    const wt = Math.max(tc, probability('wt'));
    out[0] = 1 - wt;
    out[internalLabels.et] = et;
    out[internalLabels.ncr] = tc - et;
    out[internalLabels.ed] = wt - tc;
    return normalisedEntropy(out);
  };
}

/** See `LabelProbabilities`. */
export function normalisedEntropy(probabilities: Float64Array): number {
  let entropy = 0;
  for (const probability of probabilities) {
    if (probability > certain) return 0;
    if (probability > 0) entropy -= probability * Math.log(probability);
  }
  return entropy / Math.log(probabilities.length);
}

/** Label codes of each region, in the order of `regions`. */
export const regionCodes = regions.map((region) =>
  regionTissues[region].map((tissue): number => internalLabels[tissue]),
);

/**
 * The probability of each region at a voxel, in the order of `regions`.
 *
 * @param probabilities by internal label code.
 */
export function sumByRegion(probabilities: Float64Array, out: Float64Array): void {
  // plain loops: this runs for every voxel of a brain
  for (let region = 0; region < regionCodes.length; region += 1) {
    const codes = regionCodes[region] ?? [];
    let sum = 0;
    for (let index = 0; index < codes.length; index += 1) sum += probabilities[codes[index] ?? 0] ?? 0;
    out[region] = sum;
  }
}

/** From here on a label is as good as certain: an uncertainty (domain/uncertainty.ts) rounds to 0. */
export const certain = 0.9998;

/**
 * Whether a voxel is background for as good as `certain`, told by the distance of its logits alone: more than
 * half of a brain is, and needs no exponential. False where only the probabilities tell, and for values that are no numbers.
 */
export function clearBackground(output: Output, areProbabilities: boolean): (values: Float64Array) => boolean {
  if (output.kind !== 'softmax' || areProbabilities) return () => false;
  const background = output.classes.indexOf('background');
  // were all other classes this far below it, their share would be 1 - certain; a little more, so that rounding is no matter
  const distance = Math.log((output.classes.length - 1) / (1 / certain - 1)) + 0.01;
  return (values) => {
    const limit = (values[background] ?? NaN) - distance;
    for (let index = 0; index < values.length; index += 1) {
      if (index !== background && !((values[index] ?? NaN) <= limit)) return false;
    }
    return limit < Infinity;
  };
}

/** Returns the entropy in nats: ln Σ e^v - Σ p v, one logarithm instead of one per class. */
function softmaxInPlace(values: Float64Array): number {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  let [sum, weighted] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    const below = (values[index] ?? 0) - largest;
    const power = Math.exp(below);
    values[index] = power;
    sum += power;
    if (power > 0) weighted += power * below;
  }
  for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) / sum;
  return Math.log(sum) - weighted / sum;
}

const sampledVoxels = 4096;

/**
 * Whether a network's answer is probabilities already: stated for regions; for classes, which may be
 * either, seen from a sample of voxels (all within 0..1, summing to 1).
 */
export function holdsProbabilities(answer: AnswerPlanes, output: Output): boolean {
  if (output.kind === 'regions') return output.values === 'probabilities';
  const { values, channelStride } = answer;
  const voxels = (answer.end - answer.start) * answer.planeStride;
  const step = Math.max(1, Math.floor(voxels / sampledVoxels));
  for (let voxel = 0; voxel < voxels; voxel += step) {
    let sum = 0;
    for (let at = voxel; at < values.length; at += channelStride) {
      const value = values[at] ?? 0;
      if (!(value >= -1e-4 && value <= 1.0001)) return false;
      sum += value;
    }
    if (Math.abs(sum - 1) > 1e-2) return false;
  }
  return true;
}

/**
 * Turns a network's answer into probabilities in place: soft-max over the classes, or a sigmoid per region.
 *
 * @param logits float32 [channels, D, H, W] of `shape`.
 */
export function toProbabilities(logits: Float32Array, shape: Vec3, output: Output): void {
  if (holdsProbabilities(wholeAnswer(logits, shape), output)) return;
  if (output.kind === 'regions') {
    for (let index = 0; index < logits.length; index += 1) logits[index] = 1 / (1 + Math.exp(-(logits[index] ?? 0)));
    return;
  }
  const values = new Float64Array(output.classes.length);
  const voxels = logits.length / values.length;
  for (let voxel = 0; voxel < voxels; voxel += 1) {
    for (let channel = 0; channel < values.length; channel += 1)
      values[channel] = logits[channel * voxels + voxel] ?? 0;
    softmaxInPlace(values);
    for (let channel = 0; channel < values.length; channel += 1)
      logits[channel * voxels + voxel] = values[channel] ?? 0;
  }
}
