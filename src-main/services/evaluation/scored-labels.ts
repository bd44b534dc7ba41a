import { isSameGrid, type Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { readLabelMap } from '../../imaging/label-map.ts';
import { parseNifti, type NiftiImage } from '../../imaging/nifti-read.ts';
import { describeDifference } from '../../intake/grid-difference.ts';

/** A label map as it is scored. */
export interface ScoredLabels {
  readonly file: string;
  /** Internal codes. */
  readonly labels: Uint8Array;
  readonly geometry: Geometry;
}

/** @throws GlioscopeError not-a-label-map; what reading throws. */
export async function decodeLabels(bytes: Uint8Array, file: string, fallback: LabelConvention): Promise<ScoredLabels> {
  return labelsOfImage(await parseNifti(bytes, file), file, fallback);
}

/**
 * @param fallback how tissues are coded where the codes do not tell (`readLabelMap`).
 * @throws GlioscopeError not-a-label-map.
 */
export function labelsOfImage(image: NiftiImage, file: string, fallback?: LabelConvention): ScoredLabels {
  const { labels } = readLabelMap(image, file, fallback);
  return { file, labels, geometry: { shape: image.shape, affine: image.affine } };
}

/** @throws GlioscopeError geometry-mismatch, with how they differ, when two label maps do not lie on one grid. */
export function refuseOtherGrid(prediction: ScoredLabels, reference: ScoredLabels): void {
  if (isSameGrid(prediction.geometry, reference.geometry)) return;
  const names = { file: prediction.file, other: reference.file };
  const difference = describeDifference(prediction.geometry, reference.geometry);
  throw new GlioscopeError('geometry-mismatch', { ...names, ...difference });
}
