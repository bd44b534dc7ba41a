import { describe, expect, test } from 'vitest';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { noOracle, runOracle } from '../../tests/reference/nibabel.ts';
import { orientView } from './oriented-view.ts';
import { fillChannel, isResampled, planTensorGrid, type TensorGrid } from './tensor-grid.ts';
import { axisAlignedGeometry } from '../../tests/reference/orientations.ts';

const unchanged = { low: -1e9, high: 1e9, mean: 0, deviation: 1 };

function numberedVolume(code: string, shape: Vec3, spacingMm: Vec3): Volume {
  const voxels = Float32Array.from({ length: voxelCount(shape) }, (_, offset) => 1 + ((offset * 37) % 101));
  return {
    ...axisAlignedGeometry(code, shape, spacingMm),
    dataType: 'float32',
    scale: { slope: 1, intercept: 0 },
    voxels,
  };
}

function fill(volume: Volume, grid: TensorGrid): Float32Array {
  const channel = new Float32Array(voxelCount(grid.padded));
  fillChannel(channel, volume, grid, unchanged);
  return channel;
}

describe('planTensorGrid', () => {
  test('pads at the ends to the multiple, and takes a spacing within 2 % for the same', () => {
    const view = orientView(axisAlignedGeometry('LPS', [20, 32, 5], [1, 0.985, 1.015]), 'LPS');
    const grid = planTensorGrid(view, [1, 1, 1], 16);
    expect(grid).toMatchObject({ padded: [32, 32, 16], step: [1, 1, 1], tensor: { shape: [20, 32, 5] } });
    expect(isResampled(grid)).toBe(false);
  });

  test('another spacing: as many millimetres of tensor as of study', () => {
    const view = orientView(axisAlignedGeometry('LPS', [100, 100, 10], [0.9, 0.9, 5.5]), 'LPS');
    const grid = planTensorGrid(view, [1, 1, 1], 16);
    expect(grid.tensor.shape).toEqual([90, 90, 55]);
    expect(isResampled(grid)).toBe(true);
  });
});

describe('fillChannel', () => {
  test('the last axis of the tensor is fastest, while x is fastest in the volume', () => {
    const volume = numberedVolume('LPS', [2, 3, 4], [1, 1, 1]);
    const channel = fill(volume, planTensorGrid(orientView(volume, 'LPS'), [1, 1, 1], 1));
    for (let x = 0; x < 2; x += 1) {
      for (let y = 0; y < 3; y += 1) {
        for (let z = 0; z < 4; z += 1) {
          expect(channel[(x * 3 + y) * 4 + z]).toBe(volume.voxels[x + 2 * (y + 3 * z)]);
        }
      }
    }
  });

  test.each(['LPS', 'SAR'])('more planes than are filled at once, stored %s: every one where it belongs', (code) => {
    const volume = numberedVolume(code, [70, 3, 37], [1, 1, 1]);
    const grid = planTensorGrid(orientView(volume, 'LPS'), [1, 1, 1], 1);
    const channel = fill(volume, grid);
    const { shape, offset, strides } = grid.view;
    let element = 0;
    for (let i = 0; i < shape[0]; i += 1) {
      for (let j = 0; j < shape[1]; j += 1) {
        for (let k = 0; k < shape[2]; k += 1, element += 1) {
          const stored = offset + i * strides[0] + j * strides[1] + k * strides[2];
          if (channel[element] !== volume.voxels[stored]) expect.unreachable(`${i}, ${j}, ${k}`);
        }
      }
    }
    expect(element).toBe(volume.voxels.length);
  });

  test('clips, centres, scales; zero voxels and padding stay 0', () => {
    const voxels = new Int16Array([0, 5, 10, 20]);
    const geometry = axisAlignedGeometry('LPS', [1, 1, 4], [1, 1, 1]);
    const volume: Volume = { ...geometry, dataType: 'int16', scale: { slope: 1, intercept: 0 }, voxels };
    const grid = planTensorGrid(orientView(geometry, 'LPS'), [1, 1, 1], 4);
    const channel = new Float32Array(voxelCount(grid.padded));
    fillChannel(channel, volume, grid, { low: 6, high: 16, mean: 11, deviation: 5 });
    expect([...channel.subarray(0, 4)]).toEqual([0, -1, Math.fround(-0.2), 1]);
    expect(channel.subarray(4).every((value) => value === 0)).toBe(true);
  });

  test('a modality without contrast becomes 0, not NaN', () => {
    const geometry = axisAlignedGeometry('LPS', [1, 1, 2], [1, 1, 1]);
    const volume: Volume = {
      ...geometry,
      dataType: 'uint8',
      scale: { slope: 1, intercept: 0 },
      voxels: new Uint8Array([9, 9]),
    };
    const grid = planTensorGrid(orientView(geometry, 'LPS'), [1, 1, 1], 1);
    const channel = new Float32Array(2);
    fillChannel(channel, volume, grid, { low: 9, high: 9, mean: 9, deviation: 0 });
    expect([...channel]).toEqual([0, 0]);
  });

  test('resampling does not mix the brain with the nothing around it', () => {
    const geometry = axisAlignedGeometry('LPS', [1, 1, 4], [1, 1, 2]);
    const volume: Volume = {
      ...geometry,
      dataType: 'uint8',
      scale: { slope: 1, intercept: 0 },
      voxels: new Uint8Array([0, 8, 8, 0]),
    };
    const channel = fill(volume, planTensorGrid(orientView(geometry, 'LPS'), [1, 1, 1], 1));
    // samples lie at stored positions -0.25 0.25 0.75 1.25 ...
    expect([...channel]).toEqual([0, 0, 8, 8, 8, 8, 0, 0]);
  });

  test.skipIf(noOracle)('resampled values agree with scipy, on a flipped and permuted anisotropic grid', () => {
    const shape: Vec3 = [7, 9, 6];
    const volume = numberedVolume('SRP', shape, [2.2, 0.8, 1.3]);
    const grid = planTensorGrid(orientView(volume, 'LPS'), [1, 1, 1], 4);
    const expected = runOracle(
      `
from scipy.ndimage import map_coordinates
stored = np.array(json.loads(args[0]), float).reshape(7, 9, 6, order='F')
# stored S R P -> L P S: axis order (1, 2, 0), first one backwards
lps = np.transpose(stored, (1, 2, 0))[::-1]
step = np.array([1 / 0.8, 1 / 1.3, 1 / 2.2])
size = np.rint(np.array(lps.shape) / step).astype(int)
at = np.meshgrid(*[(np.arange(n) + 0.5) * s - 0.5 for n, s in zip(size, step)], indexing='ij')
out = map_coordinates(lps, at, order=1, mode='nearest')
print(json.dumps([size.tolist(), out.ravel().tolist()]))`,
      [JSON.stringify([...volume.voxels])],
    ) as [number[], number[]];
    const [size, values] = expected;
    expect(grid.tensor.shape).toEqual(size);
    const channel = fill(volume, grid);
    const [, height, width] = grid.tensor.shape;
    for (const [index, value] of values.entries()) {
      const [d, h, w] = [Math.floor(index / (height * width)), Math.floor(index / width) % height, index % width];
      expect(channel[(d * grid.padded[1] + h) * grid.padded[2] + w]).toBeCloseTo(value, 4);
    }
  });
});
