import type { Failure } from '#shared/domain/failure.ts';
import { isModality, modalities, type Modality } from '#shared/domain/modality.ts';
import { assessStudy } from '../../intake/assess-study.ts';
import { listCandidates, type CandidateFile } from '../../intake/candidates.ts';
import { slotFromName } from '../../intake/file-names.ts';
import { inspectFile, type InspectedFile } from '../../intake/inspect-file.ts';
import { SeveralFailures } from './command-context.ts';

export type StudyInputs = Readonly<Record<Modality, { readonly path: string; readonly fileName: string }>>;

interface PlacedFile {
  readonly modality: Modality;
  readonly candidate: CandidateFile;
}

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
    for (const candidate of await listCandidates([path])) placed.push({ modality, candidate });
  }
  const found = directory === undefined ? [] : await listCandidates([directory]);
  for (const candidate of found) {
    const slot = slotFromName(candidate.name);
    if (slot !== null && isModality(slot) && named[slot] === undefined) placed.push({ modality: slot, candidate });
  }
  const inspected = await Promise.all(placed.map(({ candidate }) => inspectFile(candidate)));
  refuseUnsound(placed, inspected);
  const input = (modality: Modality): { path: string; fileName: string } => {
    const file = placed.find((candidate) => candidate.modality === modality);
    if (file === undefined) throw new RangeError(`a ready study has ${modality}`);
    return { path: file.candidate.path, fileName: file.candidate.name };
  };
  return { t1n: input('t1n'), t1c: input('t1c'), t2w: input('t2w'), t2f: input('t2f') };
}

function refuseUnsound(placed: readonly PlacedFile[], inspected: readonly InspectedFile[]): void {
  const { fileFailures, problems, isReady } = assessStudy(
    placed.map(({ modality, candidate }, index) => ({
      fileId: String(index),
      name: candidate.name,
      slot: modality,
      geometry: inspected[index]?.facts?.geometry ?? null,
      failure: inspected[index]?.failure ?? null,
    })),
  );
  if (isReady) return;
  const failures: readonly Failure[] = [...fileFailures.values(), ...problems];
  throw new SeveralFailures(failures);
}
