import type { Tensor } from '@tensorflow/tfjs-core';
import type { Vec3 } from '#shared/domain/vector.ts';
import { isConstant, type OnnxConstant, type OnnxGraph, type OnnxNode } from '../onnx-file/onnx-graph.ts';
import { convolutionObstacle, turnWeights } from './convolution.ts';
import { operators } from './operators.ts';
import { channelsFirst, isValue, type Operand, type TensorFlow, type Value } from './values.ts';

/** A network, built from its ONNX graph, its weights in TensorFlow's memory. */
export interface TensorFlowNetwork {
  /** Input and logits as an `Engine` has them. Tensors are freed as soon as no later operation reads them. */
  run(tensor: Float32Array, shape: Vec3): Promise<{ dims: readonly number[]; values: Float32Array }>;
  dispose(): void;
}

/**
 * @param names of the graph's input and output.
 * @throws Error that names the operation when the graph holds one that is not known here.
 */
export function buildNetwork(
  tf: TensorFlow,
  graph: OnnxGraph,
  names: { input: string; channels: number; output: string },
): TensorFlowNetwork {
  const constants = foldConstants(graph);
  const nodes = graph.nodes.filter((node) => !node.outputs.some((output) => constants.has(output)));
  for (const node of nodes) refuseUnknown(node, constants);
  const filters = new Set(nodes.filter(({ operator }) => operator === 'Conv').map(({ inputs }) => inputs[1] ?? ''));
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const held = new Map<string, Operand>();
  for (const [name, constant] of constants) {
    if (used.has(name)) held.set(name, toOperand(tf, filters.has(name) ? turnWeights(constant) : constant));
  }
  const lastReader = new Map<string, number>();
  for (const [index, { inputs }] of nodes.entries()) for (const name of inputs) lastReader.set(name, index);
  return {
    async run(tensor, shape) {
      const flowing = new Map<string, Value>();
      try {
        flowing.set(names.input, { tensor: tf.tensor5d(tensor, [1, names.channels, ...shape]), isChannelsLast: false });
        for (const [index, node] of nodes.entries()) {
          runNode(tf, node, held, flowing);
          for (const name of node.inputs) {
            if (lastReader.get(name) === index && name !== names.output) drop(flowing, name);
          }
        }
        return await readOut(tf, flowing.get(names.output));
      } finally {
        for (const name of [...flowing.keys()]) drop(flowing, name);
      }
    },
    dispose() {
      for (const operand of held.values()) if (isValue(operand)) operand.tensor.dispose();
    },
  };
}

function runNode(
  tf: TensorFlow,
  node: OnnxNode,
  held: ReadonlyMap<string, Operand>,
  flowing: Map<string, Value>,
): void {
  const operator = operators[node.operator];
  const [output] = node.outputs;
  if (operator === undefined || output === undefined) throw new Error(node.operator);
  let isChannelsLast = false;
  const tensor = tf.tidy(() => {
    const inputs = node.inputs.map((name) => flowing.get(name) ?? held.get(name));
    const made = operator(tf, node, inputs);
    ({ isChannelsLast } = made);
    // what an operation hands through unchanged gets a life of its own
    return inputs.some((input) => isValue(input) && input.tensor === made.tensor) ? tf.clone(made.tensor) : made.tensor;
  });
  flowing.set(output, { tensor, isChannelsLast });
}

async function readOut(
  tf: TensorFlow,
  value: Value | undefined,
): Promise<{ dims: readonly number[]; values: Float32Array }> {
  if (value === undefined) throw new Error('the network has no such output');
  const first = tf.tidy(() => tf.clone(channelsFirst(tf, value)));
  try {
    const values = await first.data();
    return { dims: first.shape, values: Float32Array.from(values) };
  } finally {
    first.dispose();
  }
}

function drop(flowing: Map<string, Value>, name: string): void {
  flowing.get(name)?.tensor.dispose();
  flowing.delete(name);
}

/** Constants, those that stand as nodes and those that are only cast among them. */
function foldConstants({ nodes, constants }: OnnxGraph): ReadonlyMap<string, OnnxConstant> {
  const folded = new Map(constants);
  for (const { operator, inputs, outputs, attributes } of nodes) {
    const given = operator === 'Constant' ? attributes.get('value') : folded.get(inputs[0] ?? '');
    const isFolded = operator === 'Constant' || operator === 'Cast' || operator === 'Identity';
    if (isFolded && isConstant(given)) folded.set(outputs[0] ?? '', given);
  }
  return folded;
}

function refuseUnknown(node: OnnxNode, constants: ReadonlyMap<string, OnnxConstant>): void {
  if (!Object.hasOwn(operators, node.operator)) {
    throw new Error(`the TensorFlow engine does not know the operation ${node.operator}`);
  }
  const obstacle = node.operator === 'Conv' ? convolutionObstacle(node, constants.get(node.inputs[1] ?? '')) : null;
  if (obstacle !== null) throw new Error(`the TensorFlow engine does not run ${obstacle}`);
}

/** Integers are shapes and axes, read here; floats take part in the computation. */
function toOperand(tf: TensorFlow, { dims, values }: OnnxConstant): Operand {
  if (values instanceof Int32Array) return values;
  const tensor: Tensor = tf.tensor(values, [...dims], 'float32');
  return { tensor, isChannelsLast: false };
}
