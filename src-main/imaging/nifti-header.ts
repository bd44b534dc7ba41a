import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { labelConventionNames, type LabelConvention } from '#shared/domain/label-scheme.ts';
import { bytesPerVoxel, dataTypes, type DataType, type IntensityScale } from '#shared/domain/volume.ts';
import type { Shape, Vec3 } from '#shared/domain/vector.ts';
import { partnerName } from './pair-names.ts';

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
  /** Size along every axis that counts, 1 to 7 of them, as nibabel's `shape`. */
  readonly storedShape: readonly number[];
  /** The first three axes; 1 along those that are missing. */
  readonly shape: Shape;
  /** How many volumes of that shape follow each other: the product of the further axes. */
  readonly frameCount: number;
  readonly storedType: StoredType;
  readonly isLittleEndian: boolean;
  readonly scale: IntensityScale;
  /** `scl_slope` and `scl_inter` say something that the standard does not use. */
  readonly isScaleIgnored: boolean;
  /** The file was Analyze 7.5 before it was made one file (`join-pair.ts`). */
  readonly isFromAnalyze: boolean;
  readonly isOwnSegmentation: boolean;
  /** How a segmentation of ours is coded, where it says so. */
  readonly ownConvention: LabelConvention | null;
  /** The image's place in the (inflated) file. */
  readonly imageOffset: number;
  /** The header leaves the place open. */
  readonly isOffsetAssumed: boolean;
  /** Of all frames. */
  readonly imageBytes: number;
}

/** As many bytes of a file as its header can need. */
export const largestHeaderBytes = 544;

/** Images above this are refused (a BraTS volume has 18 MB). */
export const largestImageBytes = 2 ** 31;

export const headerBytes = { 1: 348, 2: 540 } as const;
export const singleFileMagic = { 1: 'n+1\0', 2: 'n+2\0\r\n\x1a\n' } as const;
const pairMagic = { 1: 'ni1\0', 2: 'ni2\0\r\n\x1a\n' } as const;

/** Where the magic stands. */
export const magicOffset = { 1: 344, 2: 4 } as const;

/** `descrip` of a file that was made from Analyze 7.5. */
export const analyzeDescription = 'Analyze 7.5: which side is left is assumed';

/** How `descrip` of a segmentation we wrote begins: intake knows by it that no expert drew it. */
const segmentationDescription = 'Glioscope segmentation - research use only, not a medical device';

/** `descrip` of a segmentation: also how its tissues are coded, which values alone do not always tell. */
export function describeSegmentation(convention: LabelConvention): string {
  return `${segmentationDescription} (${convention})`;
}

/** Null for what is not ours, and for what was written before this was. */
function conventionOfOwn(description: string): LabelConvention | null {
  return labelConventionNames.find((name) => description.startsWith(describeSegmentation(name))) ?? null;
}

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

/** CIFTI-2 files are NIfTI-2 files whose "image" is a matrix over surface points (intent codes 3000-3099). */
const ciftiIntents = { first: 3000, last: 3099 } as const;

const kept: ReadonlySet<string> = new Set(dataTypes);

/** A stored type that is kept as it is in memory. */
export function isDataType(type: StoredType): type is DataType {
  return kept.has(type);
}

export function storedBytesPerVoxel(type: StoredType): number {
  return isDataType(type) ? bytesPerVoxel(type) : 8;
}

/**
 * Reads and checks the header at the start of a (inflated) single file; `start` holds its first
 * `largestHeaderBytes`, or all of it when it is shorter.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file.
 */
export function parseNiftiHeader(start: Uint8Array, file: string): NiftiHeader {
  const { version, container } = detectFormat(start, file);
  refuseOtherContainers(container, file);
  const bytes = new Uint8Array(start.subarray(0, headerBytes[version])).buffer;
  const fields = version === 1 ? new NIFTI1() : new NIFTI2();
  fields.readHeader(bytes);
  if (version === 2 && fields.intent_code >= ciftiIntents.first && fields.intent_code <= ciftiIntents.last) {
    throw new GlioscopeError('unsupported-file', { file, reason: 'cifti' });
  }
  const storedType = readStoredType(fields.datatypeCode, file);
  const storedShape = readStoredShape(fields.dims, file);
  const [x = 1, y = 1, z = 1, ...further] = storedShape;
  const frameCount = further.reduce((product, size) => product * size, 1);
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
    storedShape,
    shape: [x, y, z],
    frameCount,
    storedType,
    isLittleEndian: fields.littleEndian,
    scale: readScale(fields.scl_slope, fields.scl_inter, file),
    isScaleIgnored: isScaleIgnored(fields.scl_slope, fields.scl_inter),
    isOwnSegmentation: fields.description.startsWith(segmentationDescription),
    ownConvention: conventionOfOwn(fields.description),
    isFromAnalyze: fields.description.startsWith(analyzeDescription),
    imageOffset: readImageOffset(fields.vox_offset, start, version, file),
    isOffsetAssumed: fields.vox_offset === 0,
    imageBytes: x * y * z * frameCount * storedBytesPerVoxel(storedType),
  };
}

