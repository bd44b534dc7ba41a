import { numberOf, numbersOf, textOf, type OnnxGraph, type OnnxNode } from './onnx-graph.ts';
import { readOnnxGraph } from './onnx-read.ts';

/** How the elements of a tensor lie over the voxels of the network's input, along the worst of the axes. */
interface Reach {
  /** Input voxels from one element to the next. */
  readonly step: number;
  /** How far, in input voxels, what an element depends on lies from its place at most. */
  readonly radius: number;
}

/** What is computed element by element, and what only orders elements anew. */
const local = new Set(
  [
    ['Add', 'Sub', 'Mul', 'Div', 'Sum', 'Max', 'Min', 'Neg', 'Abs', 'Exp', 'Sqrt', 'Pow', 'Clip', 'Cast', 'Identity'],
    ['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Selu', 'Celu', 'Gelu', 'Softplus', 'Sigmoid', 'HardSigmoid', 'Tanh', 'Erf'],
    ['HardSwish', 'Mish', 'BatchNormalization', 'Concat', 'Dropout'],
    ['Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'QuantizeLinear', 'DequantizeLinear'],
  ].flat(),
);

/** `receptiveRadius` of an ONNX file; null as well where our reader does not understand it. */
export function radiusOfNetwork(bytes: Uint8Array): number | null {
  try {
    return receptiveRadius(readOnnxGraph(bytes));
  } catch {
    return null;
  }
}

/**
 * How many voxels away from a place a network looks at most (half its receptive field), an upper bound over
 * the axes of space: inside of a tile, that far from its borders, it computes what it computes in one pass.
 *
 * @returns null where an operation sees the whole tensor (InstanceNormalization and the like), or might.
 */
export function receptiveRadius(graph: OnnxGraph): number | null {
  const reaches = new Map<string, Reach>(graph.inputs.map((name) => [name, { step: 1, radius: 0 }]));
  for (const node of graph.nodes) {
    const known = node.inputs.map((name) => reaches.get(name)).filter((reach) => reach !== undefined);
    if (known.length === 0) continue; // computed from constants only
    const before: Reach = {
      step: Math.max(...known.map(({ step }) => step)),
      radius: Math.max(...known.map(({ radius }) => radius)),
    };
    const after = reachAfter(node, before, graph);
    if (after === null) return null;
    for (const name of node.outputs) reaches.set(name, after);
  }
  const ends = graph.outputs.map((name) => reaches.get(name) ?? { step: 1, radius: 0 });
  // elements coarser than the input that a Reshape has spread over it lie up to a step from their place
  return Math.max(...ends.map(({ step, radius }) => Math.ceil(radius + Math.max(0, step - 1))));
}

function reachAfter(node: OnnxNode, before: Reach, graph: OnnxGraph): Reach | null {
  if (local.has(node.operator)) return before;
  switch (node.operator) {
    case 'Conv':
    case 'MaxPool':
    case 'AveragePool':
      return afterWindow(node, before, graph);
    case 'ConvTranspose':
      return afterTransposed(node, before, graph);
    case 'Resize':
    case 'Upsample':
      return afterResize(node, before, graph);
    case 'DepthToSpace':
      return refined(before, numberOf(node, 'blocksize', 1));
    case 'Softmax':
    case 'LogSoftmax':
      return numberOf(node, 'axis', -1) === 1 ? before : null;
    default:
      return null;
  }
}

function afterWindow(node: OnnxNode, { step, radius }: Reach, graph: OnnxGraph): Reach | null {
  const reach = windowReach(node, graph);
  const stride = Math.max(1, ...(numbersOf(node, 'strides') ?? []));
  return reach === null ? null : { step: step * stride, radius: radius + step * reach };
}

function afterTransposed(node: OnnxNode, { step, radius }: Reach, graph: OnnxGraph): Reach | null {
  const reach = windowReach(node, graph);
  if (reach === null) return null;
  const finer = step / Math.min(...(numbersOf(node, 'strides') ?? [1]));
  return { step: finer, radius: radius + finer * reach };
}

/** How far a window reaches from its place, in elements of what it slides over: both sides, by its padding. */
function windowReach(node: OnnxNode, { constants }: OnnxGraph): number | null {
  const kernel = numbersOf(node, 'kernel_shape') ?? constants.get(node.inputs[1] ?? '')?.dims.slice(2);
  if (kernel === undefined) return null;
  const dilations = numbersOf(node, 'dilations') ?? kernel.map(() => 1);
  const pads = textOf(node, 'auto_pad', 'NOTSET') === 'NOTSET' ? numbersOf(node, 'pads') : null;
  const reaches = kernel.map((size, axis) => {
    const extent = (size - 1) * (dilations[axis] ?? 1);
    const before = pads?.[axis] ?? 0;
    return Math.max(before, extent - before);
  });
  return Math.max(0, ...reaches);
}

function afterResize(node: OnnxNode, before: Reach, { constants }: OnnxGraph): Reach | null {
  const input = node.operator === 'Upsample' ? 1 : 2;
  const scales = constants.get(node.inputs[input] ?? '')?.values;
  const factor = scales === undefined || scales.length === 0 ? null : Math.max(...scales);
  if (factor === null || factor < 1) return null;
  const isFloor =
    textOf(node, 'mode', 'nearest') === 'nearest' &&
    textOf(node, 'coordinate_transformation_mode', 'half_pixel') === 'asymmetric' &&
    textOf(node, 'nearest_mode', 'round_prefer_floor') === 'floor';
  const finer = refined(before, factor);
  return isFloor ? finer : { ...finer, radius: finer.radius + before.step };
}

/** Each element becomes `factor` along every axis, that lie from its place on. */
function refined({ step, radius }: Reach, factor: number): Reach {
  return { step: step / factor, radius: radius + step * (1 - 1 / factor) };
}
