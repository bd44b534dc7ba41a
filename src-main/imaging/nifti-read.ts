import { basename } from 'node:path';
import type { Affine } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import { viewVoxels, type DataType, type IntensityScale, type Volume, type Voxels } from '#shared/domain/volume.ts';
import { readContent, readStart } from './image-content.ts';
import { readImageBytes } from './image-file.ts';
import { findImageNotes } from './image-notes.ts';
import { isGzip } from './inflate.ts';
import { readLengths, toMillimetres } from './length-units.ts';
import { narrowIntegers } from './narrow-integers.ts';
import { affineOfHeader, badPosition, computeAffine } from './nifti-affine.ts';
import {
  isDataType,
  parseNiftiHeader,
  storedBytesPerVoxel,
  type NiftiGeometryHeader,
  type NiftiHeader,
  type StoredType,
} from './nifti-header.ts';

/**
 * A volume as stored, with the header fields that place it. `voxels` may be a view into a larger buffer.
 * The affine is in mm also where the header counts in other units (`length-units.ts`).
 */
export interface NiftiImage extends Volume {
  readonly header: NiftiGeometryHeader;
  /** What the header leaves open or contradicts. */
  readonly notes: readonly ImageNote[];
  /** Written by Glioscope as a segmentation. */
  readonly isOwnSegmentation: boolean;
  /** How it is coded, where it says so. */
  readonly ownConvention: LabelConvention | null;
}

/** Everything a file holds, with any number of axes: for telling what is in it, not for showing it. */
export interface NiftiArray {
  /** 1 to 7 axes, as nibabel's `shape`. */
  readonly storedShape: readonly number[];
  readonly storedType: StoredType;
  /** In the header's own numbers, as nibabel gives it; may be singular. */
  readonly affine: Affine;
  readonly scale: IntensityScale;
  readonly notes: readonly ImageNote[];
  /** All frames, x fastest. */
  readonly voxels: Voxels;
  /** What one of the affine's units is, in mm. */
  readonly mmPerUnit: number;
}

/** Which volume of a file with several; left out, the file must have one. */
interface FrameChoice {
  /** Counted from 0. */
  readonly frame?: number;
}

/**
 * Bytes of a .nii or .nii.gz (told apart by content) -> volume in its stored data type and order.
 *
 * Inflates on zlib's thread pool, so several files inflate side by side. Takes no copy of a plain
 * little-endian file: the voxels are then a view of `bytes`, which must not be written to afterwards.
 * Axes behind the third of length 1 are dropped, missing ones added. A frame of several is a view too.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file, file-too-large;
 *         RangeError for a frame the file does not have.
 */
export async function parseNifti(
  bytes: Uint8Array,
  fileName: string,
  { frame }: FrameChoice = {},
): Promise<NiftiImage> {
  const header = parseNiftiHeader(await readStart(bytes, fileName), fileName);
  const affine = toMillimetres(computeAffine(header.geometry, fileName), readLengths(header).mmPerUnit);
  refuseUnshowable(header, frame, fileName);
  const frameBytes = header.imageBytes / header.frameCount;
  const stored = await readStored(bytes, header, fileName);
  const first = (frame ?? 0) * frameBytes;
  const decoded = decodeVoxels(stored.bytes.subarray(first, first + frameBytes), header, { ...stored, fileName });
  const { shape, scale, geometry, isOwnSegmentation, ownConvention } = header;
  const notes = findImageNotes(header);
  return { shape, affine, scale, ...decoded, header: geometry, notes, isOwnSegmentation, ownConvention };
}

/**
 * As `parseNifti`, for more of what nibabel reads: any number of axes, and grids flattened in space.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file, file-too-large.
 */
export async function parseNiftiArray(bytes: Uint8Array, fileName: string): Promise<NiftiArray> {
  const header = parseNiftiHeader(await readStart(bytes, fileName), fileName);
  const affine = affineOfHeader(header.geometry);
  if (!affine.every(Number.isFinite)) throw badPosition(affine, fileName);
  const stored = await readStored(bytes, header, fileName);
  const { voxels } = decodeVoxels(stored.bytes, header, { ...stored, fileName });
  const { storedShape, storedType, scale } = header;
  const { mmPerUnit } = readLengths(header);
  return { storedShape, storedType, affine, mmPerUnit, scale, notes: findImageNotes(header), voxels };
}

/**
 * How many volumes of one grid a file holds, from its header alone: 1 for an ordinary one, 4 for the
 * four channels of a Medical Segmentation Decathlon file (FLAIR, T1w, T1gd, T2w).
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file.
 */
export async function countFrames(bytes: Uint8Array, fileName: string): Promise<number> {
  return parseNiftiHeader(await readStart(bytes, fileName), fileName).frameCount;
}

/**
 * The grid fields of a file, for a label map that is to lie on the same grid; its voxels are not inflated.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file.
 */
export async function parseGridHeader(bytes: Uint8Array, fileName: string): Promise<NiftiGeometryHeader> {
  return parseNiftiHeader(await readStart(bytes, fileName), fileName).geometry;
}

/**
 * Reads an image file, or a `.hdr/.img` pair by either of its files.
 *
 * @throws GlioscopeError file-not-found, file-unreadable, and what `parseNifti` throws.
 */
export async function readNiftiFile(path: string, choice: FrameChoice = {}): Promise<NiftiImage> {
  return parseNifti(await readImageBytes(path), basename(path), choice);
}

/** As `parseGridHeader`, of a file or pair. @throws also what `readImageBytes` throws. */
export async function readGridHeader(path: string): Promise<NiftiGeometryHeader> {
  return parseGridHeader(await readImageBytes(path), basename(path));
}

function refuseUnshowable(
  { storedShape, shape, frameCount }: NiftiHeader,
  frame: number | undefined,
  file: string,
): void {
  if (storedShape.length < 2) throw new GlioscopeError('unsupported-file', { file, reason: 'not-3d' });
  if (frame === undefined && frameCount !== 1) {
    throw new GlioscopeError('unsupported-file', { file, reason: 'frames', frames: frameCount });
  }
  if (frame !== undefined && (!Number.isInteger(frame) || frame < 0 || frame >= frameCount)) {
    throw new RangeError(`frame ${frame} of ${frameCount}`);
  }
  // A label map on this grid must fit a NIfTI-1 header.
  if (Math.max(...shape) > 32767) throw new GlioscopeError('unsupported-file', { file, reason: 'dimensions' });
}

interface StoredVoxels {
  readonly bytes: Uint8Array;
  /** False where the bytes belong to the caller. */
  readonly mayOverwrite: boolean;
}

async function readStored(bytes: Uint8Array, header: NiftiHeader, fileName: string): Promise<StoredVoxels> {
  const expectedBytes = header.imageOffset + header.imageBytes;
  const content = await readContent(bytes, expectedBytes, fileName);
  return { bytes: content.subarray(header.imageOffset, expectedBytes), mayOverwrite: isGzip(bytes) };
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
  const size = storedBytesPerVoxel(storedType);
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
