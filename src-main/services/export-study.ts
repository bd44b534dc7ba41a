import { mkdir, rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { StudyExport } from '#shared/contract/index.ts';
import { brainMaskFileName, exportStem, studyFileName, type NamedConvention } from '#shared/domain/export-name.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { ImageNoteCode } from '#shared/domain/image-note.ts';
import { gridModality, modalities } from '#shared/domain/modality.ts';
import { isGzip } from '../imaging/inflate.ts';
import { parseGridHeader, parseNifti } from '../imaging/nifti-read.ts';
import { gzipNifti, researchUseDescription, serialiseVolume } from '../imaging/nifti-write.ts';
import type { Library } from '../library/library.ts';
import type { StudyRecord, VolumeRecord } from '../library/records.ts';
import { writeExport } from '../library/write-export.ts';
import { encodeBrainMask, encodeLabelMap, type ExportedFile } from './export-result.ts';

/** Lengths that other programs would read from the header in another way than we did. */
const otherLengths: ReadonlySet<ImageNoteCode> = new Set(['units-ignored', 'units-applied', 'units-guessed']);

export interface StudyFiles {
  /** What the folder or archive of the files is called, and what their names begin with. */
  readonly stem: string;
  /** One after the other, as they are asked for. Throws `not-found`, `storage-failed`. */
  readonly files: AsyncIterable<ExportedFile>;
}

/**
 * The files of a study: the modalities it has as they came, byte for byte, but where intake has placed one
 * elsewhere (an accepted alignment, lengths not in mm), and on the grid of T1ce the label map of a result and
 * what was taken as brain for it.
 * A pair, or one volume of several, is the one file it was read as. Throws `not-found`.
 */
export async function exportStudy(
  library: Library,
  { studyId, resultId, convention }: StudyExport,
): Promise<StudyFiles> {
  const study = await library.getStudy(studyId);
  if (resultId !== null && !study.results.some((result) => result.resultId === resultId)) {
    throw new GlioscopeError('not-found', {}, { detail: 'the study has no such result' });
  }
  const stem = exportStem(study.patientName);
  return { stem, files: makeFiles(library, study, { stem, resultId, convention }) };
}

interface Naming {
  readonly stem: string;
  readonly resultId: string | null;
  readonly convention: NamedConvention;
}

async function* makeFiles(
  library: Library,
  study: StudyRecord,
  { stem, resultId, convention }: Naming,
): AsyncGenerator<ExportedFile, void, void> {
  for (const modality of modalities) {
    const volume = study.volumes.find((candidate) => candidate.modality === modality);
    if (volume === undefined) continue;
    const bytes = await readVolumeFile(library, volume);
    const extension = isGzip(bytes) ? '.nii.gz' : '.nii';
    yield { fileName: studyFileName(stem, modality, convention) + extension, bytes };
    if (modality !== gridModality || resultId === null) continue;
    // the grid of the very file beside it
    const header = await parseGridHeader(bytes, volume.fileName);
    const { labelMapSha256, brain } = await library.getResult(resultId);
    const labelMap = encodeLabelMap(await library.labelMaps.read(labelMapSha256), header, convention);
    yield { fileName: `${studyFileName(stem, 'reference', convention)}.nii.gz`, bytes: await gzipNifti(labelMap) };
    if (brain === null) continue;
    const mask = encodeBrainMask(await library.labelMaps.read(brain.maskSha256), header);
    yield { fileName: brainMaskFileName(stem), bytes: await gzipNifti(mask) };
  }
}

async function readVolumeFile(library: Library, volume: VolumeRecord): Promise<Uint8Array> {
  const bytes = await library.files.read(volume.fileSha256);
  const isElsewhere = volume.fileAffine !== undefined || volume.notes.some(({ code }) => otherLengths.has(code));
  if (!isElsewhere) return bytes;
  const image = await parseNifti(bytes, volume.fileName);
  const placed = { ...image, affine: volume.affine };
  return gzipNifti(serialiseVolume(placed, { description: researchUseDescription }));
}

/**
 * Writes the files into a new folder inside `parent`; a folder that is there already is left alone, and
 * the next free name taken. Returns the folder. Throws as `exportStudy` and `writeExport`.
 */
export async function writeStudyExport(parent: string, { stem, files }: StudyFiles): Promise<string> {
  if (!isAbsolute(parent)) throw new GlioscopeError('invalid-request', {}, { detail: 'an export path is absolute' });
  const folder = await makeFolder(parent, stem);
  try {
    for await (const { fileName, bytes } of files) await writeExport(join(folder, fileName), bytes);
    return folder;
  } catch (error) {
    // whole or not at all
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function makeFolder(parent: string, stem: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = join(parent, number === 1 ? stem : `${stem}-${String(number)}`);
    try {
      await mkdir(parent, { recursive: true });
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue;
      throw new GlioscopeError('storage-failed', { reason: 'export', file: stem }, { cause: error });
    }
  }
}
