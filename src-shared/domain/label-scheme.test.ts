import { expect, test } from 'vitest';
import { internalLabels, labelConventions, recodingTable, regionTissues, regionsMl } from './label-scheme.ts';

test('a 2018 label map comes in with enhancing tumour as 3 and goes out as 4', () => {
  const inwards = recodingTable(labelConventions['brats-2018'], internalLabels);
  expect([0, 1, 2, 3, 4].map((code) => inwards[code])).toEqual([0, 1, 2, 0, 3]);
  const outwards = recodingTable(internalLabels, labelConventions['brats-2018']);
  expect([0, 1, 2, 3].map((code) => outwards[code])).toEqual([0, 1, 2, 4]);
});

test('regions nest: ET within TC within WT', () => {
  expect(regionTissues.tc).toEqual(expect.arrayContaining([...regionTissues.et]));
  expect(regionTissues.wt).toEqual(expect.arrayContaining([...regionTissues.tc]));
});

test('regionsMl: whole tumour is all, tumour core is without oedema', () => {
  expect(regionsMl({ ncr: 1, ed: 10, et: 100 })).toEqual({ wt: 111, tc: 101, et: 100 });
});
