import { GlioscopeError } from '#shared/domain/failure.ts';
import { gridModality } from '#shared/domain/modality.ts';
import { assessStudy } from '../intake/assess-study.ts';
import { conventionOfLabelMap } from '../intake/file-names.ts';
import type { Library } from '../library/library.ts';
import type { StudyRecord } from '../library/records.ts';
import type { DraftFile } from './draft-file.ts';
import type { DraftStore } from './draft-store.ts';
import { soundFileIn } from './sound-file.ts';
import { createShelf, storeReference } from './store-files.ts';

/**
 * Makes the one file of a draft the reference of a stored study, whatever its name says it is: it was given as that.
 *
 * Must not run beside a sweep of the library.
 *
 * @throws GlioscopeError reference-not-added (`several`, `taken`); what is wrong with the file, in itself or beside
 *         the study's grid; not-found, intake-lost, storage-full, storage-failed.
 */
export async function commitReference(
  { library, drafts }: { readonly library: Library; readonly drafts: DraftStore },
  draftId: string,
  studyId: string,
): Promise<void> {
  const study = await library.getStudy(studyId);
  if (study.reference !== null) throw new GlioscopeError('reference-not-added', { reason: 'taken' });
  const [given, ...others] = drafts.get(draftId).files;
  if (given === undefined || others.length > 0) {
    throw new GlioscopeError('reference-not-added', { reason: 'several', count: others.length + 1 });
  }
  const draft = await drafts.assign(draftId, given.fileId, 'reference');
  for (const file of draft.files) refuseUnfit(file, study);
  const shelf = createShelf(library);
  try {
    const file = soundFileIn(draft, 'reference');
    const convention = conventionOfLabelMap(file.name) ?? study.labelConvention;
    const { reference } = await storeReference(file, convention, shelf);
    await library.addReference(studyId, reference);
  } catch (error) {
    await shelf.takeBack();
    throw error;
  }
}

/** As intake judges a reference beside the file of T1ce; whether it holds labels is found, and said, when they are read. */
function refuseUnfit({ fileId, slot, inspected: { candidate, facts, failure } }: DraftFile, study: StudyRecord): void {
  const grid = study.volumes.find(({ modality }) => modality === gridModality);
  const { fileFailures } = assessStudy([
    { fileId: '', name: grid?.fileName ?? '', slot: gridModality, geometry: study.geometry, failure: null },
    { fileId, slot, failure, name: candidate.name, geometry: facts?.geometry ?? null },
  ]);
  const found = fileFailures.get(fileId);
  if (found !== undefined) throw new GlioscopeError(found.code, found.params);
}
