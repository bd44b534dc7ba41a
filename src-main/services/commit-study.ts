import { randomUUID } from 'node:crypto';
import type { Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { gridModality, modalities, type Modality, type Slot } from '#shared/domain/modality.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import { readLabelMap } from '../imaging/label-map.ts';
import { parseNifti } from '../imaging/nifti-read.ts';
import { isWholeFile, readCandidateBytes, type CandidateFile } from '../intake/candidates.ts';
import { conventionFromNames } from '../intake/file-names.ts';
import type { ImageFacts } from '../imaging/image-facts.ts';
import type { ContentStore, StoredContent } from '../library/content-store.ts';
import type { Library } from '../library/library.ts';
import type { NewStudyRecord, ReferenceRecord, VolumeRecord } from '../library/records.ts';
import { notesOf } from './draft-findings.ts';
import { assessDraft, geometryIn, namesOf, type Draft } from './draft.ts';

/** A file that has passed inspection, and the slot it stands in. */
interface SoundFile {
  readonly fileId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly candidate: CandidateFile;
  readonly sha256: string;
  readonly facts: ImageFacts;
}

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
  const stored: StoredHere[] = [];
  try {
    const study = await storeStudy({ library, draft, patientName, stored });
    await library.addStudy(study);
    return study.studyId;
  } catch (error) {
    for (const { store, sha256 } of stored) await store.remove(sha256).catch(() => undefined);
    throw error;
  }
}

/** Content that was not in the store before. */
interface StoredHere {
  readonly store: ContentStore;
  readonly sha256: string;
}

interface CommitWork {
  readonly library: Library;
  readonly draft: Draft;
  readonly patientName: string;
  readonly stored: StoredHere[];
}

async function storeStudy({ library, draft, patientName, stored }: CommitWork): Promise<NewStudyRecord> {
  const store = async (file: SoundFile): Promise<void> => {
    const { isNew, sha256 } = await storeFile(library.files, file);
    if (isNew) stored.push({ store: library.files, sha256 });
  };
  const volumes: VolumeRecord[] = [];
  for (const modality of modalities.filter((each) => draft.files.some(({ slot }) => slot === each))) {
    const file = soundFileIn(draft, modality);
    await store(file);
    volumes.push(volumeRecord(modality, file, geometryIn(draft, file.fileId, file.facts) ?? file.facts.geometry));
  }
  const namedConvention = conventionFromNames(namesOf(draft));
  const grid = soundFileIn(draft, gridModality).facts.geometry;
  const study = {
    studyId: randomUUID(),
    patientName,
    createdAt: new Date().toISOString(),
    geometry: grid,
    volumes,
    intakeNotes: notesOf(draft),
  };
  if (!draft.files.some((file) => file.slot === 'reference')) {
    return { ...study, labelConvention: namedConvention, reference: null };
  }
  const file = soundFileIn(draft, 'reference');
  await store(file);
  const image = await parseNifti(await readCandidateBytes(file.candidate), file.name);
  const { labels, convention } = readLabelMap(image, file.name, namedConvention);
  const { isNew, sha256 } = await library.labelMaps.addBytes(labels);
  if (isNew) stored.push({ store: library.labelMaps, sha256 });
  const reference: ReferenceRecord = {
    ...{ labelMapId: randomUUID(), fileName: file.name, fileSha256: file.sha256, labelMapSha256: sha256 },
    tissuesMl: measureTissuesMl(labels, internalLabels, image.affine),
  };
  return { ...study, labelConvention: convention, reference };
}

/** A pair, or one volume of several, is kept as the one file it was read as. */
async function storeFile(files: ContentStore, { candidate, sha256 }: SoundFile): Promise<StoredContent> {
  if (isWholeFile(candidate)) return files.addFile(candidate.path, sha256);
  const stored = await files.addBytes(await readCandidateBytes(candidate));
  if (stored.sha256 === sha256) return stored;
  if (stored.isNew) await files.remove(stored.sha256);
  throw new GlioscopeError(
    'file-unreadable',
    { file: candidate.name },
    { detail: 'the file changed since it was inspected' },
  );
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

function soundFileIn(draft: Draft, slot: Slot): SoundFile {
  const file = draft.files.find((candidate) => candidate.slot === slot);
  const inspected = file?.inspected;
  if (file === undefined || inspected === undefined || inspected.sha256 === null || inspected.facts === null) {
    throw new RangeError(`a ready draft has a sound file in ${slot}`);
  }
  const { candidate, sha256, facts } = inspected;
  const { fileId } = file;
  return { fileId, name: candidate.name, sizeBytes: candidate.sizeBytes, candidate, sha256, facts };
}
