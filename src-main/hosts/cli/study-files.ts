import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IntakeNote } from '#shared/contract/index.ts';
import type { Affine } from '#shared/domain/affine.ts';
import { GlioscopeError, type Failure } from '#shared/domain/failure.ts';
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
import { listCandidates, readCandidateBytes, type CandidateFile } from '../../intake/candidates.ts';
import { slotFromName } from '../../intake/file-names.ts';
import { inspectFile, unopenedFile, type InspectedFile, type InspectFile } from '../../intake/inspect-file.ts';
import { findStudies } from '../../intake/study-folders.ts';
import { answerFinding, currentFindings, notesOf } from '../../services/draft-findings.ts';
import { addFiles, assessDraft, emptyDraft, geometryIn, type Draft } from '../../services/draft.ts';
import type { DraftFile } from '../../services/draft-file.ts';
import { inspectNeeded, type IdentifiedFile } from '../../services/inspect-candidates.ts';
import { setAsideIn } from '../../services/set-aside.ts';
import { SeveralFailures } from './command-context.ts';
import type { StudyPaths } from './study-paths.ts';

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
  /** What no result may be written over. */
  readonly paths: StudyPaths;
  readonly imageNotes: readonly (ImageNote & { readonly modality: Modality; readonly fileName: string })[];
  /** Removes what had to be taken out of files with several volumes. */
  dispose(): Promise<void>;
}

export interface FindingOptions {
  /** Brings heads over that of T1ce. */
  readonly align?: (draft: Draft) => Promise<Draft>;
  /** Called before the files are read, where their names alone place them. Returns who looks into them. */
  readonly onNamed?: (inputs: PerModality<SegmentationInput>) => InspectFile;
}

/**
 * The files of a study: those named and, from the folder, those that are still missing, placed as the
 * app's intake does it, and their heads aligned where that is asked for. Throws SeveralFailures with all that is wrong.
 */
export async function findStudyFiles(
  source: StudySource,
  { align, onNamed }: FindingOptions = {},
): Promise<FoundStudy> {
  const given = await listFiles(source);
  const unopened = placeUnopened(source, given);
  const isReady = assessDraft(unopened).isReady;
  if (!isReady) await refuseSeveral(source);
  const arePlaced = onNamed !== undefined && isReady;
  const inspect = arePlaced ? onNamed((await makeInputs(unopened)).inputs) : inspectFile;
  const placed = await placeFiles(source, given, inspect);
  const followed = source.trustsContent ? followPictures(placed) : placed;
  const draft = align === undefined ? followed : await align(followed);
  refuseUnready(draft);
  return {
    ...(await makeInputs(draft)),
    intakeNotes: () => notesOf(draft),
    spares: sparesIn(draft),
    paths: { images: imagePathsIn(draft), labelMaps: given.labelMaps.flatMap(pathsOf) },
    imageNotes: modalityEntries(filesOf(draft)).flatMap(
      ([
        modality,
        {
          inspected: { candidate, facts },
        },
      ]) => (facts?.notes ?? []).map((note) => ({ ...note, modality, fileName: candidate.name })),
    ),
  };
}

/** Before a folder of studies is read, and every image of it called one too many. */
async function refuseSeveral({ studyDirectory }: StudySource): Promise<void> {
  if (studyDirectory === undefined) return;
  const studies = await findStudies(studyDirectory);
  const count = studies.filter(
    ({ files }) => files.filter(({ slot }) => slot !== null && isModality(slot)).length >= 3,
  ).length;
  if (count > 1) throw new GlioscopeError('several-studies', { count });
}

/** Of a study that is ready. */
function filesOf({ files }: Draft): PerModality<DraftFile> {
  return perModality(
    files.flatMap((file) => (file.slot !== null && isModality(file.slot) ? [[file.slot, file] as const] : [])),
  );
}

function sparesIn(draft: Draft): FoundStudy['spares'] {
  const aside = setAsideIn(draft);
  const nameOf = (fileId: string): string =>
    draft.files.find((file) => file.fileId === fileId)?.inspected.candidate.name ?? '';
  return [...aside].flatMap(([fileId, why]) =>
    why.kind === 'version' ? [{ fileName: nameOf(fileId), usedName: nameOf(why.usedFileId) }] : [],
  );
}

function imagePathsIn(draft: Draft): readonly string[] {
  const versions = new Set(
    [...setAsideIn(draft)].flatMap(([fileId, { kind }]) => (kind === 'version' ? [fileId] : [])),
  );
  return draft.files
    .filter(({ fileId, slot }) => (slot !== null && isModality(slot)) || versions.has(fileId))
    .flatMap(({ inspected }) => pathsOf(inspected.candidate));
}

function pathsOf({ path, partnerPath }: CandidateFile): readonly string[] {
  return partnerPath === undefined ? [path] : [path, partnerPath];
}

interface GivenFiles {
  /** Named one by one. */
  readonly named: readonly { readonly slot: Modality; readonly candidate: CandidateFile }[];
  /** Of the folder, but for label maps: nobody asks for them. */
  readonly found: readonly CandidateFile[];
  /** Of the folder, by their names. */
  readonly labelMaps: readonly CandidateFile[];
}

async function listFiles({ studyDirectory, files }: StudySource): Promise<GivenFiles> {
  const named: GivenFiles['named'][number][] = [];
  for (const slot of modalities) {
    const path = files[slot];
    if (path === undefined) continue;
    for (const candidate of await listCandidates([path])) named.push({ slot, candidate });
  }
  const listed = studyDirectory === undefined ? [] : await listCandidates([studyDirectory]);
  const [labelMaps = [], found = []] = [true, false].map((isWanted) =>
    listed.filter(({ name }) => (slotFromName(name) === 'reference') === isWanted),
  );
  return { named, found, labelMaps };
}

/** The study as names alone have it. */
function placeUnopened(source: StudySource, { named, found }: GivenFiles): Draft {
  const mine = named.map(({ slot, candidate }) => placeNamed(slot, unopenedFile(candidate)));
  const others = found.map((candidate) => ({ fileId: randomUUID(), ...unopenedFile(candidate) }));
  return placeBeside(source, { ...emptyDraft, draftId: '', files: mine, without: source.without }, others);
}

async function placeFiles(source: StudySource, { named, found }: GivenFiles, inspect: InspectFile): Promise<Draft> {
  const files = await Promise.all(named.map(async ({ slot, candidate }) => placeNamed(slot, await inspect(candidate))));
  const mine: Draft = { ...emptyDraft, draftId: '', files, without: source.without };
  return placeBeside(source, mine, await inspectNeeded(mine, found, inspect));
}

function placeNamed(slot: Modality, inspected: InspectedFile): DraftFile {
  return { fileId: randomUUID(), inspected, slot, slotSource: 'user' };
}

/** Files of the folder beside those named, whose slots they leave alone. */
function placeBeside({ files: named }: StudySource, mine: Draft, others: readonly IdentifiedFile[]): Draft {
  const all = addFiles(mine, others);
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
async function makeInputs(draft: Draft): Promise<Pick<FoundStudy, 'inputs' | 'dispose'>> {
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
    for (const [modality, file] of modalityEntries(filesOf(draft)))
      inputs.push([modality, await makeInput(modality, file)]);
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
