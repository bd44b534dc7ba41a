import { toFailure } from '#shared/domain/failure.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { readNiftiFile } from '../../imaging/nifti-read.ts';
import { exitCodes, padColumns, type CommandContext } from './command-context.ts';

/** What a file holds; intensities are real ones (after slope and intercept), NaN left out; null when there is none. */
export interface ImageInfo {
  readonly shape: readonly number[];
  /** Rows of the 4x4 matrix voxel index -> mm, RAS+. */
  readonly affine: readonly (readonly number[])[];
  readonly dataType: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/** Prints what a file holds, or with `isJson` why it cannot be read as `{error, message}`; returns the exit code. */
export async function info(path: string, isJson: boolean, context: CommandContext): Promise<number> {
  const { output, sentences } = context;
  if (!isJson) {
    for (const line of describeImage(measureImage(await readNiftiFile(path)))) output.line(line);
    return 0;
  }
  try {
    output.line(JSON.stringify(measureImage(await readNiftiFile(path))));
    return 0;
  } catch (error) {
    const failure = toFailure(error);
    output.line(JSON.stringify({ error: failure.code, message: sentences.failure(failure) }));
    return exitCodes.failed;
  }
}

export function measureImage({ shape, affine, dataType, scale, voxels }: Volume): ImageInfo {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let count = 0;
  for (let index = 0; index < voxels.length; index += 1) {
    const value = (voxels[index] ?? NaN) * scale.slope + scale.intercept;
    if (Number.isNaN(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    count += 1;
  }
  const measured = count === 0 ? { min: null, max: null, mean: null } : { min, max, mean: sum / count };
  return { shape, affine: [0, 4, 8, 12].map((start) => affine.slice(start, start + 4)), dataType, ...measured };
}

function describeImage({ shape, affine, dataType, min, max, mean }: ImageInfo): readonly string[] {
  return [
    `shape     ${shape.join(' x ')}`,
    `dataType  ${dataType}`,
    `min       ${min ?? '-'}`,
    `max       ${max ?? '-'}`,
    `mean      ${mean ?? '-'}`,
    'affine',
    ...padColumns(affine.map((row) => ['', ...row.map(String)])),
  ];
}
