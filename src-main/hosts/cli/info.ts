import { basename } from 'node:path';
import { isInvertible, orientationCode, voxelSpacingMm } from '#shared/domain/affine.ts';
import { toFailure } from '#shared/domain/failure.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import { measureArray, type ArrayStatistics } from '../../imaging/array-statistics.ts';
import { readImageBytes } from '../../imaging/image-file.ts';
import { parseNiftiArray } from '../../imaging/nifti-read.ts';
import { exitCodes, padColumns, type CommandContext } from './command-context.ts';

/**
 * What a file holds: any number of axes, also where a study would not take it. Intensities are real
 * ones (after slope and intercept) of all frames; NaN and infinities are left out, null when nothing is left.
 */
export interface ImageInfo extends ArrayStatistics {
  /** All stored axes, as nibabel's `shape`. */
  readonly shape: readonly number[];
  /** Rows of the 4x4 matrix voxel index -> mm, RAS+. */
  readonly affine: readonly (readonly number[])[];
  /** Of the first three axes, mm, whatever unit the affine counts in; null, as the next, where the affine is singular. */
  readonly spacingMm: readonly number[] | null;
  /** Where the first three axes lead, as nibabel's `aff2axcodes`: RAS, LPS ... */
  readonly orientation: string | null;
  /** As stored, by numpy's name: `int64` also where memory holds it narrower. */
  readonly dataType: string;
  readonly notes: readonly ImageNote[];
}

/** Prints what a file holds, or with `isJson` why it cannot be read as `{error, message}`; returns the exit code. */
export async function info(path: string, isJson: boolean, context: CommandContext): Promise<number> {
  const { output, sentences } = context;
  if (!isJson) {
    for (const line of describeImage(await inspectImage(path))) output.line(line);
    return 0;
  }
  try {
    output.line(JSON.stringify(await inspectImage(path)));
    return 0;
  } catch (error) {
    const failure = toFailure(error);
    output.line(JSON.stringify({ error: failure.code, message: sentences.failure(failure) }));
    return exitCodes.failed;
  }
}

/**
 * Reads a file, or a `.hdr/.img` pair by either of its files.
 *
 * @throws GlioscopeError as `readImageBytes` and `parseNiftiArray`.
 */
export async function inspectImage(path: string): Promise<ImageInfo> {
  const array = await parseNiftiArray(await readImageBytes(path), basename(path));
  const { storedShape, storedType, affine, mmPerUnit, notes } = array;
  const rows = [0, 4, 8, 12].map((start) => affine.slice(start, start + 4));
  const grid = isInvertible(affine)
    ? { spacingMm: voxelSpacingMm(affine).map((size) => size * mmPerUnit), orientation: orientationCode(affine) }
    : { spacingMm: null, orientation: null };
  return { shape: storedShape, affine: rows, ...grid, dataType: storedType, ...measureArray(array), notes };
}

function describeImage(image: ImageInfo): readonly string[] {
  const { shape, affine, spacingMm, orientation, dataType, min, max, mean, notes } = image;
  return [
    `shape        ${shape.join(' x ')}`,
    `voxel, mm    ${spacingMm?.map((mm) => String(Number(mm.toFixed(4)))).join(' x ') ?? '-'}`,
    `orientation  ${orientation ?? '-'}`,
    `dataType     ${dataType}`,
    `min          ${min ?? '-'}`,
    `max          ${max ?? '-'}`,
    `mean         ${mean ?? '-'}`,
    ...notes.map(({ code, params }) => `note         ${[code, ...Object.values(params)].join(' ')}`),
    'affine',
    ...padColumns(affine.map((row) => ['', ...row.map(String)])),
  ];
}
