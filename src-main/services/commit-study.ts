import { randomUUID } from 'node:crypto';
import type { Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { gridModality, modalities, type Modality } from '#shared/domain/modality.ts';
import { conventionFromNames } from '../intake/file-names.ts';
import type { Library } from '../library/library.ts';
import type { NewStudyRecord, VolumeRecord } from '../library/records.ts';
import { notesOf } from './draft-findings.ts';
import { assessDraft, geometryIn, namesOf, type Draft } from './draft.ts';
import { soundFileIn, type SoundFile } from './sound-file.ts';
import { createShelf, storeReference, type Shelf } from './store-files.ts';

/**
 * Makes the study of a draft: its files into the store, then its rows in one transaction. On failure
 * everything this call put into the store is taken out again.
 *
 * Must not run beside a sweep of the library. Returns the study's id.
 *
 * @throws GlioscopeError what stands in the way of the draft; file-not-found and file-unreadable when a
 *         file has gone or changed meanwhile; storage-full, storage-failed.
 */
export async function commitStudy(library: Library, draft: Draft, patientName: string): Promise<string> {
  refuseUnready(draft);
  const shelf = createShelf(library);
  try {
    const study = await storeStudy(draft, patientName, shelf);
    await library.addStudy(study);
    return study.studyId;
  } catch (error) {
    await shelf.takeBack();
    throw error;
  }
}

async function storeStudy(draft: Draft, patientName: string, shelf: Shelf): Promise<NewStudyRecord> {
  const volumes: VolumeRecord[] = [];
  for (const modality of modalities.filter((each) => draft.files.some(({ slot }) => slot === each))) {
    const file = soundFileIn(draft, modality);
    await shelf.putFile(file);
    volumes.push(volumeRecord(modality, file, geometryIn(draft, file.fileId, file.facts) ?? file.facts.geometry));
  }
  const namedConvention = conventionFromNames(namesOf(draft));
  const study = {
    studyId: randomUUID(),
    patientName,
    createdAt: new Date().toISOString(),
    geometry: soundFileIn(draft, gridModality).facts.geometry,
    volumes,
    intakeNotes: notesOf(draft),
  };
  if (!draft.files.some((file) => file.slot === 'reference')) {
    return { ...study, labelConvention: namedConvention, reference: null };
  }
  const { reference, convention } = await storeReference(soundFileIn(draft, 'reference'), namedConvention, shelf);
  return { ...study, labelConvention: convention, reference };
}

/** @param geometry where the study has the file: its own, or a registered one. */
function volumeRecord(modality: Modality, file: SoundFile, geometry: Geometry): VolumeRecord {
  const { geometry: own, dataType, slope, intercept, intensity, notes } = file.facts;
  return {
    ...{ volumeId: randomUUID(), modality, fileName: file.name, fileSha256: file.sha256, sizeBytes: file.sizeBytes },
    ...{ dataType, slope, intercept },
    ...intensity,
    ...geometry,
    ...(geometry === own ? {} : { fileAffine: own.affine }),
    notes: [...notes],
  };
}

function refuseUnready(draft: Draft): void {
  const { isReady, problems, fileFailures } = assessDraft(draft);
  if (isReady) return;
  const placed = draft.files.filter((file) => file.slot !== null);
  const failure =
    problems[0] ?? placed.map((file) => fileFailures.get(file.fileId)).find((found) => found !== undefined);
  throw new GlioscopeError(failure?.code ?? 'invalid-request', failure?.params, { detail: 'the draft is not ready' });
}
