import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { isConstant, type OnnxAttribute, type OnnxConstant, type OnnxGraph, type OnnxNode } from './onnx-graph.ts';

/* The way back from `onnx-read.ts`: small networks for the test of the engines, and for the project's own tests. */

/** Newest that every provider's ONNX Runtime of this release reads; operations as of opset 16. */
const irVersion = 8;
const opset = 16;
/** TensorProto.DataType */
const float32 = 1;
const int64 = 7;
/** AttributeProto.AttributeType */
const attributeTypes = { float: 1, integer: 2, text: 3, tensor: 4, integers: 7 };

/** Attributes that ONNX declares as floats; a whole number cannot be told from an integer here. */
const floatAttributes = new Set(['alpha', 'epsilon']);

/**
 * An ONNX file. Inputs and outputs are float32 of five dimensions, batch and space of any size.
 *
 * @param channels of each input and output, by name.
 */
export function serialiseOnnx(graph: OnnxGraph, channels: Readonly<Record<string, number>>): Uint8Array {
  const model = new BinaryWriter();
  model.tag(1, WireType.Varint).int64(irVersion);
  message(model, 7, (body) => {
    for (const node of graph.nodes) message(body, 1, (part) => writeNode(part, node));
    text(body, 2, 'glioscope');
    for (const [name, constant] of graph.constants) {
      message(body, 5, (part) => writeConstant(part, constant, name));
    }
    for (const name of graph.inputs) message(body, 11, (part) => writeValueInfo(part, name, channels[name] ?? 1));
    for (const name of graph.outputs) message(body, 12, (part) => writeValueInfo(part, name, channels[name] ?? 1));
  });
  message(model, 8, (part) => {
    part.tag(2, WireType.Varint).int64(opset);
  });
  return model.finish();
}

function writeNode(wire: BinaryWriter, { operator, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) text(wire, 1, input);
  for (const output of outputs) text(wire, 2, output);
  text(wire, 4, operator);
  for (const [name, value] of attributes) {
    message(wire, 5, (part) => {
      text(part, 1, name);
      writeAttribute(part, name, value);
    });
  }
}

function writeAttribute(wire: BinaryWriter, name: string, value: OnnxAttribute): void {
  const type = (kind: keyof typeof attributeTypes): void => {
    wire.tag(20, WireType.Varint).int32(attributeTypes[kind]);
  };
  if (isConstant(value)) {
    message(wire, 5, (part) => writeConstant(part, value, name));
    type('tensor');
  } else if (typeof value === 'string') {
    text(wire, 4, value);
    type('text');
  } else if (typeof value === 'object') {
    for (const number of value) wire.tag(8, WireType.Varint).int64(number);
    type('integers');
  } else if (floatAttributes.has(name)) {
    wire.tag(2, WireType.Bit32).float(value);
    type('float');
  } else {
    wire.tag(3, WireType.Varint).int64(value);
    type('integer');
  }
}

function writeConstant(wire: BinaryWriter, { dims, values }: OnnxConstant, name: string): void {
  const isFloat = values instanceof Float32Array;
  for (const dim of dims) wire.tag(1, WireType.Varint).int64(dim);
  wire.tag(2, WireType.Varint).int32(isFloat ? float32 : int64);
  text(wire, 8, name);
  const { buffer } = isFloat ? values.slice() : BigInt64Array.from(values, BigInt);
  wire.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(buffer));
}

/** ValueInfoProto of a float32 tensor [1, channels, x, y, z]. */
function writeValueInfo(wire: BinaryWriter, name: string, channels: number): void {
  text(wire, 1, name);
  message(wire, 2, (type) => {
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(float32);
      message(tensor, 2, (shape) => {
        for (const dim of [1, channels, 'x', 'y', 'z']) {
          message(shape, 1, (part) => {
            if (typeof dim === 'string') text(part, 2, dim);
            else part.tag(1, WireType.Varint).int64(dim);
          });
        }
      });
    });
  });
}

function text(wire: BinaryWriter, field: number, value: string): void {
  wire.tag(field, WireType.LengthDelimited).string(value);
}

function message(wire: BinaryWriter, field: number, write: (part: BinaryWriter) => void): void {
  wire.tag(field, WireType.LengthDelimited).fork();
  write(wire);
  wire.join();
}
