import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IntakeNote } from '#shared/contract/index.ts';
import type { Affine } from '#shared/domain/affine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import { isModality, modalities, type Modality } from '#shared/domain/modality.ts';
import type { SegmentationRequest } from '../../inference/segmentation.ts';
import { listCandidates, readCandidateBytes, type CandidateFile } from '../../intake/candidates.ts';
import { inspectFile } from '../../intake/inspect-file.ts';
import { answerFinding, currentFindings, notesOf } from '../../services/draft-findings.ts';
import { addFiles, assessDraft, geometryIn, type Draft, type DraftFile } from '../../services/draft.ts';
import { inspectCandidates } from '../../services/inspect-candidates.ts';
import { SeveralFailures } from './command-context.ts';

export type StudyInputs = SegmentationRequest['inputs'];

export interface StudySource {
  readonly studyDirectory: string | undefined;
  /** Files named one by one; they go before those of the folder, and stay where they were put. */
  readonly files: Partial<Readonly<Record<Modality, string>>>;
  /** Whether what the pictures show goes before what names say. */
  readonly trustsContent: boolean;
}

/** Four files that make a study, and what intake remarks about them. */
export interface FoundStudy {
  readonly inputs: StudyInputs;
  readonly intakeNotes: readonly IntakeNote[];
  readonly imageNotes: readonly (ImageNote & { readonly modality: Modality; readonly fileName: string })[];
  /** Removes what had to be taken out of files with several volumes. */
  dispose(): Promise<void>;
}

/**
 * The four files of a study: those named and, from the folder, those that are still missing, placed as the
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
  const fileIn = (modality: Modality): DraftFile => {
    const file = draft.files.find(({ slot }) => slot === modality);
    if (file === undefined) throw new RangeError(`a ready study has ${modality}`);
    return file;
  };
  const { inputs, dispose } = await makeInputs((modality) => fileIn(modality).inspected.candidate);
  const affineIn = (modality: Modality): { affine?: Affine } => {
    const { fileId, inspected } = fileIn(modality);
    const geometry = geometryIn(draft, fileId, inspected.facts);
    return geometry === null || geometry === inspected.facts?.geometry ? {} : { affine: geometry.affine };
  };
  const place = (modality: Modality): StudyInputs[Modality] => ({ ...inputs[modality], ...affineIn(modality) });
  return {
    inputs: { t1n: place('t1n'), t1c: place('t1c'), t2w: place('t2w'), t2f: place('t2f') },
    intakeNotes: notesOf(draft),
    imageNotes: modalities.flatMap((modality) => {
      const { candidate, facts } = fileIn(modality).inspected;
      return (facts?.notes ?? []).map((note) => ({ ...note, modality, fileName: candidate.name }));
    }),
    dispose,
  };
}

async function placeFiles({ studyDirectory, files: named }: StudySource): Promise<Draft> {
  const files: DraftFile[] = [];
  for (const modality of modalities) {
    const path = named[modality];
    if (path === undefined) continue;
    for (const candidate of await listCandidates([path])) {
      const inspected = await inspectFile(candidate);
      files.push({ fileId: randomUUID(), inspected, slot: modality, slotSource: 'user' });
    }
  }
  const mine: Draft = { draftId: '', files, answers: [], alignment: null, inboxDirectories: [] };
  const found = studyDirectory === undefined ? [] : await listCandidates([studyDirectory]);
  const all = addFiles(mine, await inspectCandidates(found));
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
  candidateFor: (modality: Modality) => CandidateFile,
): Promise<Pick<FoundStudy, 'inputs' | 'dispose'>> {
  let directory: string | null = null;
  const dispose = async (): Promise<void> => {
    if (directory !== null) await rm(directory, { recursive: true, force: true });
  };
  const input = async (modality: Modality): Promise<StudyInputs[Modality]> => {
    const candidate = candidateFor(modality);
    const { name: fileName, path, frame } = candidate;
    if (frame === undefined) return { path, fileName };
    directory ??= await mkdtemp(join(tmpdir(), 'glioscope-'));
    const extracted = join(directory, `${modality}.nii`);
    await writeFile(extracted, await readCandidateBytes(candidate));
    return { path: extracted, fileName };
  };
  try {
    const inputs = {
      ...{ t1n: await input('t1n'), t1c: await input('t1c') },
      ...{ t2w: await input('t2w'), t2f: await input('t2f') },
    };
    return { inputs, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
