import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTestNetwork } from '../engine-test-network.ts';
import type { OnnxAttribute, OnnxGraph, OnnxNode } from './onnx-graph.ts';
import { radiusOfNetwork, receptiveRadius } from './receptive-field.ts';

type LayerOf = readonly [operator: string, attributes?: Record<string, OnnxAttribute> | undefined];

function graphOf(...layers: readonly LayerOf[]): OnnxGraph {
  const nodes = layers.map(([operator, attributes = {}], index): OnnxNode => {
    const inputs = [`x${index}`, ...(operator === 'Resize' ? ['', 'double'] : [])];
    return { operator, inputs, outputs: [`x${index + 1}`], attributes: new Map(Object.entries(attributes)) };
  });
  const constants = new Map([['double', { dims: [5], values: Float32Array.of(1, 1, 2, 2, 2) }]]);
  return { nodes, constants, inputs: ['x0'], outputs: [`x${nodes.length}`] };
}

const window = (size: number, stride: number, dilation = 1): Record<string, OnnxAttribute> => ({
  kernel_shape: [size, size, size],
  strides: [stride, stride, stride],
  dilations: [dilation, dilation, dilation],
  pads: Array.from({ length: 6 }, () => ((size - 1) * dilation) / 2),
});
const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };

describe('receptiveRadius', () => {
  test.each([
    ['a convolution', [['Conv', window(3, 1)]], 1],
    ['what is computed voxel by voxel adds nothing', [['Conv', window(5, 1)], ['LeakyRelu'], ['Sigmoid']], 2],
    [
      'behind a stride one step is two voxels',
      [
        ['Conv', window(3, 2)],
        ['Conv', window(3, 1)],
        ['Resize', nearest],
      ],
      4,
    ],
    ['dilated', [['Conv', window(3, 1, 4)]], 4],
    [
      'transposed back',
      [
        ['MaxPool', { kernel_shape: [2, 2, 2], strides: [2, 2, 2] }],
        ['ConvTranspose', { kernel_shape: [2, 2, 2], strides: [2, 2, 2] }],
      ],
      2,
    ],
    ['spread by a Reshape', [['Conv', window(3, 2)], ['Reshape'], ['Transpose']], 2],
  ] as const)('%s', (_, layers, expected) => {
    expect(receptiveRadius(graphOf(...layers))).toBe(expected);
  });

  test.each(['InstanceNormalization', 'GlobalAveragePool', 'ReduceMean', 'MatMul', 'Softmax', 'SomethingNew'])(
    'null with %s: it sees the whole, or might',
    (operator) => {
      expect(receptiveRadius(graphOf(['Conv', window(3, 1)], [operator]))).toBeNull();
    },
  );
});

describe('radiusOfNetwork', () => {
  test('of a network with instance normalisation there is none', async () => {
    expect(radiusOfNetwork(createTestNetwork().bytes)).toBeNull();
    const shipped = resolve(import.meta.dirname, '../../../models/previous/first-unet/first-unet.onnx');
    expect(radiusOfNetwork(await readFile(shipped))).toBeNull();
  });

  test.each(['glioscope-unet', 'glioscope-unet-int8'])('of what ships, in whatever numbers: %s', async (name) => {
    const shipped = join(import.meta.dirname, `../../../models/glioscope-unet/${name}.onnx`);
    expect(radiusOfNetwork(await readFile(shipped))).toBe(88);
  });

  test('of files: the tiny U-Net, one convolution, a loop, and no network at all', async () => {
    const fixture = (name: string): Promise<Uint8Array> =>
      readFile(join(import.meta.dirname, '../../../tests/fixtures/tiny-model', `${name}.onnx`));
    expect(radiusOfNetwork(await fixture('u-net'))).toBe(12);
    expect(radiusOfNetwork(await fixture('neighbours'))).toBe(1);
    expect(radiusOfNetwork(await fixture('endless'))).toBeNull();
    expect(radiusOfNetwork(new TextEncoder().encode('no network'))).toBeNull();
  });
});
