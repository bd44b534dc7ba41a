import { totalmem } from 'node:os';
import { expect, test } from 'vitest';
import { tinyManifest } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { defaultMemoryBudgetBytes, fitsBudget } from './memory-budget.ts';

// costs 1 MB and 100 bytes per voxel; four channels, four classes
const manifest = tinyManifest('tiny', 'a'.repeat(64));

const whole: Vec3 = [100, 100, 100];

test('the whole when it fits, to the byte', () => {
  expect(fitsBudget(whole, manifest, 101e6, whole)).toBe(true);
  expect(fitsBudget(whole, manifest, 101e6 - 1, whole)).toBe(false);
});

test('a tile shares the budget with the whole tensor, the study, and the sums as far as the tile reaches along D', () => {
  const held = 1e6 + 1e6 * (16 + 3);
  const shallow = held + 21 * 100 * 100 * 20 + (20 * 100 * 100 * 100) / 0.75;
  expect(fitsBudget(whole, manifest, shallow + 1, [20, 100, 100])).toBe(true);
  expect(fitsBudget(whole, manifest, shallow - 1, [20, 100, 100])).toBe(false);
  // as many voxels, but all of the sums
  expect(fitsBudget(whole, manifest, shallow + 1, [100, 100, 20])).toBe(false);
});

test('the default is a part of what there is, and never more than a study needs', () => {
  const gigabytes = (available: number, total: number): number =>
    defaultMemoryBudgetBytes({ available: available * 1e9, total: total * 1e9 }) / 1e9;
  expect(gigabytes(5, 8)).toBeCloseTo(4);
  // what is free is not all that could be
  expect(gigabytes(0.5, 8)).toBeCloseTo(3.2);
  expect(gigabytes(100, 128)).toBeCloseTo(6);
  expect(defaultMemoryBudgetBytes()).toBeGreaterThan(1e8);
  expect(defaultMemoryBudgetBytes()).toBeLessThan(totalmem());
});
