import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { wholeAnswer } from './answer-planes.ts';
import {
  classCodes,
  createLabelProjection,
  decideByClass,
  labelDecision,
  type DecideLabel,
} from './label-projection.ts';
import { markForeground } from './normalisation.ts';
import { cropToMask, orientView } from './oriented-view.ts';
import { fillChannel, planTensorGrid, type TensorGrid } from './tensor-grid.ts';
import { axisAlignedGeometry, everyOrientation } from '../../tests/reference/orientations.ts';

/** A perfect network: the class of a voxel is its intensity minus 1. */
function perfectLogits(channel: Float32Array, classes: number): Float32Array {
  const logits = new Float32Array(classes * channel.length);
  for (let label = 0; label < classes; label += 1) {
    for (let voxel = 0; voxel < channel.length; voxel += 1) {
      logits[label * channel.length + voxel] = -Math.abs((channel[voxel] ?? 0) - 1 - label);
    }
  }
  return logits;
}

function projectLabels(logits: Float32Array, grid: TensorGrid, brain: Uint8Array, decide: DecideLabel): Uint8Array {
  const projection = createLabelProjection(grid, brain, decide);
  projection.take(wholeAnswer(logits, grid.padded));
  return projection.labels;
}

/** The same, a few planes at a time, each time with the last of the time before. */
function projectPieces(logits: Float32Array, grid: TensorGrid, brain: Uint8Array, ends: readonly number[]): Uint8Array {
  const projection = createLabelProjection(grid, brain, decideByClass(Uint8Array.from([0, 1, 2, 3])));
  const { values, channelStride, planeStride } = wholeAnswer(logits, grid.padded);
  let start = 0;
  for (const end of ends) {
    const piece = new Float32Array(4 * (end - start) * planeStride);
    for (let channel = 0; channel < 4; channel += 1) {
      const first = channel * channelStride;
      const part = values.subarray(first + start * planeStride, first + end * planeStride);
      piece.set(part, channel * part.length);
    }
    projection.take({ values: piece, channelStride: piece.length / 4, planeStride, start, end });
    start = end - 1;
  }
  return projection.labels;
}

function thereAndBack(code: string, shape: Vec3, spacingMm: Vec3, voxels: Uint8Array<ArrayBuffer>): Uint8Array {
  const geometry = axisAlignedGeometry(code, shape, spacingMm);
  const volume: Volume = { ...geometry, dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels };
  const brain = new Uint8Array(voxels.length);
  markForeground(volume, brain);
  const view = cropToMask(orientView(geometry, 'LPS'), brain);
  if (view === null) return new Uint8Array(voxels.length);
  const grid = planTensorGrid(view, [1, 1, 1], 4);
  const channel = new Float32Array(voxelCount(grid.padded));
  fillChannel(channel, volume, grid, { low: 0, high: 255, mean: 0, deviation: 1 });
  return projectLabels(perfectLogits(channel, 4), grid, brain, decideByClass(Uint8Array.from([0, 1, 2, 3])));
}

describe('labelDecision', () => {
  test('regions: the innermost that holds the voxel decides, in whatever order the channels come', () => {
    const decide = labelDecision({ kind: 'regions', name: 'o', channels: ['tc', 'wt', 'et'], values: 'logits' });
    const answers = [
      [-1, -1, -1],
      [-1, 1, -1],
      [1, 1, -1],
      [1, 1, 1],
      // an inner region without the outer ones, as a network may well say
      [-1, -1, 1],
      [1, -1, -1],
      // not above 0
      [0, 0, 0],
    ].map((values) => decide(Float64Array.from(values)));
    expect(answers).toEqual([0, 2, 1, 3, 3, 1, 0]);
  });

  test('regions as probabilities are yes above one half', () => {
    const decide = labelDecision({ kind: 'regions', name: 'o', channels: ['et', 'tc', 'wt'], values: 'probabilities' });
    expect([[0.5, 0.5, 0.51], [0.4, 0.6, 0.9], [0.6, 0, 0]].map((values) => decide(Float64Array.from(values)))).toEqual([2, 1, 3]); // prettier-ignore
  });

  test('classes: the largest value, the first of equals, in the order of the manifest', () => {
    const decide = labelDecision({ kind: 'softmax', name: 'o', classes: ['et', 'background', 'ed', 'ncr'] });
    expect([[0, 1, 1, 0], [2, 1, 0, 0], [-3, -2, -1, -4]].map((values) => decide(Float64Array.from(values)))).toEqual([0, 3, 2]); // prettier-ignore
  });
});

