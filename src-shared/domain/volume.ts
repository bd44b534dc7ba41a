import type { Geometry } from './affine.ts';

/** Voxel data types kept in memory; 64-bit integers are narrowed by the reader (or refused). */
export const dataTypes = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64'] as const;
export type DataType = (typeof dataTypes)[number];

export type Voxels =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

/** Stored value -> real intensity: `stored * slope + intercept` (NIfTI scl_slope, scl_inter; 1 and 0 when unset). */
export interface IntensityScale {
  readonly slope: number;
  readonly intercept: number;
}

/** A 3D image in its stored data type and voxel order. */
export interface Volume extends Geometry {
  readonly dataType: DataType;
  readonly scale: IntensityScale;
  /** Length = shape product, x fastest. */
  readonly voxels: Voxels;
}

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export function bytesPerVoxel(dataType: DataType): number {
  return arrays[dataType].BYTES_PER_ELEMENT;
}

/** Views bytes (little-endian, as on every platform we run on), or a part of them, as voxels; takes no copy. */
export function viewVoxels(
  dataType: DataType,
  buffer: ArrayBuffer,
  byteOffset = 0,
  byteLength = buffer.byteLength - byteOffset,
): Voxels {
  return new arrays[dataType](buffer, byteOffset, byteLength / bytesPerVoxel(dataType));
}
