import { createGunzip, constants, gunzip } from 'node:zlib';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { truncated } from './nifti-header.ts';

/** gzip, by content: names lie. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Upper bound of what can be inside: DEFLATE shrinks nothing to less than 1/1032. */
export function largestInflatedBytes(bytes: Uint8Array): number {
  return bytes.length * 1032;
}

/** Room behind the promised bytes, so that zlib fills one chunk in one go and a little padding does no harm. */
const slackBytes = 65536;

/** Inflates piece by piece; a stream that ends early just ends, a damaged one throws zlib's error. */
function inflatedChunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  const stream = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  stream.end(bytes);
  return stream;
}

/**
 * The first `wantedBytes` of what is inside, fewer when there is less. Stops there: what follows is
 * neither inflated nor checked, so a bomb costs no more than was asked for.
 */
export async function inflateStart(bytes: Uint8Array, wantedBytes: number, file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of inflatedChunks(bytes)) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= wantedBytes) break;
    }
  } catch (error) {
    throw damagedGzip(file, error);
  }
  return Buffer.concat(chunks, Math.min(length, wantedBytes));
}

/**
 * Inflates a file that promises `expectedBytes`, on zlib's thread pool and in one piece: the result is
 * not copied together from chunks. Memory is bounded by the promise. Bytes behind the promised ones are ignored, as nibabel does.
 *
 * @throws GlioscopeError truncated-file, damaged-file.
 */
export async function inflateWhole(bytes: Uint8Array, expectedBytes: number, file: string): Promise<Uint8Array> {
  const room = expectedBytes + slackBytes;
  try {
    const inflated = await gunzipAsync(bytes, room);
    if (inflated.length < expectedBytes) throw truncated(file, expectedBytes, inflated.length);
    return inflated;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof GlioscopeError) throw error;
    if (code === 'ERR_BUFFER_TOO_LARGE') return inflateStart(bytes, expectedBytes, file);
    if (code !== 'Z_BUF_ERROR') throw damagedGzip(file, error);
    const actualBytes = await measureInflatedBytes(bytes);
    // All voxels are there and only the checksum behind them is cut off: they cannot be vouched for.
    if (actualBytes >= expectedBytes) throw damagedGzip(file, error);
    throw truncated(file, expectedBytes, actualBytes);
  }
}

function gunzipAsync(bytes: Uint8Array, room: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { chunkSize: room, maxOutputLength: room }, (error, inflated) => {
      if (error) reject(error);
      else resolve(inflated);
    });
  });
}

/** How much a cut-off file still holds, in constant memory. */
export async function measureInflatedBytes(bytes: Uint8Array): Promise<number> {
  let length = 0;
  try {
    for await (const chunk of inflatedChunks(bytes)) length += chunk.length;
  } catch {
    // Damaged as well as cut off: what came before the damage counts.
  }
  return length;
}

function damagedGzip(file: string, cause: unknown): GlioscopeError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new GlioscopeError('damaged-file', { file, reason: 'gzip' }, { detail, cause });
}
