import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createProgressEstimate } from './progress-estimate.ts';
import type { InferenceReport } from './segmentation.ts';

const cost = { fixedBytes: 1, bytesPerVoxel: 1, coreMsPerMegavoxel: 2000 };
const predicting: readonly InferenceReport[] = [
  { kind: 'stage', stage: 'preparing' },
  { kind: 'plan', plan: { tileCount: 1, megavoxels: 4 } },
  { kind: 'stage', stage: 'predicting' },
];

describe('createProgressEstimate', () => {
  test('a pass of known speed runs evenly, then slows down and never arrives', () => {
    const estimate = createProgressEstimate(cost, { msPerMegavoxel: 2500 });
    for (const report of predicting) estimate.take(report, 1000);
    const start = estimate.at(1000).fraction;
    const fractions = [3500, 6000, 8500, 11_000, 30_000, 300_000].map((nowMs) => estimate.at(nowMs).fraction);
    expect((fractions[1]! - start) / (fractions[0]! - start)).toBeCloseTo(2, 6);
    for (const [index, fraction] of fractions.entries())
      expect(fraction).toBeGreaterThan(fractions[index - 1] ?? start);
    expect(fractions.at(-1)).toBeLessThan(0.97);
  });

  test('says how long it will take once the speed is known, and not before', () => {
    const known = createProgressEstimate(cost, { msPerMegavoxel: 2500 });
    expect(known.at(10).estimatedTotalMs).toBeNull();
    for (const report of predicting) known.take(report, 1000);
    expect(known.at(2000).estimatedTotalMs).toBeCloseTo(1000 + 10_000 * 1.03, 6);
    expect(known.at(20_000).estimatedTotalMs).toBeGreaterThan(20_000);
    const unknown = createProgressEstimate(cost, { threads: 2 });
    for (const report of predicting) unknown.take(report, 1000);
    expect(unknown.at(2000).estimatedTotalMs).toBeNull();
  });

  test('tiles done are counted, and the next one is timed by them', () => {
    const estimate = createProgressEstimate(cost, {});
    estimate.take({ kind: 'plan', plan: { tileCount: 4, megavoxels: 4 } }, 0);
    estimate.take({ kind: 'stage', stage: 'predicting' }, 0);
    estimate.take({ kind: 'step', done: 1, count: 4 }, 3000);
    expect(estimate.at(3000).fraction).toBeCloseTo(0.14 + 0.83 / 4, 6);
    expect(estimate.at(4500).fraction).toBeCloseTo(0.14 + (0.83 * 1.5) / 4, 6);
    expect(estimate.at(3000).estimatedTotalMs).toBeCloseTo(12_000 * 1.03, 6);
  });

  test('finding the brain has a part of its own, by its steps, and the time left counts it in', () => {
    const estimate = createProgressEstimate(cost, { msPerMegavoxel: 2500 });
    estimate.take({ kind: 'stage', stage: 'extracting' }, 1000);
    expect(estimate.at(1000).fraction).toBeCloseTo(0.06, 6);
    estimate.take({ kind: 'step', done: 4, count: 8 }, 4000);
    expect(estimate.at(4000).fraction).toBeCloseTo(0.06 + 0.34 / 2, 6);
    for (const report of predicting) estimate.take(report, 7000);
    expect(estimate.at(7000).fraction).toBeCloseTo(0.46, 6);
    expect(estimate.at(7000).estimatedTotalMs).toBeCloseTo(7000 + 10_000 * 1.03, 6);
  });

  test('never falls and stays below 1, whatever is reported and whenever', () => {
    const report = fc.oneof(
      fc.constantFrom('reading', 'extracting', 'preparing', 'predicting', 'finishing').map(
        (stage): InferenceReport => ({ kind: 'stage', stage: stage as 'reading' }), // holds: one of the stages
      ),
      fc
        .tuple(fc.nat(9), fc.integer({ min: 9, max: 12 }))
        .map(([done, count]): InferenceReport => ({ kind: 'step', done, count })),
      fc
        .integer({ min: 1, max: 40 })
        .map((megavoxels): InferenceReport => ({ kind: 'plan', plan: { tileCount: 9, megavoxels } })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(report, fc.nat(5000)), { maxLength: 30 }), (reports) => {
        const estimate = createProgressEstimate(cost, {});
        let nowMs = 0;
        let before = 0;
        for (const [taken, waitMs] of reports) {
          estimate.take(taken, nowMs);
          for (const atMs of [nowMs, nowMs + waitMs]) {
            const { fraction } = estimate.at(atMs);
            expect(fraction).toBeGreaterThanOrEqual(before);
            expect(fraction).toBeLessThan(1);
            before = fraction;
          }
          nowMs += waitMs;
        }
      }),
    );
  });
});
