import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IntakeNote } from '#shared/contract/index.ts';
import type { Affine } from '#shared/domain/affine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import {
  isModality,
  modalities,
  modalityEntries,
  perModality,
  type Modality,
  type PerModality,
  type SpareModality,
} from '#shared/domain/modality.ts';
import type { SegmentationInput } from '../../inference/segmentation.ts';
import { listCandidates, readCandidateBytes } from '../../intake/candidates.ts';
import { inspectFile } from '../../intake/inspect-file.ts';
import { answerFinding, currentFindings, notesOf } from '../../services/draft-findings.ts';
import { addFiles, assessDraft, emptyDraft, geometryIn, type Draft } from '../../services/draft.ts';
import type { DraftFile } from '../../services/draft-file.ts';
import { inspectNeeded } from '../../services/inspect-candidates.ts';
import { setAsideIn } from '../../services/set-aside.ts';
import { SeveralFailures } from './command-context.ts';

export interface StudySource {
  readonly studyDirectory: string | undefined;
  /** Files named one by one; they go before those of the folder, and stay where they were put. */
  readonly files: Partial<Readonly<Record<Modality, string>>>;
  /** Whether what the pictures show goes before what names say. */
  readonly trustsContent: boolean;
  /** The modality to go on without where it is missing. */
  readonly without: SpareModality | null;
}

/** The files of a study, and what intake remarks about them. */
export interface FoundStudy {
  readonly inputs: PerModality<SegmentationInput>;
  /** Looked for when first asked for, which takes half a second of this thread. */
  readonly intakeNotes: () => readonly IntakeNote[];
  /** Files that stand back for another version of the same image. */
  readonly spares: readonly { readonly fileName: string; readonly usedName: string }[];
  readonly imageNotes: readonly (ImageNote & { readonly modality: Modality; readonly fileName: string })[];
  /** Removes what had to be taken out of files with several volumes. */
  dispose(): Promise<void>;
}

/**
 * The files of a study: those named and, from the folder, those that are still missing, placed as the
 * app's intake does it, and their heads aligned by `align` where it is given. Throws SeveralFailures with all that is wrong.
 */
export async function findStudyFiles(
  source: StudySource,
  align?: (draft: Draft) => Promise<Draft>,
): Promise<FoundStudy> {
  const placed = await placeFiles(source);
  const followed = source.trustsContent ? followPictures(placed) : placed;
  const draft = align === undefined ? followed : await align(followed);
  refuseUnready(draft);
  const files = perModality(
    draft.files.flatMap((file) => (file.slot !== null && isModality(file.slot) ? [[file.slot, file] as const] : [])),
  );
  return {
    ...(await makeInputs(draft, files)),
    intakeNotes: () => notesOf(draft),
    spares: sparesIn(draft),
    imageNotes: modalityEntries(files).flatMap(
      ([
        modality,
        {
          inspected: { candidate, facts },
        },
      ]) => (facts?.notes ?? []).map((note) => ({ ...note, modality, fileName: candidate.name })),
    ),
  };
}

function sparesIn(draft: Draft): FoundStudy['spares'] {
  const aside = setAsideIn(draft);
  const nameOf = (fileId: string): string =>
    draft.files.find((file) => file.fileId === fileId)?.inspected.candidate.name ?? '';
  return [...aside].flatMap(([fileId, why]) =>
    why.kind === 'version' ? [{ fileName: nameOf(fileId), usedName: nameOf(why.usedFileId) }] : [],
  );
}

async function placeFiles({ studyDirectory, files: named, without }: StudySource): Promise<Draft> {
  const files: DraftFile[] = [];
  for (const modality of modalities) {
    const path = named[modality];
    if (path === undefined) continue;
    for (const candidate of await listCandidates([path])) {
      const inspected = await inspectFile(candidate);
      files.push({ fileId: randomUUID(), inspected, slot: modality, slotSource: 'user' });
    }
  }
  const mine: Draft = { ...emptyDraft, draftId: '', files, without };
  const found = studyDirectory === undefined ? [] : await listCandidates([studyDirectory]);
  const all = addFiles(mine, await inspectNeeded(mine, found));
  const isWanted = ({ slot, slotSource }: DraftFile): boolean => {
    if (slotSource === 'user' || slot === null) return true;
    return isModality(slot) && named[slot] === undefined;
  };
  return { ...all, files: all.files.filter(isWanted) };
}

/** Only files that were not named one by one are moved. */
function followPictures(draft: Draft): Draft {
  const mayMove = (fileId: string): boolean =>
    draft.files.find((file) => file.fileId === fileId)?.slotSource !== 'user';
  return currentFindings(draft)
    .filter(({ files }) => files.every(({ fileId, suggestedSlot }) => suggestedSlot !== null && mayMove(fileId)))
    .reduce((moved, { findingId }) => answerFinding(moved, findingId, 'apply') ?? moved, draft);
}

function refuseUnready(draft: Draft): void {
  const { fileFailures, problems, isReady } = assessDraft(draft);
  if (isReady) return;
  const failures: readonly Failure[] = [...fileFailures.values(), ...problems];
  throw new SeveralFailures(failures);
}

/** A volume of a file that holds several becomes a file of its own: the engine reads files. */
async function makeInputs(
  draft: Draft,
  files: PerModality<DraftFile>,
): Promise<Pick<FoundStudy, 'inputs' | 'dispose'>> {
  let directory: string | null = null;
  const dispose = async (): Promise<void> => {
    if (directory !== null) await rm(directory, { recursive: true, force: true });
  };
  const makeInput = async (modality: Modality, file: DraftFile): Promise<SegmentationInput> => {
    const { candidate } = file.inspected;
    const { name: fileName, path, frame } = candidate;
    const placed = placeOf(draft, file);
    if (frame === undefined) return { path, fileName, ...placed };
    directory ??= await mkdtemp(join(tmpdir(), 'glioscope-'));
    const extracted = join(directory, `${modality}.nii`);
    await writeFile(extracted, await readCandidateBytes(candidate));
    return { path: extracted, fileName, ...placed };
  };
  try {
    const inputs: (readonly [Modality, SegmentationInput])[] = [];
    for (const [modality, file] of modalityEntries(files)) inputs.push([modality, await makeInput(modality, file)]);
    return { inputs: perModality(inputs), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Where registration has put a file; nothing where it lies as its header says. */
function placeOf(draft: Draft, { fileId, inspected }: DraftFile): { affine?: Affine } {
  const geometry = geometryIn(draft, fileId, inspected.facts);
  return geometry === null || geometry === inspected.facts?.geometry ? {} : { affine: geometry.affine };
}
