import { describe, expect, test } from 'vitest';
import type { Volume } from '#shared/domain/volume.ts';
import { isBrainMask } from './brain-mask.ts';

/** 100 x 100 x 100 voxels of 1 mm, `filledMl` of them `value`, the rest 0. */
function image(filledMl: number, value = 1): Volume {
  return {
    ...{ shape: [100, 100, 100], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
    ...{ dataType: 'uint8', scale: { slope: 1, intercept: 0 } },
    voxels: new Uint8Array(1e6).fill(value, 0, filledMl * 1000),
  };
}

describe('isBrainMask', () => {
  test('one value that fills a brain, whichever it is', () => {
    expect(isBrainMask(image(600))).toBe(true);
    expect(isBrainMask(image(900, 255))).toBe(true);
  });

  test('a tumour is smaller, in mL, not in voxels', () => {
    expect(isBrainMask(image(599))).toBe(false);
    const fine = { ...image(900), affine: [0.8, 0, 0, 0, 0, -0.8, 0, 0, 0, 0, 0.8, 0, 0, 0, 0, 1] };
    expect(isBrainMask(fine)).toBe(false);
  });

  test('a label map and a scan have more values', () => {
    const { voxels, ...rest } = image(900);
    voxels[5] = 2;
    expect(isBrainMask({ ...rest, voxels })).toBe(false);
  });

  test('background is what means 0, not what is stored as 0', () => {
    const scaled = { ...image(700, 3), scale: { slope: 2, intercept: -6 } };
    // 300 mL are stored as 0 and mean -6: those are the mask
    expect(isBrainMask(scaled)).toBe(false);
    expect(isBrainMask({ ...image(300, 3), scale: { slope: 2, intercept: -6 } })).toBe(true);
  });

  test('an empty image is none', () => {
    expect(isBrainMask(image(0))).toBe(false);
  });
});
