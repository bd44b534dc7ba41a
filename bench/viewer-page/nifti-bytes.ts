import { benchShape } from './volumes.ts';

/** A NIfTI-1 file of identity geometry around voxels, as an address the page can load from. */
export function writeVolume(voxels: Int16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>): string {
  const header = new DataView(new ArrayBuffer(352));
  header.setInt32(0, 348, true);
  [3, ...benchShape, 1, 1, 1, 1].forEach((size, n) => header.setInt16(40 + 2 * n, size, true));
  const isByte = voxels instanceof Uint8Array;
  header.setInt16(70, isByte ? 2 : 4, true); // datatype
  header.setInt16(72, isByte ? 8 : 16, true); // bitpix
  for (let n = 0; n < 4; n += 1) header.setFloat32(76 + 4 * n, 1, true); // pixdim
  header.setFloat32(108, 352, true); // vox_offset
  header.setFloat32(112, 1, true); // scl_slope
  header.setInt16(254, 1, true); // sform_code
  [280, 300, 320].forEach((offset) => header.setFloat32(offset, 1, true)); // the diagonal of the affine
  header.setUint32(344, 0x6e2b3100, false); // "n+1"
  return URL.createObjectURL(new Blob([header.buffer, voxels]));
}
