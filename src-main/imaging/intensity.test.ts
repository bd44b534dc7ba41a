import { describe, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { bytesPerVoxel, viewVoxels, type DataType, type Volume, type Voxels } from '#shared/domain/volume.ts';
import { measureIntensity } from './intensity.ts';

/** A 10 x 10 x 10 volume. */
function volumeOf(dataType: DataType, voxels: Voxels, slope = 1, intercept = 0): Volume {
  return { shape: [10, 10, 10], affine: identityAffine, dataType, scale: { slope, intercept }, voxels };
}

/** 1..600 inside, in the middle of the memory, `background` around. */
const inside = (index: number, background = 0): number => (index >= 200 && index < 800 ? index - 199 : background);

describe('measureIntensity', () => {
  test.each(['int16', 'uint16', 'float32', 'int32'] as const)(
    '%s: percentiles of what is not background',
    (dataType) => {
      const voxels = viewVoxels(dataType, new ArrayBuffer(1000 * bytesPerVoxel(dataType)));
      voxels.set(Array.from({ length: 1000 }, (_, index) => inside(index)));
      const { minimum, maximum, window } = measureIntensity(volumeOf(dataType, voxels));
      expect([minimum, maximum]).toEqual([0, 600]);
      // 599 steps between 600 values: 0.005 * 599 = 3, 0.995 * 599 = 596
      expect(window).toEqual({ low: 4, high: 597 });
    },
  );

  test('in real units, also for a negative slope', () => {
    const voxels = Int16Array.from({ length: 1000 }, (_, index) => inside(index));
    expect(measureIntensity(volumeOf('int16', voxels, 0.5, 10)).window).toEqual({ low: 12, high: 308.5 });
    expect(measureIntensity(volumeOf('int16', voxels, -1, 0))).toEqual({
      minimum: -600,
      maximum: 0,
      window: { low: -597, high: -4 },
    });
  });

  test('a background that is not 0, as after normalisation', () => {
    const voxels = Float32Array.from({ length: 1000 }, (_, index) => inside(index, -5));
    expect(measureIntensity(volumeOf('float32', voxels)).window).toEqual({ low: 4, high: 597 });
  });

  test('a float image with NaN around it, and one with traces of interpolation', () => {
    const nan = Float32Array.from({ length: 1000 }, (_, index) => inside(index, NaN));
    expect(measureIntensity(volumeOf('float32', nan)).window).toEqual({ low: 4, high: 597 });
    const traces = Float32Array.from({ length: 1000 }, (_, index) => inside(index, 1e-5 * ((index % 7) + 1)));
    expect(measureIntensity(volumeOf('float32', traces)).window).toEqual({ low: 4, high: 597 });
  });

  test('NaN and infinities count nowhere', () => {
    const voxels = Float32Array.from({ length: 1000 }, (_, index) => inside(index));
    voxels[210] = NaN;
    voxels[220] = Infinity;
    const { minimum, maximum } = measureIntensity(volumeOf('float32', voxels));
    expect([minimum, maximum]).toEqual([0, 600]);
    const nothing = measureIntensity(volumeOf('float32', new Float32Array(1000).fill(NaN)));
    expect(nothing).toEqual({ minimum: 0, maximum: 0, window: { low: 0, high: 0 } });
  });

  test('one value only still has a window', () => {
    for (const voxels of [new Int16Array(1000).fill(7), new Int16Array(1000)]) {
      const { window } = measureIntensity(volumeOf('int16', voxels));
      expect(window.high).toBeGreaterThan(window.low);
    }
  });
});
