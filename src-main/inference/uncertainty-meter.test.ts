import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { internalLabels, regionTissues, regions } from '#shared/domain/label-scheme.ts';
import { fullUncertainty } from '#shared/domain/uncertainty.ts';
import type { ModelManifest } from './model-manifest.ts';
import { labelProbabilities, normalisedEntropy, toProbabilities } from './probabilities.ts';
import { createUncertaintyMeter } from './uncertainty-meter.ts';

const classes: ModelManifest['output'] = { kind: 'softmax', name: 'o', classes: ['background', 'ncr', 'ed', 'et'] };
const threeRegions: ModelManifest['output'] = {
  ...{ kind: 'regions', name: 'o', channels: ['tc', 'wt', 'et'], values: 'logits' },
};

describe('entropy of known probabilities', () => {
  test.each([
    [[1, 0, 0, 0], 0],
    [[0.25, 0.25, 0.25, 0.25], 1],
    [[0.5, 0, 0.5, 0], 0.5],
    // scipy.stats.entropy([0.7, 0.1, 0.1, 0.1]) / log(4)
    [[0.7, 0.1, 0.1, 0.1], 0.67839],
    [[0.75, 0.25, 0, 0], 0.40564],
  ])('%j: %f', (probabilities, expected) => {
    expect(normalisedEntropy(Float64Array.from(probabilities))).toBeCloseTo(expected, 4);
  });
});

describe('probabilities of labels', () => {
  test('logits of classes: the soft-max, in internal codes', () => {
    const out = new Float64Array(4);
    const turned: ModelManifest['output'] = { ...classes, classes: ['et', 'background', 'ed', 'ncr'] };
    const entropy = labelProbabilities(turned, false)(
      Float64Array.from([Math.log(3), 0, Math.log(2), Math.log(4)]),
      out,
    );
    expect(entropy).toBeCloseTo(normalisedEntropy(out), 12);
    expect([...out].map((value) => value.toFixed(6))).toEqual(['0.100000', '0.400000', '0.200000', '0.300000']);
  });

  test('regions: what is beyond the inner one is the tissue’s', () => {
    const out = new Float64Array(4);
    const entropy = labelProbabilities({ ...threeRegions, values: 'probabilities' }, true)(
      Float64Array.from([0.6, 0.9, 0.2]),
      out,
    );
    expect(entropy).toBeCloseTo(normalisedEntropy(out), 12);
    expect([...out].map((value) => value.toFixed(6))).toEqual(['0.100000', '0.400000', '0.300000', '0.200000']);
  });

  test('what holds probabilities already is left alone', () => {
    // channel-major: two voxels
    const known = Float32Array.from([0.25, 1, 0.75, 0, 0, 0, 0, 0]);
    toProbabilities(known, [1, 1, 2], classes);
    expect([...known]).toEqual([0.25, 1, 0.75, 0, 0, 0, 0, 0]);
    const logits = Float32Array.from([0, 200, 0, 0, 0, 0, 0, 0]);
    toProbabilities(logits, [1, 1, 2], classes);
    expect([...logits]).toEqual([0.25, 1, 0.25, 0, 0.25, 0, 0.25, 0]);
  });
});

test('an even choice is half of the scale, certainty its end, and voxels are counted at both probabilities', () => {
  const meter = createUncertaintyMeter({ output: classes, marking: 'largest' }, false, 3);
  const decide = (values: number[], voxel: number): number => meter.decide(Float64Array.from(values), voxel);
  expect(decide([0, -40, 0, -40], 0)).toBe(0);
  expect(decide([-40, -40, -40, 40], 1)).toBe(internalLabels.et);
  // ncr and et 0.46 each, background 0.08: core for certain, but which
  expect(decide([Math.log(0.08), Math.log(0.46), -40, Math.log(0.46)], 2)).toBe(internalLabels.ncr);
  expect([...meter.map]).toEqual([128, 0, Math.round(fullUncertainty * normalisedEntropy(Float64Array.from([0.08, 0.46, 0, 0.46])))]); // prettier-ignore
  expect(meter.rangesMl(2)).toEqual({ wt: { low: 4, high: 6 }, tc: { low: 4, high: 4 }, et: { low: 2, high: 4 } });
});

test('a region’s own volume is never outside its range', () => {
  const value = fc.double({ min: -6, max: 6, noNaN: true });
  const voxel = fc.tuple(value, value, value, value);
  const outputs = [classes, threeRegions];
  fc.assert(
    fc.property(fc.array(voxel, { minLength: 1, maxLength: 30 }), fc.constantFrom(...outputs), (voxels, output) => {
      const channels = output.kind === 'softmax' ? 4 : 3;
      const meter = createUncertaintyMeter({ output, marking: 'largest' }, false, voxels.length);
      const labels = voxels.map((values, at) => meter.decide(Float64Array.from(values.slice(0, channels)), at));
      const ranges = meter.rangesMl(1);
      for (const region of regions) {
        const codes = regionTissues[region].map((tissue) => internalLabels[tissue]);
        const volume = labels.filter((code) => codes.includes(code)).length;
        expect(ranges[region].low).toBeLessThanOrEqual(volume);
        expect(ranges[region].high).toBeGreaterThanOrEqual(volume);
      }
    }),
  );
});

test('what is clearly background is told from the logits as the probabilities tell it', () => {
  const logit = fc.double({ min: -40, max: 40, noNaN: true });
  const distance = fc.double({ min: 6, max: 12, noNaN: true });
  const further = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(0, 0.1, 5)));
  fc.assert(
    fc.property(logit, distance, further, (background, least, beyond) => {
      const logits = [background, ...beyond.map((more) => background - least - more)];
      const powers = logits.map((value) => Math.exp(value - background));
      const sum = powers.reduce((total, power) => total + power, 0);
      const [quick, thorough] = [
        createUncertaintyMeter({ output: classes, marking: 'largest' }, false, 1),
        createUncertaintyMeter({ output: classes, marking: 'largest' }, true, 1),
      ];
      const code = thorough.decide(
        Float64Array.from(powers, (power) => power / sum),
        0,
      );
      expect(quick.decide(Float64Array.from(logits), 0)).toBe(code);
      expect(quick.map).toEqual(thorough.map);
      expect(quick.rangesMl(1)).toEqual(thorough.rangesMl(1));
    }),
    { numRuns: 2000 },
  );
});

test.each([NaN, Infinity])('a background of %d is refused beside whatever', (value) => {
  const meter = createUncertaintyMeter({ output: classes, marking: 'largest' }, false, 1);
  expect(() => meter.decide(Float64Array.from([value, -40, -40, -40]), 0)).toThrow('engine-failed');
});
