import { promisify } from 'node:util';
import { gzip, type ZlibOptions } from 'node:zlib';
import { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import { voxelSpacingMm } from '#shared/domain/affine.ts';
import { bytesPerVoxel, type DataType, type Volume } from '#shared/domain/volume.ts';
import { computeQform } from './nifti-affine.ts';
import type { NiftiGeometryHeader } from './nifti-header.ts';
import type { NiftiImage } from './nifti-read.ts';

/** What every file we write says of itself (`descrip` has 80 bytes). */
export const researchUseDescription = 'Glioscope - research use only, not a medical device';

const datatypeCodes: Readonly<Record<DataType, number>> = {
  uint8: 2,
  int16: 4,
  int32: 8,
  float32: 16,
  float64: 64,
  int8: 256,
  uint16: 512,
  uint32: 768,
};

const labelIntent = 1002; // NIFTI_INTENT_LABEL
const scannerCode = 1; // NIFTI_XFORM_SCANNER_ANAT
const millimetres = 2; // NIFTI_UNITS_MM

interface WriteOptions {
  /** At most 79 ASCII characters. */
  readonly description: string;
}

/**
 * Label map -> bytes of a .nii (uint8, little-endian, intent "label") whose grid fields are those of
 * `header`, bit for bit: what lay on top of the file they came from lies on top of it again. Written
 * in the version of NIFTI `header` came from, as NIfTI-1 cannot hold NIfTI-2's 64-bit floats.
 *
 * @param labels codes as they shall stand in the file, shape `header.dim[1..3]`, x fastest.
 */
export function serialiseLabelMap(labels: Uint8Array, header: NiftiGeometryHeader, options: WriteOptions): Uint8Array {
  return serialise(
    labels,
    { geometry: header, dataType: 'uint8', slope: 1, intercept: 0, intent: labelIntent },
    options,
  );
}

/**
 * Volume -> bytes of a .nii (NIfTI-1, little-endian), its affine as sform and, unless it has shear,
 * as qform too; numbers are rounded to float32.
 */
export function serialiseVolume(volume: Volume, options: WriteOptions): Uint8Array {
  const { shape, affine, dataType, scale } = volume;
  const qform = computeQform(affine);
  const geometry: NiftiGeometryHeader = {
    version: 1,
    dim: [3, ...shape, 1, 1, 1, 1],
    pixdim: [qform?.qfac ?? 1, ...voxelSpacingMm(affine), 0, 0, 0, 0],
    qformCode: qform === null ? 0 : scannerCode,
    sformCode: scannerCode,
    quatern: qform?.quatern ?? [0, 0, 0],
    qoffset: [affine[3] ?? 0, affine[7] ?? 0, affine[11] ?? 0],
    srow: affine.slice(0, 12),
    xyztUnits: millimetres,
  };
  const { buffer, byteOffset, byteLength } = volume.voxels;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return serialise(bytes, { geometry, dataType, slope: scale.slope, intercept: scale.intercept, intent: 0 }, options);
}

/** A volume that was read -> bytes of a .nii (little-endian) with its voxels, its scale and, bit for bit, its grid fields. */
export function serialiseImage({ header, dataType, scale, voxels }: NiftiImage, options: WriteOptions): Uint8Array {
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  return serialise(bytes, { geometry: header, dataType, ...scale, intent: 0 }, options);
}

/** On zlib's thread pool. @param level 1 (fast) to 9 (small); 6 is what every tool uses for .nii.gz. */
export async function gzipNifti(bytes: Uint8Array, level = 6): Promise<Uint8Array> {
  return promisify<Uint8Array, ZlibOptions, Uint8Array>(gzip)(bytes, { level });
}

interface ImageFields {
  readonly geometry: NiftiGeometryHeader;
  readonly dataType: DataType;
  readonly slope: number;
  readonly intercept: number;
  readonly intent: number;
}

/** @param image little-endian bytes of the voxels, as on every platform we run on. */
function serialise(image: Uint8Array, fields: ImageFields, { description }: WriteOptions): Uint8Array {
  const { geometry } = fields;
  const [axes = 3, ...sizes] = geometry.dim;
  const [x = 1, y = 1, z = 1] = sizes.slice(0, axes);
  const bits = bytesPerVoxel(fields.dataType) * 8;
  if (image.length !== (x * y * z * bits) / 8) {
    throw new RangeError(`${x} x ${y} x ${z} ${fields.dataType} voxels expected, got ${image.length} bytes`);
  }
  const header = geometry.version === 1 ? new NIFTI1() : new NIFTI2();
  header.littleEndian = true;
  header.magic = geometry.version === 1 ? 'n+1\0' : 'n+2\0\r\n\x1a\n';
  header.dims = [Math.min(3, axes), x, y, z, 1, 1, 1, 1];
  header.pixDims = [...geometry.pixdim];
  header.datatypeCode = datatypeCodes[fields.dataType];
  header.numBitsPerVoxel = bits;
  header.scl_slope = fields.slope;
  header.scl_inter = fields.intercept;
  header.intent_code = fields.intent;
  header.xyzt_units = geometry.xyztUnits;
  header.qform_code = geometry.qformCode;
  header.sform_code = geometry.sformCode;
  [header.quatern_b, header.quatern_c, header.quatern_d] = geometry.quatern;
  [header.qoffset_x, header.qoffset_y, header.qoffset_z] = geometry.qoffset;
  header.affine = [...[0, 4, 8].map((start) => geometry.srow.slice(start, start + 4)), [0, 0, 0, 1]];
  header.description = asciiField(description, 79);
  header.vox_offset = geometry.version === 1 ? 352 : 544;
  const start = new Uint8Array(header.toArrayBuffer());
  const bytes = new Uint8Array(start.length + image.length);
  bytes.set(start);
  bytes.set(image, start.length);
  return bytes;
}

/** A longer text would run over into the next field of the header. */
function asciiField(text: string, length: number): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, length);
}
