import { basename } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { bytesPerVoxel, viewVoxels, type DataType, type Volume, type Voxels } from '#shared/domain/volume.ts';
import { readImageBytes } from './image-file.ts';
import { inflateStart, inflateWhole, isGzip, largestInflatedBytes, measureInflatedBytes } from './inflate.ts';
import { computeAffine } from './nifti-affine.ts';
import {
  isDataType,
  largestHeaderBytes,
  largestImageBytes,
  parseNiftiHeader,
  truncated,
  type NiftiGeometryHeader,
  type NiftiHeader,
} from './nifti-header.ts';
import { narrowIntegers } from './narrow-integers.ts';

/** A volume as stored, with the header fields that place it. `voxels` may be a view into a larger buffer. */
export interface NiftiImage extends Volume {
  readonly header: NiftiGeometryHeader;
}

/**
 * Bytes of a .nii or .nii.gz (told apart by content) -> volume in its stored data type and order.
 *
 * Inflates on zlib's thread pool, so several files inflate side by side. Takes no copy of a plain
 * little-endian file: the voxels are then a view of `bytes`, which must not be written to afterwards.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file, file-too-large.
 */
export async function parseNifti(bytes: Uint8Array, fileName: string): Promise<NiftiImage> {
  const isCompressed = isGzip(bytes);
  const start = isCompressed ? await inflateStart(bytes, largestHeaderBytes, fileName) : bytes;
  const header = parseNiftiHeader(start.subarray(0, largestHeaderBytes), fileName);
  const affine = computeAffine(header.geometry, fileName);
  const expectedBytes = header.imageOffset + header.imageBytes;
  await checkPromise(bytes, expectedBytes, fileName);
  const content = isCompressed ? await inflateWhole(bytes, expectedBytes, fileName) : bytes;
  const stored = content.subarray(header.imageOffset, expectedBytes);
  const { dataType, voxels } = decodeVoxels(stored, header, { mayOverwrite: isCompressed, fileName });
  return { shape: header.shape, affine, dataType, scale: header.scale, voxels, header: header.geometry };
}

/**
 * Reads an image file.
 *
 * @throws GlioscopeError file-not-found, file-unreadable, and what `parseNifti` throws.
 */
export async function readNiftiFile(path: string): Promise<NiftiImage> {
  return parseNifti(await readImageBytes(path), basename(path));
}

/** Compares what the header promises with what the file can hold, before memory is spent on it. */
async function checkPromise(bytes: Uint8Array, expectedBytes: number, file: string): Promise<void> {
  if (isGzip(bytes)) {
    if (expectedBytes > largestInflatedBytes(bytes)) {
      throw truncated(file, expectedBytes, await measureInflatedBytes(bytes));
    }
  } else if (bytes.length < expectedBytes) {
    throw truncated(file, expectedBytes, bytes.length);
  }
  if (expectedBytes > largestImageBytes) {
    throw new GlioscopeError('file-too-large', { file, bytes: expectedBytes, limitBytes: largestImageBytes });
  }
}

interface Decoded {
  readonly dataType: DataType;
  readonly voxels: Voxels;
}

function decodeVoxels(
  stored: Uint8Array,
  { storedType, isLittleEndian }: NiftiHeader,
  { mayOverwrite, fileName }: { mayOverwrite: boolean; fileName: string },
): Decoded {
  const size = isDataType(storedType) ? bytesPerVoxel(storedType) : 8;
  const isAligned = stored.byteOffset % size === 0 && stored.buffer instanceof ArrayBuffer;
  const mustSwap = !isLittleEndian && size > 1;
  const own = isAligned && (!mustSwap || mayOverwrite) ? stored : new Uint8Array(stored);
  if (mustSwap) swapBytes(own, size);
  const { byteOffset, byteLength } = own;
  const buffer = own.buffer as ArrayBuffer; // holds: checked above, and a copy has an ArrayBuffer
  if (isDataType(storedType)) {
    return { dataType: storedType, voxels: viewVoxels(storedType, buffer, byteOffset, byteLength) };
  }
  const integers =
    storedType === 'int64'
      ? new BigInt64Array(buffer, byteOffset, byteLength / 8)
      : new BigUint64Array(buffer, byteOffset, byteLength / 8);
  return narrowIntegers(integers, fileName);
}

function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else buffer.swap64();
}
