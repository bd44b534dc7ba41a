import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { bytesPerVoxel, dataTypes, type DataType, type IntensityScale } from '#shared/domain/volume.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';

/*
 * NIfTI-1 and NIfTI-2 headers. nifti-reader-js picks the fields out of the bytes; every promise the
 * header makes is checked here, before a byte of memory is spent on the image.
 */

/** Where the grid lies, as the header says it: what a label map on the same grid repeats bit for bit. */
export interface NiftiGeometryHeader {
  readonly version: 1 | 2;
  /** 8 numbers; `dim[0]` is how many of the others count. */
  readonly dim: readonly number[];
  /** 8 numbers; `pixdim[0]` is qfac. */
  readonly pixdim: readonly number[];
  readonly qformCode: number;
  readonly sformCode: number;
  /** Quaternion b, c, d. */
  readonly quatern: Vec3;
  readonly qoffset: Vec3;
  /** srow_x, srow_y, srow_z: 12 numbers. */
  readonly srow: readonly number[];
  readonly xyztUnits: number;
}

/** Stored types we read; the two 64-bit ones are narrowed on the way in. */
export type StoredType = DataType | 'int64' | 'uint64';

export interface NiftiHeader {
  readonly geometry: NiftiGeometryHeader;
  readonly shape: Shape;
  readonly storedType: StoredType;
  readonly isLittleEndian: boolean;
  readonly scale: IntensityScale;
  /** The image's place in the (inflated) file. */
  readonly imageOffset: number;
  readonly imageBytes: number;
}

/** As many bytes of a file as its header can need. */
export const largestHeaderBytes = 544;

/** Images above this are refused (a BraTS volume has 18 MB). */
export const largestImageBytes = 2 ** 31;

const headerBytes = { 1: 348, 2: 540 } as const;
const singleFileMagic = { 1: 'n+1\0', 2: 'n+2\0\r\n\x1a\n' } as const;
const pairMagic = { 1: 'ni1\0', 2: 'ni2\0' } as const;

const storedTypes: ReadonlyMap<number, StoredType> = new Map([
  [2, 'uint8'],
  [4, 'int16'],
  [8, 'int32'],
  [16, 'float32'],
  [64, 'float64'],
  [256, 'int8'],
  [512, 'uint16'],
  [768, 'uint32'],
  [1024, 'int64'],
  [1280, 'uint64'],
]);

const refusedTypes: ReadonlyMap<number, string> = new Map([
  [1, 'binary'],
  [32, 'complex'],
  [128, 'rgb'],
  [1536, 'float128'],
  [1792, 'complex'],
  [2048, 'complex'],
  [2304, 'rgb'],
]);

const ciftiIntents = { first: 3000, last: 3099 } as const;

export function isDataType(type: StoredType): type is DataType {
  return (dataTypes as readonly string[]).includes(type); // holds: widening to compare with any string
}

/**
 * Reads and checks a header.
 *
 * @param start the first bytes of the (inflated) file: `largestHeaderBytes`, or all there are.
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file, file-too-large.
 */
export function parseNiftiHeader(start: Uint8Array, file: string): NiftiHeader {
  const version = detectVersion(start, file);
  checkMagic(start, version, file);
  const bytes = new Uint8Array(start.subarray(0, headerBytes[version])).buffer;
  const fields = version === 1 ? new NIFTI1() : new NIFTI2();
  fields.readHeader(bytes);
  if (version === 2 && fields.intent_code >= ciftiIntents.first && fields.intent_code <= ciftiIntents.last) {
    throw new GlioscopeError('unsupported-file', { file, reason: 'cifti' });
  }
  const storedType = readStoredType(fields.datatypeCode, file);
  const shape = readShape(fields.dims, file);
  const imageBytes = shape[0] * shape[1] * shape[2] * (isDataType(storedType) ? bytesPerVoxel(storedType) : 8);
  return {
    geometry: {
      version,
      dim: fields.dims,
      pixdim: fields.pixDims,
      qformCode: fields.qform_code,
      sformCode: fields.sform_code,
      quatern: [fields.quatern_b, fields.quatern_c, fields.quatern_d],
      qoffset: [fields.qoffset_x, fields.qoffset_y, fields.qoffset_z],
      srow: version === 1 ? readSrow(bytes, fields.littleEndian) : fields.affine.slice(0, 3).flat(),
      xyztUnits: fields.xyzt_units,
    },
    shape,
    storedType,
    isLittleEndian: fields.littleEndian,
    scale: readScale(fields.scl_slope, fields.scl_inter, file),
    imageOffset: readImageOffset(fields.vox_offset, version, file),
    imageBytes,
  };
}

