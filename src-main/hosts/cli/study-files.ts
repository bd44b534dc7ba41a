import { isModality, modalities, type Modality } from '#shared/domain/modality.ts';
import { listCandidates } from '../../intake/candidates.ts';
import { checkStudy, type StudyInputs } from '../../intake/check-study.ts';
import { slotFromName } from '../../intake/file-names.ts';
import type { PlacedFile } from '../../intake/study-folders.ts';
import { SeveralFailures } from './command-context.ts';

/**
 * The four files of a study: those named, and from the folder, by their names, those that are still
 * missing. They are read and checked as the app's intake does. Throws SeveralFailures with all that is wrong.
 */
export async function findStudyFiles(
  directory: string | undefined,
  named: Partial<Readonly<Record<Modality, string>>>,
): Promise<StudyInputs> {
  const placed: PlacedFile[] = [];
  for (const modality of modalities) {
    const path = named[modality];
    if (path === undefined) continue;
    for (const candidate of await listCandidates([path])) placed.push({ slot: modality, candidate });
  }
  const found = directory === undefined ? [] : await listCandidates([directory]);
  for (const candidate of found) {
    const slot = slotFromName(candidate.name);
    if (slot !== null && isModality(slot) && named[slot] === undefined) placed.push({ slot, candidate });
  }
  const { inputs, failures } = await checkStudy(placed);
  if (inputs === null) throw new SeveralFailures(failures);
  return inputs;
}
