import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { OnnxAttribute, OnnxConstant, OnnxGraph, OnnxNode } from './onnx-graph.ts';

/*
 * The parts of an ONNX file (a protobuf message ModelProto) that a network is built from. Field numbers
 * are those of onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */

/** @throws Error when the bytes are no ONNX file, or hold what is not understood: other number types, weights in other files. */
export function readOnnxGraph(bytes: Uint8Array): OnnxGraph {
  const graphs: Uint8Array[] = [];
  forEachField(bytes, (field, wire) => {
    if (field !== 7) return false;
    graphs.push(wire.bytes());
    return true;
  });
  const [graph] = graphs;
  if (graph === undefined) throw new Error('the ONNX file holds no graph');
  return readGraph(graph);
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const constants = new Map<string, OnnxConstant>();
  const inputs: string[] = [];
  const outputs: string[] = [];
  forEachField(bytes, (field, wire) => {
    if (field === 1) nodes.push(readNode(wire.bytes()));
    else if (field === 5) addConstant(constants, wire.bytes());
    else if (field === 11) inputs.push(readName(wire.bytes()));
    else if (field === 12) outputs.push(readName(wire.bytes()));
    else return false;
    return true;
  });
  return { nodes, constants, inputs: inputs.filter((name) => !constants.has(name)), outputs };
}

/** ValueInfoProto: the name is all that is needed of it. */
function readName(bytes: Uint8Array): string {
  let name = '';
  forEachField(bytes, (field, wire) => {
    if (field !== 1) return false;
    name = wire.string();
    return true;
  });
  return name;
}

function readNode(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let operator = '';
  forEachField(bytes, (field, wire) => {
    if (field === 1) inputs.push(wire.string());
    else if (field === 2) outputs.push(wire.string());
    else if (field === 4) operator = wire.string();
    else if (field === 5) addAttribute(attributes, wire.bytes());
    else return false;
    return true;
  });
  return { operator, inputs, outputs, attributes };
}

function addAttribute(attributes: Map<string, OnnxAttribute>, bytes: Uint8Array): void {
  let name = '';
  const values: OnnxAttribute[] = [];
  const list: number[] = [];
  forEachField(bytes, (field, wire, wireType) => {
    if (field === 1) name = wire.string();
    else if (field === 2) values.push(wire.float());
    else if (field === 3) values.push(clamped(wire.int64()));
    else if (field === 4) values.push(wire.string());
    else if (field === 5) values.push(readConstant(wire.bytes()).constant);
    else if (field === 7) list.push(...readNumbers(wire, wireType, WireType.Bit32, () => wire.float()));
    else if (field === 8) list.push(...readNumbers(wire, wireType, WireType.Varint, () => clamped(wire.int64())));
    else return false;
    return true;
  });
  attributes.set(name, values[0] ?? list);
}

function addConstant(constants: Map<string, OnnxConstant>, bytes: Uint8Array): void {
  const { name, constant } = readConstant(bytes);
  constants.set(name, constant);
}

/** TensorProto. */
function readConstant(bytes: Uint8Array): { name: string; constant: OnnxConstant } {
  const dims: number[] = [];
  const numbers: number[] = [];
  let name = '';
  let dataType = 0;
  const raw: Uint8Array[] = [];
  forEachField(bytes, (field, wire, wireType) => {
    if (field === 1) dims.push(...readNumbers(wire, wireType, WireType.Varint, () => clamped(wire.int64())));
    else if (field === 2) dataType = wire.int32();
    else if (field === 4) numbers.push(...readNumbers(wire, wireType, WireType.Bit32, () => wire.float()));
    else if (field === 5) numbers.push(...readNumbers(wire, wireType, WireType.Varint, () => wire.int32()));
    else if (field === 7) numbers.push(...readNumbers(wire, wireType, WireType.Varint, () => clamped(wire.int64())));
    else if (field === 8) name = wire.string();
    else if (field === 9) raw.push(wire.bytes());
    else if (field === 13) throw new Error(`the values of ${name} lie in another file`);
    else return false;
    return true;
  });
  const values = raw[0] === undefined ? fromNumbers(dataType, numbers, name) : fromRaw(dataType, raw[0], name);
  if (values.length !== dims.reduce((product, dim) => product * dim, 1)) {
    throw new Error(`${name} has ${values.length} values, its dimensions are [${dims.join()}]`);
  }
  return { name, constant: { dims, values } };
}

/** TensorProto.DataType */
const float32 = 1;
const uint8 = 2;
const int8 = 3;
const int32 = 6;
const int64 = 7;
const float16 = 10;

function fromNumbers(dataType: number, numbers: readonly number[], name: string): Float32Array | Int32Array {
  if (dataType === float32) return Float32Array.from(numbers);
  if (dataType === int32 || dataType === int64 || dataType === uint8 || dataType === int8)
    return Int32Array.from(numbers);
  // half precision comes here as bit patterns
  if (dataType === float16) return new Float32Array(new Float16Array(Uint16Array.from(numbers).buffer));
  throw unknownType(dataType, name);
}

/** Little-endian, as every machine this runs on is; copied, as the bytes may lie at any offset. */
function fromRaw(dataType: number, raw: Uint8Array, name: string): Float32Array | Int32Array {
  const { buffer } = new Uint8Array(raw);
  switch (dataType) {
    case float32:
      return new Float32Array(buffer);
    case float16:
      return new Float32Array(new Float16Array(buffer));
    case uint8:
      return Int32Array.from(raw);
    case int8:
      return Int32Array.from(new Int8Array(buffer));
    case int32:
      return new Int32Array(buffer);
    case int64:
      return Int32Array.from(new BigInt64Array(buffer), clamped);
    default:
      throw unknownType(dataType, name);
  }
}

function unknownType(dataType: number, name: string): Error {
  return new Error(`${name} holds numbers of ONNX type ${dataType}`);
}

function clamped(value: bigint | string): number {
  return Math.min(Math.max(Number(value), -(2 ** 31)), 2 ** 31 - 1);
}

/** A repeated field of numbers comes packed or one by one. */
function readNumbers(wire: BinaryReader, wireType: WireType, single: WireType, read: () => number): number[] {
  if (wireType === single) return [read()];
  const numbers: number[] = [];
  const end = wire.uint32() + wire.pos;
  while (wire.pos < end) numbers.push(read());
  return numbers;
}

type VisitField = (field: number, wire: BinaryReader, wireType: WireType) => boolean;

/** Calls `visit` at every field of a message; it returns whether it has read the value. */
function forEachField(bytes: Uint8Array, visit: VisitField): void {
  const wire = new BinaryReader(bytes);
  while (wire.pos < wire.len) {
    const [field, wireType] = wire.tag();
    if (!visit(field, wire, wireType)) wire.skip(wireType, field);
  }
}
