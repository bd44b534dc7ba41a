import type { Failure } from '#shared/domain/failure.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import {
  isModality,
  perModality,
  type Modality,
  type PerModality,
  type SpareModality,
} from '#shared/domain/modality.ts';
import { showsSkull } from '../imaging/skull.ts';
import { assessStudy } from './assess-study.ts';
import { inspectFile, type InspectedFile } from './inspect-file.ts';
import type { PlacedFile } from './study-folders.ts';

/** A modality of a study that may be segmented where it lies. */
export interface StudyInput {
  readonly path: string;
  readonly fileName: string;
  /** Of the bytes of the image, hexadecimal. */
  readonly sha256: string;
}

export type StudyInputs = PerModality<StudyInput>;

export interface CheckedStudy {
  /** Null exactly when `failures` is not empty. */
  readonly inputs: StudyInputs | null;
  /** All that stands in the way. */
  readonly failures: readonly Failure[];
  /** What the headers leave open or contradict, file by file. */
  readonly notes: readonly { readonly fileName: string; readonly note: ImageNote }[];
  /** Whether an image shows more than a brain: its brain has to be found first. */
  readonly showsSkull: boolean;
}

/**
 * Reads the modalities of a study to the end and checks them as the app's intake does; other files take no part.
 *
 * @param without the modality to go on without where it is missing.
 */
export async function checkStudy(
  files: readonly PlacedFile[],
  without: SpareModality | null = null,
): Promise<CheckedStudy> {
  const placed = files.flatMap(({ candidate, slot }) =>
    slot !== null && isModality(slot) ? [{ candidate, modality: slot }] : [],
  );
  const inspected = await Promise.all(
    placed.map(async ({ candidate, modality }) => ({ modality, ...(await inspectFile(candidate)) })),
  );
  const { fileFailures, problems, isReady } = assessStudy(
    inspected.map(({ modality, candidate, facts, failure }, index) => ({
      ...{ fileId: String(index), name: candidate.name, slot: modality },
      ...{ geometry: facts?.geometry ?? null, failure },
    })),
    without,
  );
  const notes = inspected.flatMap(({ candidate, facts }) =>
    (facts?.notes ?? []).map((note) => ({ fileName: candidate.name, note })),
  );
  const hasSkull = inspected.some(({ facts }) => facts?.sketch != null && showsSkull(facts.sketch));
  const found = { notes, showsSkull: hasSkull };
  if (!isReady) return { inputs: null, failures: [...fileFailures.values(), ...problems], ...found };
  return { inputs: inputsOf(inspected), failures: [], ...found };
}

function inputsOf(inspected: readonly (InspectedFile & { modality: Modality })[]): StudyInputs {
  return perModality(
    inspected.map(({ modality, candidate, sha256 }) => {
      if (sha256 === null) throw new RangeError(`the files of a ready study were read, ${modality} was not`);
      return [modality, { path: candidate.path, fileName: candidate.name, sha256 }] as const;
    }),
  );
}