function detectVersion(start: Uint8Array, file: string): 1 | 2 {
  if (start.length === 0) throw truncated(file, headerBytes[1] + 4, 0);
  if (start.length < 4) throw new GlioscopeError('not-an-image', { file });
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  for (const version of [1, 2] as const) {
    const size = headerBytes[version];
    if (view.getInt32(0, true) !== size && view.getInt32(0, false) !== size) continue;
    if (start.length < size) throw truncated(file, size + 4, start.length);
    return version;
  }
  throw new GlioscopeError('not-an-image', { file });
}

function checkMagic(start: Uint8Array, version: 1 | 2, file: string): void {
  const at = version === 1 ? 344 : 4;
  const magic = String.fromCharCode(...start.subarray(at, at + singleFileMagic[version].length));
  if (magic === singleFileMagic[version]) return;
  if (magic.startsWith(pairMagic[version])) throw new GlioscopeError('unsupported-file', { file, reason: 'pair' });
  // Analyze 7.5, NIfTI's ancestor, has the same header size and no magic; it does not say left from right.
  if (version === 1) throw new GlioscopeError('unsupported-file', { file, reason: 'analyze' });
  throw new GlioscopeError('damaged-file', { file, reason: 'header' }, { detail: 'NIfTI-2 magic is damaged' });
}

function readStoredType(code: number, file: string): StoredType {
  const type = storedTypes.get(code);
  if (type !== undefined) return type;
  throw new GlioscopeError(
    'unsupported-file',
    { file, reason: refusedTypes.get(code) ?? 'data-type' },
    { detail: `NIfTI datatype ${String(code)}` },
  );
}

/** Three axes; further ones of length 1 are dropped, longer ones refused (several volumes in one file). */
function readShape(dim: readonly number[], file: string): Shape {
  const [axes = 0, x = 0, y = 0, z = 0, ...others] = dim;
  if (!Number.isInteger(axes) || axes < 1 || axes > 7) throw badDimensions(dim, file);
  const used = dim.slice(1, axes + 1);
  if (!used.every((size) => Number.isSafeInteger(size) && size >= 1)) throw badDimensions(dim, file);
  if (axes < 3) throw new GlioscopeError('unsupported-file', { file, reason: 'not-3d' });
  const frames = others.slice(0, axes - 3).reduce((product, size) => product * size, 1);
  if (frames !== 1) throw new GlioscopeError('unsupported-file', { file, reason: 'frames', frames });
  // A label map on this grid must fit a NIfTI-1 header.
  if (Math.max(x, y, z) > 32767) throw new GlioscopeError('unsupported-file', { file, reason: 'dimensions' });
  return [x, y, z];
}

function badDimensions(dim: readonly number[], file: string): GlioscopeError {
  return new GlioscopeError('damaged-file', { file, reason: 'dimensions' }, { detail: `dim = ${dim.join(' ')}` });
}

/** `scl_slope` 0 or not finite means "not set" (nifti1.h). */
function readScale(slope: number, intercept: number, file: string): IntensityScale {
  if (slope === 0 || !Number.isFinite(slope)) return { slope: 1, intercept: 0 };
  if (Number.isFinite(intercept)) return { slope, intercept };
  throw new GlioscopeError('damaged-file', { file, reason: 'scale' }, { detail: `scl_inter ${String(intercept)}` });
}

/** 0 stands for "right after the header", as nibabel and SPM read it. */
function readImageOffset(stored: number, version: 1 | 2, file: string): number {
  const smallest = headerBytes[version] + 4;
  if (stored === 0) return smallest;
  if (Number.isSafeInteger(stored) && stored >= smallest) return stored;
  throw new GlioscopeError('damaged-file', { file, reason: 'offset' }, { detail: `vox_offset ${String(stored)}` });
}

/** Read here because nifti-reader-js keeps either srow or the qform's matrix in its one affine. */
function readSrow(header: ArrayBuffer, isLittleEndian: boolean): number[] {
  const view = new DataView(header);
  return Array.from({ length: 12 }, (_, index) => view.getFloat32(280 + index * 4, isLittleEndian));
}

export function truncated(file: string, expectedBytes: number, actualBytes: number): GlioscopeError {
  return new GlioscopeError('truncated-file', { file, expectedBytes, actualBytes });
}
