import type { Slot } from '#shared/domain/modality.ts';
import type { ImageFacts } from '../imaging/image-facts.ts';
import type { CandidateFile } from '../intake/candidates.ts';
import type { Draft } from './draft.ts';

/** A file that has passed inspection. */
export interface SoundFile {
  readonly fileId: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly candidate: CandidateFile;
  /** Of the bytes the library keeps, hexadecimal. */
  readonly sha256: string;
  readonly facts: ImageFacts;
}

/** The file that stands in a slot of a draft that was found to be ready. */
export function soundFileIn(draft: Draft, slot: Slot): SoundFile {
  const file = draft.files.find((candidate) => candidate.slot === slot);
  const inspected = file?.inspected;
  if (file === undefined || inspected === undefined || inspected.sha256 === null || inspected.facts === null) {
    throw new RangeError(`a ready draft has a sound file in ${slot}`);
  }
  const { candidate, sha256, facts } = inspected;
  const { fileId } = file;
  return { fileId, name: candidate.name, sizeBytes: candidate.sizeBytes, candidate, sha256, facts };
}
