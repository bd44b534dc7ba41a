import { multiplyAffines, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { gridModality, isModality, type Slot, type SpareModality } from '#shared/domain/modality.ts';
import { assessStudy, type StudyAssessment } from '../intake/assess-study.ts';
import { placeByContent } from '../intake/content/misplaced.ts';
import { slotFromFrame, slotFromName } from '../intake/file-names.ts';
import type { CandidateFile } from '../intake/candidates.ts';
import type { ImageFacts } from '../imaging/image-facts.ts';
import type { InspectedFile } from '../intake/inspect-file.ts';
import type { Finding } from '../intake/content/findings.ts';
import type { DraftFile } from './draft-file.ts';
import { chooseVersions, leaveNoReferences, setAsideIn } from './set-aside.ts';

/** A finding the user has followed (`apply`) or overruled (`keep`). */
export interface FindingReply {
  readonly finding: Finding;
  readonly answer: 'apply' | 'keep';
}

/** A head that registration has brought over that of T1ce. */
export interface AlignedFile {
  readonly fileId: string;
  /** Rigid, of the world (RAS+ mm): `transform * affine` is the file's registered affine. */
  readonly transform: Affine;
  /** How far the head turns, and how far its centre moves. */
  readonly degrees: number;
  readonly distanceMm: number;
}

export interface DraftAlignment {
  /** The file of T1ce that the others were brought to. */
  readonly fixedFileId: string;
  readonly files: readonly AlignedFile[];
  readonly answer: 'open' | 'accepted';
}

/** Files on their way to become a study; only in memory, so that a discarded draft leaves nothing. */
export interface Draft {
  readonly draftId: string;
  readonly files: readonly DraftFile[];
  /** What the user said to findings, in that order. */
  readonly answers: readonly FindingReply[];
  /** Null while none has been made, or none stands. */
  readonly alignment: DraftAlignment | null;
  /** The modality the user goes on without (see `standingAbsence`); null: none. */
  readonly without: SpareModality | null;
  /** Folders in the inbox that go when the draft goes. */
  readonly inboxDirectories: readonly string[];
}

export const emptyDraft: Omit<Draft, 'draftId'> = {
  ...{ files: [], answers: [], alignment: null, without: null, inboxDirectories: [] },
};

/**
 * Puts files into the slots their names ask for, of several versions of an image one, and those whose names say
 * nothing where their content belongs, if that is clear. A file that is there already is not taken twice.
 */
export function addFiles(draft: Draft, inspected: readonly (InspectedFile & { fileId: string })[]): Draft {
  const identity = ({ path, frame }: CandidateFile): string => `${path}#${frame ?? ''}`;
  const known = new Set(draft.files.map((file) => identity(file.inspected.candidate)));
  const added = inspected
    .filter(({ candidate }) => !known.has(identity(candidate)))
    .map(({ fileId, ...file }): DraftFile => {
      const { name, frame } = file.candidate;
      const slot = frame === undefined ? slotFromName(name) : slotFromFrame(name, frame);
      return { fileId, inspected: file, slot, slotSource: slot === null ? null : 'name' };
    });
  return placeUnnamed({ ...draft, files: leaveNoReferences(chooseVersions([...draft.files, ...added])) });
}

function placeUnnamed(draft: Draft): Draft {
  const placed = draft.files.flatMap(({ fileId, slot, inspected }) => {
    const sketch = inspected.facts?.sketch ?? null;
    return slot === null || !isModality(slot) || sketch === null ? [] : [{ fileId, sketch, modality: slot }];
  });
  const aside = setAsideIn(draft);
  // a slot the user emptied stays empty
  const isOpen = ({ fileId, slot, slotSource }: DraftFile): boolean =>
    slot === null && slotSource === null && !aside.has(fileId);
  const unplaced = draft.files.filter(isOpen).flatMap(({ fileId, inspected }) => {
    const sketch = inspected.facts?.sketch ?? null;
    return sketch === null ? [] : [{ fileId, sketch }];
  });
  const found: ReadonlyMap<string, Slot> = placeByContent(placed, unplaced);
  const labelMaps = draft.files.filter((file) => file.inspected.facts?.labels != null);
  const files = draft.files.map((file): DraftFile => {
    const isOnlyLabelMap = isOpen(file) && labelMaps.length === 1 && labelMaps[0] === file;
    const slot = isOnlyLabelMap ? 'reference' : found.get(file.fileId);
    return slot === undefined ? file : { ...file, slot, slotSource: 'content' };
  });
  return { ...draft, files };
}

/**
 * Moves a file to a slot. A file already there trades places; of several, the first does, and the
 * others leave their slot. Null when the draft has no such file.
 */
export function assignSlot(draft: Draft, fileId: string, slot: Slot | null): Draft | null {
  const moved = draft.files.find((file) => file.fileId === fileId);
  if (moved === undefined) return null;
  let vacated = moved.slot === slot ? null : moved.slot;
  const files = draft.files.map((file): DraftFile => {
    if (file.fileId === fileId) return { ...file, slot, slotSource: 'user' };
    if (slot === null || file.slot !== slot) return file;
    const traded: DraftFile = { ...file, slot: vacated, slotSource: vacated === null ? null : 'user' };
    vacated = null;
    return traded;
  });
  return { ...draft, files };
}

/** Another version of the image takes its place, if there is one. */
export function removeFile(draft: Draft, fileId: string): Draft | null {
  const files = draft.files.filter((file) => file.fileId !== fileId);
  return files.length === draft.files.length ? null : { ...draft, files: chooseVersions(files) };
}

/** With what was found in files that had not been opened. */
export function withInspected(draft: Draft, inspected: ReadonlyMap<string, InspectedFile>): Draft {
  const files = draft.files.map((file) => ({ ...file, inspected: inspected.get(file.fileId) ?? file.inspected }));
  return { ...draft, files };
}

/** Where a file lies: as its header says, or where an accepted alignment has put it. Null for a file that cannot be read. */
export function geometryIn(draft: Draft, fileId: string, facts: ImageFacts | null): Geometry | null {
  if (facts === null) return null;
  const { shape, affine } = facts.geometry;
  const aligned = acceptedAlignment(draft)?.files.find((file) => file.fileId === fileId);
  return aligned === undefined ? facts.geometry : { shape, affine: multiplyAffines(aligned.transform, affine) };
}

export function acceptedAlignment(draft: Draft): DraftAlignment | null {
  const alignment = standingAlignment(draft);
  return alignment?.answer === 'accepted' ? alignment : null;
}

/** The draft's alignment, as long as the file the others were brought to is T1ce and those are modalities beside it. */
export function standingAlignment({ alignment, files }: Draft): DraftAlignment | null {
  if (alignment === null) return null;
  const slotOf = (fileId: string): Slot | null => files.find((file) => file.fileId === fileId)?.slot ?? null;
  const standing = alignment.files.filter(({ fileId }) => {
    const slot = slotOf(fileId);
    return slot !== null && isModality(slot);
  });
  if (slotOf(alignment.fixedFileId) !== gridModality || standing.length === 0) return null;
  return { ...alignment, files: standing };
}

export function assessDraft(draft: Draft): StudyAssessment {
  const aside = setAsideIn(draft);
  const files = draft.files.filter(({ fileId }) => !aside.has(fileId));
  return assessStudy(
    files.map(({ fileId, slot, inspected: { candidate, facts, failure } }) => ({
      ...{ fileId, slot, failure, name: candidate.name, geometry: geometryIn(draft, fileId, facts) },
      ...(facts === null ? {} : { isLabelMap: facts.labels !== null }),
    })),
    draft.without,
  );
}

/** What the user goes on without, as long as just that is missing. */
export function standingAbsence(draft: Draft): SpareModality | null {
  return assessDraft(draft).absent === draft.without ? draft.without : null;
}

/** Null takes the decision back. Returns null when the draft lacks something else than this modality, or nothing. */
export function goOnWithout(draft: Draft, modality: SpareModality | null): Draft | null {
  if (modality !== null && assessDraft(draft).absent !== modality) return null;
  return { ...draft, without: modality };
}

/** What is there by now is no longer gone on without, also when it goes again. */
export function settleAbsence(draft: Draft): Draft {
  return draft.without === standingAbsence(draft) ? draft : { ...draft, without: null };
}

/** Names of the files that take part; of all of them while none does. */
export function namesOf(draft: Draft): readonly string[] {
  const placed = draft.files.filter((file) => file.slot !== null);
  return (placed.length > 0 ? placed : draft.files).map((file) => file.inspected.candidate.name);
}

/** Names that tell whose study it is: of the images, as a label map may be called anything. */
export function patientNamesOf(draft: Draft): readonly string[] {
  const images = draft.files.filter(({ slot }) => slot !== null && isModality(slot));
  return images.length > 0 ? images.map((file) => file.inspected.candidate.name) : namesOf(draft);
}
