import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { tinyManifest } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import { defaultMemoryBudgetBytes, largestTileVoxels } from './memory-budget.ts';

// costs 1 MB and 100 bytes per voxel; four channels, four classes
const manifest = tinyManifest('tiny', 'a'.repeat(64));

test('the whole when it fits, to the byte', () => {
  expect(largestTileVoxels([100, 100, 100], manifest, 101e6)).toBe(1e6);
  expect(largestTileVoxels([100, 100, 100], manifest, 101e6 - 1)).toBeLessThan(1e6);
});

test('tiles share the budget with the whole tensor, the summed logits and their weights', () => {
  expect(largestTileVoxels([100, 100, 100], manifest, 1e6 + 36e6 + 40e6)).toBeCloseTo(0.75 * 400_000, 6);
  expect(largestTileVoxels([100, 100, 100], manifest, 1)).toBe(0);
});

test('the default is a part of what the machine has', () => {
  expect(defaultMemoryBudgetBytes()).toBeGreaterThanOrEqual(0.4 * totalmem());
  expect(defaultMemoryBudgetBytes()).toBeLessThan(totalmem());
});
