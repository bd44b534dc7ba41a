import { GlioscopeError } from '#shared/domain/failure.ts';

/** The narrowest of int32 and float64 that holds every value exactly. */
export type NarrowedIntegers =
  | { readonly dataType: 'int32'; readonly voxels: Int32Array<ArrayBuffer> }
  | { readonly dataType: 'float64'; readonly voxels: Float64Array<ArrayBuffer> };

/**
 * 64-bit integers -> int32 when all fit, else float64 when all are exact there (magnitude <= 2^53).
 *
 * @throws GlioscopeError unsupported-file (reason `long-integers`) when neither holds every value.
 */
export function narrowIntegers(integers: BigInt64Array | BigUint64Array, file: string): NarrowedIntegers {
  let smallest = 0n;
  let largest = 0n;
  for (const value of integers) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  if (smallest >= -(2n ** 31n) && largest < 2n ** 31n) {
    return { dataType: 'int32', voxels: Int32Array.from(integers, Number) };
  }
  if (smallest < -(2n ** 53n) || largest > 2n ** 53n) {
    throw new GlioscopeError('unsupported-file', { file, reason: 'long-integers' });
  }
  return { dataType: 'float64', voxels: Float64Array.from(integers, Number) };
}
