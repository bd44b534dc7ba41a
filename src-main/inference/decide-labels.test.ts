import fc from 'fast-check';
import { expect, test } from 'vitest';
import { internalLabels, regions, regionsMl, type Region } from '#shared/domain/label-scheme.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import { axisAlignedGeometry } from '../../tests/reference/orientations.ts';
import { wholeAnswer } from './answer-planes.ts';
import { createLabeller } from './decide-labels.ts';
import type { ModelManifest } from './model-manifest.ts';
import { orientView } from './oriented-view.ts';
import { planTensorGrid } from './tensor-grid.ts';

const classes: ModelManifest['output'] = { kind: 'softmax', name: 'o', classes: ['background', 'ncr', 'ed', 'et'] };
const threeRegions: ModelManifest['output'] = {
  ...{ kind: 'regions', name: 'o', channels: ['tc', 'wt', 'et'], values: 'logits' },
};
const shape = [5, 3, 2] as const;
const size = 30;

function label(values: readonly number[], how: Parameters<typeof createLabeller>[1]) {
  const geometry = axisAlignedGeometry('LPS', [...shape], [10, 10, 10]); // a voxel is one millilitre
  const grid = planTensorGrid(orientView(geometry, 'LPS'), [10, 10, 10], 1);
  const labeller = createLabeller(
    { geometry, grid, brain: new Uint8Array(size).fill(1), tensor: new Float32Array() },
    how,
  );
  labeller.take(wholeAnswer(Float32Array.from(values), grid.padded));
  const { labels, uncertainty } = labeller.finish(1);
  const volumesMl: Record<Region, number> = regionsMl(measureTissuesMl(labels, internalLabels, geometry.affine));
  return { labels, volumesMl, ...uncertainty };
}

test('a region’s own volume is never outside its range, however it was marked and whatever was left out', () => {
  const value = fc.double({ min: -6, max: 6, noNaN: true });
  const marking = fc.constantFrom('largest' as const, 'expected-dice' as const);
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 4 * size, maxLength: 4 * size }),
      fc.constantFrom(classes, threeRegions),
      marking,
      fc.constantFrom(undefined, 3),
      (values, output, how, leastPartMl) => {
        const channels = output.kind === 'softmax' ? 4 : 3;
        const made = label(values.slice(0, channels * size), { output, marking: how, leastPartMl });
        for (const region of regions) {
          expect(made.rangesMl[region].low).toBeLessThanOrEqual(made.volumesMl[region]);
          expect(made.rangesMl[region].high).toBeGreaterThanOrEqual(made.volumesMl[region]);
        }
        expect(made.expected === null).toBe(how === 'largest');
      },
    ),
  );
});

test('a tumour that is faint everywhere is marked where it is less likely than not, only if the model says so', () => {
  // oedema of 0.4 in the first plane along D, nothing elsewhere
  const plane = size / shape[0];
  const values = new Array<number>(4 * size).fill(-20);
  for (let voxel = 0; voxel < size; voxel += 1) {
    values[voxel] = Math.log(0.6);
    values[2 * size + voxel] = voxel < plane ? Math.log(0.4) : -20;
  }
  expect(label(values, { output: classes, marking: 'largest' }).volumesMl.wt).toBe(0);
  const { volumesMl, expected } = label(values, { output: classes, marking: 'expected-dice' });
  expect(volumesMl).toEqual({ wt: plane, tc: 0, et: 0 });
  expect(expected?.dice.wt).toBeCloseTo((2 * 0.4) / 1.4, 6);
  expect(expected?.dice.tc).toBeNull();
  expect(expected?.markedFrom).toBeCloseTo(0.4, 2);
});