export interface NiftiFormat {
  readonly version: 1 | 2;
  /** Header and image in one file, in two, or (version 1 only) NIfTI's ancestor in two. */
  readonly container: 'single' | 'pair' | 'analyze';
  readonly isLittleEndian: boolean;
}

/**
 * What the first bytes of a (inflated) file say it is.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file (reason `header`).
 */
export function detectFormat(start: Uint8Array, file: string): NiftiFormat {
  if (start.length === 0) throw truncated(file, headerBytes[1] + 4, 0);
  if (start.length < 4) throw new GlioscopeError('not-an-image', { file });
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  for (const version of [1, 2] as const) {
    const size = headerBytes[version];
    const isLittleEndian = view.getInt32(0, true) === size;
    if (!isLittleEndian && view.getInt32(0, false) !== size) continue;
    if (start.length < size) throw truncated(file, size + 4, start.length);
    return { version, container: detectContainer(start, version, file), isLittleEndian };
  }
  throw new GlioscopeError('not-an-image', { file });
}

function detectContainer(start: Uint8Array, version: 1 | 2, file: string): NiftiFormat['container'] {
  const at = magicOffset[version];
  const magic = String.fromCharCode(...start.subarray(at, at + singleFileMagic[version].length));
  if (magic === singleFileMagic[version]) return 'single';
  if (magic === pairMagic[version]) return 'pair';
  if (version === 1) return 'analyze';
  throw new GlioscopeError('damaged-file', { file, reason: 'header' }, { detail: 'NIfTI-2 magic is damaged' });
}

/** A header that stands alone here wants its image from another file; Analyze is taken for one only by its name. */
function refuseOtherContainers(container: NiftiFormat['container'], file: string): void {
  if (container === 'single') return;
  const other = partnerName(file);
  if (container === 'analyze' && other === null) {
    throw new GlioscopeError('unsupported-file', { file, reason: 'analyze' });
  }
  throw pairMissing(file);
}

/** Half of a pair whose other half, `other`, is not there. */
export function pairMissing(file: string): GlioscopeError {
  const other = partnerName(file) ?? `${file.replace(/\.[^.]*$/u, '')}.img`;
  return new GlioscopeError('unsupported-file', { file, other, reason: 'pair-missing' });
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

function readStoredShape(dim: readonly number[], file: string): readonly number[] {
  const axes = dim[0] ?? 0;
  if (!Number.isInteger(axes) || axes < 1 || axes > 7) throw badDimensions(dim, file);
  const used = dim.slice(1, axes + 1);
  if (!used.every((size) => Number.isSafeInteger(size) && size >= 1)) throw badDimensions(dim, file);
  return used;
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

/** NaN for both is how nibabel writes "not set". */
function isScaleIgnored(slope: number, intercept: number): boolean {
  if (Math.abs(slope) === Infinity) return true;
  return (slope === 0 || Number.isNaN(slope)) && intercept !== 0 && !Number.isNaN(intercept);
}

/**
 * 0 stands for "right after the header", as SPM reads it (and unlike nibabel, which takes the header for
 * voxels); not where extensions follow the header: they are no voxels either.
 */
function readImageOffset(stored: number, start: Uint8Array, version: 1 | 2, file: string): number {
  const smallest = headerBytes[version] + 4;
  const hasExtensions = (start[headerBytes[version]] ?? 0) !== 0;
  if (stored === 0 && !hasExtensions) return smallest;
  if (Number.isSafeInteger(stored) && stored >= smallest) return stored;
  throw badOffset(stored, file);
}

export function badOffset(stored: number, file: string): GlioscopeError {
  return new GlioscopeError('damaged-file', { file, reason: 'offset' }, { detail: `vox_offset ${String(stored)}` });
}

/** Read here because nifti-reader-js keeps either srow or the qform's matrix in its one affine. */
function readSrow(header: ArrayBuffer, isLittleEndian: boolean): number[] {
  const view = new DataView(header);
  return Array.from({ length: 12 }, (_, index) => view.getFloat32(280 + index * 4, isLittleEndian));
}

export function truncated(file: string, expectedBytes: number, actualBytes: number): GlioscopeError {
  return new GlioscopeError('truncated-file', { file, expectedBytes, actualBytes });
}
