import { GlioscopeError } from '#shared/domain/failure.ts';
import { readContent, readStart } from './image-content.ts';
import {
  analyzeDescription,
  badOffset,
  detectFormat,
  headerBytes,
  magicOffset,
  parseNiftiHeader,
  singleFileMagic,
  type NiftiFormat,
} from './nifti-header.ts';

/** The two files of a pair; bytes plain or gzip. */
export interface PairBytes {
  readonly header: Uint8Array;
  readonly headerName: string;
  readonly image: Uint8Array;
  readonly imageName: string;
}

/**
 * A `.hdr/.img` pair -> bytes of a .nii in the pair's own byte order, so that everything behind the
 * door knows one kind of file.
 *
 * NIfTI pairs: only magic and `vox_offset` change and header extensions are left out; every field of
 * the geometry, the scale and the voxels keep their bits. Analyze 7.5: its fields at NIfTI's places,
 * see `convertAnalyze`.
 *
 * @throws GlioscopeError not-an-image, truncated-file, damaged-file, unsupported-file, file-too-large.
 */
export async function joinPair(pair: PairBytes): Promise<Uint8Array<ArrayBuffer>> {
  const format = detectFormat(await readStart(pair.header, pair.headerName), pair.headerName);
  const start = await readContent(pair.header, headerBytes[format.version], pair.headerName); // to its end: the checksum counts
  const header = new Uint8Array(headerBytes[format.version] + 4);
  header.set(start.subarray(0, headerBytes[format.version]));
  const offsetInImage = readPairOffset(header, format, pair.headerName);
  if (format.container === 'analyze') convertAnalyze(header, format.isLittleEndian, pair.headerName);
  makeSingle(header, format);
  const { imageBytes } = parseNiftiHeader(header, pair.headerName);
  const content = await readContent(pair.image, offsetInImage + imageBytes, pair.imageName);
  const joined = new Uint8Array(header.length + imageBytes);
  joined.set(header);
  joined.set(content.subarray(offsetInImage, offsetInImage + imageBytes), header.length);
  return joined;
}

/** `vox_offset` counts from the start of the image's file here. */
function readPairOffset(header: Uint8Array, { version, isLittleEndian }: NiftiFormat, file: string): number {
  const view = viewOf(header);
  const stored = version === 1 ? view.getFloat32(108, isLittleEndian) : Number(view.getBigInt64(168, isLittleEndian));
  if (!Number.isSafeInteger(stored) || stored < 0) throw badOffset(stored, file);
  return stored;
}

function makeSingle(header: Uint8Array, { version, isLittleEndian }: NiftiFormat): void {
  const view = viewOf(header);
  if (version === 1) view.setFloat32(108, header.length, isLittleEndian);
  else view.setBigInt64(168, BigInt(header.length), isLittleEndian);
  header.set(Buffer.from(singleFileMagic[version], 'latin1'), magicOffset[version]);
}

/** Types Analyze 7.5 has; NIfTI gave them the same codes. Others are refused, as nibabel does. */
const analyzeTypes: ReadonlySet<number> = new Set([1, 2, 4, 8, 16, 32, 64, 128]);

/** Parts of the header where NIfTI put something that Analyze does not know; [from, to) in bytes. */
const niftiOnly = [
  [56, 70], // intent
  [74, 76], // slice_start
  [120, 124], // slice_end, slice_code, xyzt_units
  [132, 140], // slice_duration, toffset
  [148, 348], // texts, transforms, magic
] as const;

/**
 * Analyze 7.5 says how large voxels are and not how they lie. As nibabel and SPM do, x is taken to run
 * to the left, y to anterior, z to superior, around SPM's origin voxel where it is set and sensible,
 * else around the centre. That becomes the sform. `descrip` marks the file, so that the assumption is still known once it is in the library.
 */
function convertAnalyze(header: Uint8Array, isLittleEndian: boolean, file: string): void {
  const view = viewOf(header);
  const code = view.getInt16(70, isLittleEndian);
  if (!analyzeTypes.has(code)) {
    const detail = `Analyze datatype ${String(code)}`;
    throw new GlioscopeError('unsupported-file', { file, reason: 'data-type' }, { detail });
  }
  const [slope, intercept] = analyzeScale(view, isLittleEndian);
  const srow = originTransform(view, isLittleEndian);
  for (const [from, to] of niftiOnly) header.fill(0, from, to);
  view.setFloat32(76, 1, isLittleEndian); // qfac
  view.setFloat32(112, slope, isLittleEndian);
  view.setFloat32(116, intercept, isLittleEndian);
  header.set(Buffer.from(analyzeDescription, 'latin1'), 148);
  view.setInt16(254, 2, isLittleEndian); // NIFTI_XFORM_ALIGNED_ANAT
  for (const [index, value] of srow.entries()) view.setFloat32(280 + index * 4, value, isLittleEndian);
}

/** SPM2's rule: slope and intercept, else the ratio of the calibrated range to the stored one; 0 0 is "not set". */
function analyzeScale(view: DataView, isLittleEndian: boolean): readonly [slope: number, intercept: number] {
  const float = (at: number): number => view.getFloat32(at, isLittleEndian);
  const slope = float(112);
  if (Number.isFinite(slope) && slope !== 0) return [slope, Number.isFinite(float(116)) ? float(116) : 0];
  const [storedHigh, storedLow] = [view.getInt32(140, isLittleEndian), view.getInt32(144, isLittleEndian)];
  const [high, low] = [float(124), float(128)];
  const ratio = (high - low) / (storedHigh - storedLow);
  if (!Number.isFinite(ratio) || ratio === 0) return [0, 0];
  return [ratio, low - ratio * storedLow];
}

/** Rows of the affine (`get_origin_affine` of nibabel's spm99analyze.py). SPM's origin is a voxel counted from 1. */
function originTransform(view: DataView, isLittleEndian: boolean): readonly number[] {
  const int16 = (at: number): number => view.getInt16(at, isLittleEndian);
  const dim = [42, 44, 46].map(int16);
  const origin = [253, 255, 257].map(int16);
  const isInOrNearGrid = origin.every((voxel, axis) => voxel > -(dim[axis] ?? 0) && voxel < (dim[axis] ?? 0) * 2);
  const isOriginSet = isInOrNearGrid && origin.some((voxel) => voxel !== 0);
  return [0, 1, 2].flatMap((axis) => {
    const stored = view.getFloat32(80 + axis * 4, isLittleEndian);
    const size = (stored === 0 ? 1 : Math.abs(stored)) * (axis === 0 ? -1 : 1);
    const centre = isOriginSet ? (origin[axis] ?? 0) - 1 : ((dim[axis] ?? 0) - 1) / 2;
    const row = [0, 0, 0, -centre * size];
    row[axis] = size;
    return row;
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
