import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { classCodes, decideByClass, labelDecision, projectLabels } from './label-projection.ts';
import { markNonZero } from './normalisation.ts';
import { cropToMask, orientView } from './oriented-view.ts';
import { fillChannel, planTensorGrid } from './tensor-grid.ts';
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

function thereAndBack(code: string, shape: Vec3, spacingMm: Vec3, voxels: Uint8Array<ArrayBuffer>): Uint8Array {
  const geometry = axisAlignedGeometry(code, shape, spacingMm);
  const volume: Volume = { ...geometry, dataType: 'uint8', scale: { slope: 1, intercept: 0 }, voxels };
  const brain = new Uint8Array(voxels.length);
  markNonZero(volume, brain);
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
});