describe('classCodes', () => {
  test('classes may come in any order', () => {
    expect([...classCodes(['et', 'background', 'ed', 'ncr'])]).toEqual([3, 0, 2, 1]);
  });
});

describe('projectLabels', () => {
  test('the largest logit wins, the first of equals; outside the brain nothing does', () => {
    const geometry = axisAlignedGeometry('LPS', [1, 1, 4], [1, 1, 1]);
    const grid = planTensorGrid(orientView(geometry, 'LPS'), [1, 1, 1], 1);
    const logits = new Float32Array([0, 1, 5, 0, /**/ 0, 2, 5, 9, /**/ -1, 3, 1, 0]);
    const labels = projectLabels(logits, grid, new Uint8Array([1, 1, 1, 0]), decideByClass(Uint8Array.from([0, 2, 3])));
    expect([...labels]).toEqual([0, 3, 0, 0]);
  });

  test('crop, permutation, flip and padding are undone exactly, for all 48 orientations', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everyOrientation),
        fc.uint8Array({ minLength: 60, maxLength: 60, max: 4 }),
        (code, values) => {
          const voxels = new Uint8Array(values);
          // most corners black, as around a brain: else what they share is the background
          for (const corner of [0, 2, 9, 11, 48]) voxels[corner] = 0;
          const expected = voxels.map((value) => Math.max(0, value - 1));
          expect([...thereAndBack(code, [3, 4, 5], [1, 1, 1], voxels)]).toEqual([...expected]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each(['LPS', 'RAS', 'SAL'])(
    'on another spacing (%s) a solid object comes back where it was, borders aside',
    (code) => {
      const shape: Vec3 = [24, 20, 16];
      const voxels = new Uint8Array(voxelCount(shape)).fill(1);
      const inside = (x: number, y: number, z: number): boolean => x > 3 && x < 12 && y > 5 && y < 17 && z > 2 && z < 9;
      for (let z = 0; z < 16; z += 1) {
        for (let y = 0; y < 20; y += 1) {
          for (let x = 0; x < 24; x += 1) if (inside(x, y, z)) voxels[x + 24 * (y + 20 * z)] = 4;
        }
      }
      const labels = thereAndBack(code, shape, [0.8, 1.25, 1.6], voxels);
      let [both, either] = [0, 0];
      for (const [offset, label] of labels.entries()) {
        // the perfect network sees blends of 1 and 4 at the border and calls them something between
        const [isObject, wasObject] = [label >= 2, voxels[offset] === 4];
        if (isObject && wasObject) both += 1;
        if (isObject || wasObject) either += 1;
      }
      expect(both / either).toBeGreaterThan(0.9);
    },
  );

  test.each([
    [[1, 1, 1], 'LPS'],
    [[0.8, 1.25, 1.6], 'SAL'],
    [[1.7, 0.9, 1], 'RAS'],
    [[2.3, 1, 3.1], 'IPR'],
  ] as const)('voxels of %j mm (%s): a few planes at a time decide what all of them decide', (spacingMm, code) => {
    const geometry = axisAlignedGeometry(code, [9, 10, 11], spacingMm);
    const grid = planTensorGrid(orientView(geometry, 'LPS'), [1, 1, 1], 4);
    const logits = Float32Array.from({ length: 4 * voxelCount(grid.padded) }, (_, n) => Math.sin(n * 12.9898) * 5);
    const brain = Uint8Array.from({ length: 990 }, (_, n) => (n % 7 === 0 ? 0 : 1));
    const expected = projectLabels(logits, grid, brain, decideByClass(Uint8Array.from([0, 1, 2, 3])));
    const [planes] = grid.padded;
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: planes - 1 })), (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), planes];
        expect([...projectPieces(logits, grid, brain, ends)]).toEqual([...expected]);
      }),
      { numRuns: 30 },
    );
  });
});
