import { GlioscopeError } from '#shared/domain/failure.ts';
import {
  internalLabels,
  labelConventions,
  recodingTable,
  tissues,
  type LabelConvention,
  type Tissue,
} from '#shared/domain/label-scheme.ts';
import type { NiftiImage } from './nifti-read.ts';
import type { Volume } from '#shared/domain/volume.ts';

export interface LabelMapContent {
  /** Internal codes, on the grid of the file, x fastest. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly convention: LabelConvention;
}

const conventions = ['brats-2018', 'brats-2023'] as const satisfies readonly LabelConvention[];

const knownCodes: ReadonlySet<number> = new Set([
  0,
  ...conventions.flatMap((convention) => Object.values(labelConventions[convention])),
]);

/**
 * Recodes a stored label map of any data type, floats included, to internal codes.
 *
 * The convention shows in the code of enhancing tumour. Where that tissue is absent nothing tells,
 * and nothing depends on it but the convention reported: `fallback`. The Decathlon's codes cannot be told
 * from BraTS 2023's by looking: they are meant where the file says so, as ours do, or else `fallback`, and nothing contradicts.
 *
 * @throws GlioscopeError not-a-label-map, with the first value that is no label, or with both codes of
 *         enhancing tumour when a file uses both.
 */
export function readLabelMap(
  image: Volume & Partial<Pick<NiftiImage, 'ownConvention'>>,
  fileName: string,
  fallback: LabelConvention = 'brats-2023',
): LabelMapContent {
  const presumed = image.ownConvention ?? fallback;
  const { labels, stranger } = readCodes(image);
  if (stranger !== null) {
    const value = String(Number(stranger.toPrecision(6)));
    throw new GlioscopeError('not-a-label-map', { file: fileName, reason: 'value', value });
  }
  const found = conventionsOf(codesIn(labels));
  if (found.length > 1) {
    const value = found.map((convention) => labelConventions[convention].et).join(' + ');
    throw new GlioscopeError('not-a-label-map', { file: fileName, reason: 'two-conventions', value });
  }
  const isDecathlon = presumed === 'msd' && found[0] !== 'brats-2018';
  const convention = isDecathlon ? 'msd' : (found[0] ?? presumed);
  const table = recodingTable(labelConventions[convention], internalLabels);
  for (let index = 0; index < labels.length; index += 1) labels[index] = table[labels[index] ?? 0] ?? 0;
  return { labels, convention };
}

/** What a label map holds, without keeping it. */
export interface LabelFacts {
  /** Null when enhancing tumour is absent: nothing tells. */
  readonly convention: LabelConvention | null;
  readonly tissues: readonly Tissue[];
}

/** Facts of a label map; null when the image is none, or is all background. */
export function inspectLabels(image: Volume): LabelFacts | null {
  const { labels, stranger } = readCodes(image);
  if (stranger !== null) return null;
  const present = codesIn(labels);
  const matching = conventionsOf(present);
  const codes = labelConventions[matching[0] ?? 'brats-2023'];
  const found = tissues.filter((tissue) => present.has(codes[tissue]));
  if (found.length === 0 || matching.length > 1) return null;
  return { convention: matching[0] ?? null, tissues: found };
}

/** Codes as they stand in the file; ends at the first value that is none. */
function readCodes({ voxels, scale }: Volume): { labels: Uint8Array<ArrayBuffer>; stranger: number | null } {
  const labels = new Uint8Array(voxels.length);
  for (let index = 0; index < voxels.length; index += 1) {
    const value = (voxels[index] ?? NaN) * scale.slope + scale.intercept;
    if (value === 0) continue;
    const code = Math.round(value);
    if (!knownCodes.has(code) || !(Math.abs(value - code) < 1e-3)) return { labels, stranger: value };
    labels[index] = code;
  }
  return { labels, stranger: null };
}

/** The codes that occur; a set of them by way of every voxel would take a tenth of a second. */
function codesIn(labels: Uint8Array): ReadonlySet<number> {
  const occurs = new Uint8Array(256);
  for (let index = 0; index < labels.length; index += 1) occurs[labels[index] ?? 0] = 1;
  return new Set(Array.from(occurs.keys()).filter((code) => occurs[code] === 1));
}

/** Conventions whose code for enhancing tumour occurs: none, one, or (a file of some other scheme) both. */
function conventionsOf(codes: ReadonlySet<number>): readonly LabelConvention[] {
  return conventions.filter((convention) => codes.has(labelConventions[convention].et));
}
