import { exportFileName } from '#shared/domain/export-name.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { internalLabels, labelConventions, recodingTable, type LabelConvention } from '#shared/domain/label-scheme.ts';
import { gridModality } from '#shared/domain/modality.ts';
import { parseGridHeader } from '../imaging/nifti-read.ts';
import { describeSegmentation, type NiftiGeometryHeader } from '../imaging/nifti-header.ts';
import { gzipNifti, researchUseDescription, serialiseLabelMap } from '../imaging/nifti-write.ts';
import type { Library } from '../library/library.ts';

export interface ExportedFile {
  /** Suggested name. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * A result as .nii.gz in a convention for files, on the grid of the study's T1ce file: header
 * geometry bit for bit. Throws `not-found`, `storage-failed`.
 */
export async function exportResult(
  library: Library,
  resultId: string,
  convention: LabelConvention,
): Promise<ExportedFile> {
  const result = await library.getResult(resultId);
  const study = await library.getStudy(result.studyId);
  const grid = study.volumes.find((volume) => volume.modality === gridModality);
  if (grid === undefined) throw new GlioscopeError('not-found', {}, { detail: 'the study has no T1ce' });
  const header = await parseGridHeader(await library.files.read(grid.fileSha256), grid.fileName);
  const labels = await library.labelMaps.read(result.labelMapSha256);
  const bytes = await gzipNifti(encodeLabelMap(labels, header, convention));
  return { fileName: exportFileName(study.patientName, result.origin.kind), bytes };
}

/** @param labels internal codes, not changed. Returns the bytes of a .nii. */
export function encodeLabelMap(
  labels: Uint8Array,
  header: NiftiGeometryHeader,
  convention: LabelConvention,
): Uint8Array {
  const table = recodingTable(internalLabels, labelConventions[convention]);
  const recoded = new Uint8Array(labels.length);
  // by index: `map` calls a function for each of nine million voxels
  for (let voxel = 0; voxel < labels.length; voxel += 1) recoded[voxel] = table[labels[voxel] ?? 0] ?? 0;
  return serialiseLabelMap(recoded, header, { description: describeSegmentation(convention) });
}

/** @param mask 0 or 1 on the grid of the header. Returns the bytes of a .nii. */
export function encodeBrainMask(mask: Uint8Array, header: NiftiGeometryHeader): Uint8Array {
  return serialiseLabelMap(mask, header, { description: researchUseDescription });
}
