import type { Failure } from '#shared/domain/failure.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import { isModality, modalities, type Modality } from '#shared/domain/modality.ts';
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

export type StudyInputs = Readonly<Record<Modality, StudyInput>>;

export interface CheckedStudy {
  /** Null exactly when `failures` is not empty. */
  readonly inputs: StudyInputs | null;
  /** All that stands in the way. */
  readonly failures: readonly Failure[];
  /** What the headers leave open or contradict, file by file. */
  readonly notes: readonly { readonly fileName: string; readonly note: ImageNote }[];
}

/** Reads the four modalities of a study to the end and checks them as the app's intake does; other files take no part. */
export async function checkStudy(files: readonly PlacedFile[]): Promise<CheckedStudy> {
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
  );
  const notes = inspected.flatMap(({ candidate, facts }) =>
    (facts?.notes ?? []).map((note) => ({ fileName: candidate.name, note })),
  );
  if (!isReady) return { inputs: null, failures: [...fileFailures.values(), ...problems], notes };
  return { inputs: inputsOf(inspected), failures: [], notes };
}

function inputsOf(inspected: readonly (InspectedFile & { modality: Modality })[]): StudyInputs {
  const input = (modality: Modality): StudyInput => {
    const file = inspected.find((candidate) => candidate.modality === modality);
    if (file === undefined || file.sha256 === null) throw new RangeError(`a ready study has ${modality}`);
    return { path: file.candidate.path, fileName: file.candidate.name, sha256: file.sha256 };
  };
  const [t1n, t1c, t2w, t2f] = modalities;
  return { t1n: input(t1n), t1c: input(t1c), t2w: input(t2w), t2f: input(t2f) };
}
