/** A network as its ONNX file describes it: operations in the order they can be run, and constants by name. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: ReadonlyMap<string, OnnxConstant>;
  /** Inputs that are not constants. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface OnnxNode {
  readonly operator: string;
  /** '' where an optional input is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** Only the kinds that operations of images use; others are not kept. */
export type OnnxAttribute = number | string | readonly number[] | OnnxConstant;

/** A tensor in the file. Half precision is widened; integers outside 32 bits are clamped (they mean "to the end"). */
export interface OnnxConstant {
  readonly dims: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export function isConstant(attribute: OnnxAttribute | undefined): attribute is OnnxConstant {
  return typeof attribute === 'object' && 'dims' in attribute;
}

export function numberOf(node: OnnxNode, name: string, fallback: number): number {
  const value = node.attributes.get(name);
  return typeof value === 'number' ? value : fallback;
}

export function textOf(node: OnnxNode, name: string, fallback: string): string {
  const value = node.attributes.get(name);
  return typeof value === 'string' ? value : fallback;
}

/** null where the attribute is absent. */
export function numbersOf(node: OnnxNode, name: string): readonly number[] | null {
  const value = node.attributes.get(name);
  return Array.isArray(value) ? value : null;
}
