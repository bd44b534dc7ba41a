import { GlioscopeError } from '#shared/domain/failure.ts';
import {
  internalLabels,
  labelConventions,
  recodingTable,
  tissues,
  type LabelConvention,
} from '#shared/domain/label-scheme.ts';
import type { Volume } from '#shared/domain/volume.ts';

export interface LabelMapContent {
  /** Internal codes, on the grid of the file, x fastest. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly convention: LabelConvention;
}

const knownCodes: ReadonlySet<number> = new Set(
  [0].concat(...Object.values(labelConventions).map((codes) => tissues.map((tissue) => codes[tissue]))),
);

/**
 * Recodes a stored label map of any data type, floats included, to internal codes.
 *
 * The convention shows in the code of enhancing tumour. Where that tissue is absent nothing tells,
 * and nothing depends on it but the convention reported: `fallback`.
 *
 * @throws GlioscopeError not-a-label-map, with the first value that is no label, or with both codes of
 *         enhancing tumour when a file uses both.
 */
export function readLabelMap(
  image: Volume,
  fileName: string,
  fallback: LabelConvention = 'brats-2023',
): LabelMapContent {
  const { labels, stranger } = readCodes(image);
  if (stranger !== null) throw new GlioscopeError('not-a-label-map', { file: fileName, value: String(stranger) });
  const convention = detectConvention(labels, fileName) ?? fallback;
  const table = recodingTable(labelConventions[convention], internalLabels);
  for (let index = 0; index < labels.length; index += 1) labels[index] = table[labels[index] ?? 0] ?? 0;
  return { labels, convention };
}

/** True when every voxel is a code a label map may have, and there is more than background. */
export function looksLikeLabelMap(image: Volume): boolean {
  const { labels, stranger } = readCodes(image);
  return stranger === null && labels.some((code) => code !== 0);
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

function detectConvention(labels: Uint8Array, fileName: string): LabelConvention | null {
  const older = labelConventions['brats-2018'].et;
  const newer = labelConventions['brats-2023'].et;
  const hasOlder = labels.includes(older);
  const hasNewer = labels.includes(newer);
  if (hasOlder && hasNewer) {
    throw new GlioscopeError('not-a-label-map', { file: fileName, value: `${newer} + ${older}` });
  }
  if (hasOlder) return 'brats-2018';
  return hasNewer ? 'brats-2023' : null;
}
