import { GlioscopeError } from '#shared/domain/failure.ts';
import { readContent, readStart } from './image-content.ts';
import { headerBytes, parseNiftiHeader } from './nifti-header.ts';

/**
 * One volume of a file that holds several, as bytes of a .nii of its own, in the file's byte order:
 * voxels, scale and every field of the geometry keep their bits; `dim` counts three axes, and header
 * extensions are left out.
 *
 * @param frame counted from 0.
 * @throws GlioscopeError as `parseNifti`; RangeError for a frame the file does not have.
 */
export async function extractFrame(
  bytes: Uint8Array,
  fileName: string,
  frame: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const start = await readStart(bytes, fileName);
  const { geometry, frameCount, imageBytes, imageOffset, isLittleEndian } = parseNiftiHeader(start, fileName);
  if (!Number.isInteger(frame) || frame < 0 || frame >= frameCount) throw new RangeError(`frame ${frame}`);
  if (geometry.dim[0] === undefined || geometry.dim[0] < 3) {
    throw new GlioscopeError('unsupported-file', { file: fileName, reason: 'not-3d' });
  }
  const content = await readContent(bytes, imageOffset + imageBytes, fileName);
  const { version } = geometry;
  const offset = headerBytes[version] + 4;
  const frameBytes = imageBytes / frameCount;
  const first = imageOffset + frame * frameBytes;
  const extracted = new Uint8Array(offset + frameBytes);
  extracted.set(start.subarray(0, headerBytes[version]));
  extracted.set(content.subarray(first, first + frameBytes), offset);
  const view = new DataView(extracted.buffer);
  for (const [axis, size] of [3, null, null, null, 1, 1, 1, 1].entries()) {
    if (size === null) continue;
    if (version === 1) view.setInt16(40 + axis * 2, size, isLittleEndian);
    else view.setBigInt64(16 + axis * 8, BigInt(size), isLittleEndian);
  }
  if (version === 1) view.setFloat32(108, offset, isLittleEndian);
  else view.setBigInt64(168, BigInt(offset), isLittleEndian);
  return extracted;
}
