import { GlioscopeError } from '#shared/domain/failure.ts';
import { inflateStart, inflateWhole, isGzip, largestInflatedBytes, measureInflatedBytes } from './inflate.ts';
import { largestHeaderBytes, largestImageBytes, truncated } from './nifti-header.ts';

/**
 * As much of the beginning of a file (plain or gzip) as a header can need.
 *
 * @throws GlioscopeError damaged-file, not-an-image (reason `zipped-twice`).
 */
export async function readStart(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (!isGzip(bytes)) return bytes.subarray(0, largestHeaderBytes);
  const start = await inflateStart(bytes, largestHeaderBytes, file);
  if (isGzip(start)) throw new GlioscopeError('not-an-image', { file, reason: 'zipped-twice' });
  return start;
}

/**
 * A file's content, inflated if need be: at least `expectedBytes`. What the header promises is compared
 * with what the file can hold before memory is spent on it. A plain file is not copied.
 *
 * @throws GlioscopeError truncated-file, file-too-large, damaged-file.
 */
export async function readContent(bytes: Uint8Array, expectedBytes: number, file: string): Promise<Uint8Array> {
  const isCompressed = isGzip(bytes);
  if (isCompressed && expectedBytes > largestInflatedBytes(bytes)) {
    throw truncated(file, expectedBytes, await measureInflatedBytes(bytes));
  }
  if (!isCompressed && bytes.length < expectedBytes) throw truncated(file, expectedBytes, bytes.length);
  if (expectedBytes > largestImageBytes) {
    throw new GlioscopeError('file-too-large', { file, bytes: expectedBytes, limitBytes: largestImageBytes });
  }
  return isCompressed ? inflateWhole(bytes, expectedBytes, file) : bytes;
}
