import { basename as baseName, join, relative, resolve, sep } from 'node:path';
import { dirname } from 'node:path/posix';
import { createNaming, foldName } from '#shared/domain/free-name.ts';
import { isModality, slots, type Slot } from '#shared/domain/modality.ts';
import { listCandidates, type CandidateFile } from './candidates.ts';
import { isOtherImageName, slotFromName, suggestPatientName } from './file-names.ts';
import { findSpareNames } from './file-versions.ts';

/*
 * The studies of a folder: one folder each (its files in it, or one folder per modality), or all in one
 * folder under names of their own. Only names and places are looked at here; no file is opened.
 */

/** A file and where it lies below the folder that was given: '' at its top, '/' between names. */
export interface LocatedFile {
  readonly candidate: CandidateFile;
  readonly folder: string;
}

export interface PlacedFile {
  readonly candidate: CandidateFile;
  /** What its name says it is; null: nothing. */
  readonly slot: Slot | null;
}

export interface FoundStudy {
  /** Its folder's name, or what its files' names begin with; no two are the same, also where case does not count. */
  readonly name: string;
  readonly files: readonly PlacedFile[];
  /** Names of files that are not needed: other versions of images among `files`, and what no slot takes. */
  readonly setAside: readonly string[];
}

/** Folders below the given one that are searched: `patient/visit/anat/…`. */
export const deepestStudyFolder = 4;

/**
 * The studies in a folder on this machine, by name; `[]` when no file is named like a modality.
 *
 * @throws GlioscopeError file-not-found, file-unreadable.
 */
export async function findStudies(directory: string): Promise<readonly FoundStudy[]> {
  const root = resolve(directory);
  const candidates = await listCandidates([root], deepestStudyFolder);
  const located = candidates.map((candidate): LocatedFile => {
    const folder = relative(root, join(candidate.path, '..')).replaceAll(sep, '/');
    return { candidate, folder };
  });
  return groupStudies(located, baseName(root));
}

/** @param rootName names the study whose files lie at the top, if they are one study. */
export function groupStudies(files: readonly LocatedFile[], rootName: string): readonly FoundStudy[] {
  const groups = groupFolder('', [...Map.groupBy(files, ({ folder }) => folder).values()].flatMap(placeFiles)).filter(
    hasModality,
  );
  return nameGroups(groups, rootName).toSorted((a, b) => byName.compare(a.name, b.name));
}

const byName = new Intl.Collator('en', { numeric: true });

interface Located extends PlacedFile {
  readonly folder: string;
  /** Not needed, by its name and those beside it; in no slot then. */
  readonly isAside: boolean;
}

/** @param files those of one folder. */
function placeFiles(files: readonly LocatedFile[]): readonly Located[] {
  const spares = findSpareNames(files.map(({ candidate }) => candidate.name));
  return files.map(({ candidate, folder }) => {
    const isSpare = spares.has(candidate.name);
    const slot = isSpare ? null : slotFromName(candidate.name);
    return { candidate, folder, slot, isAside: isSpare || isOtherImageName(candidate.name) };
  });
}

interface Group {
  readonly folder: string;
  /** What the names begin with, where a folder holds several studies; null: the folder is the study. */
  readonly stem: string | null;
  readonly files: readonly Located[];
}

/** @param files all files in `folder` and below it. */
function groupFolder(folder: string, files: readonly Located[]): readonly Group[] {
  const here = files.filter((file) => file.folder === folder);
  const below = files.filter((file) => file.folder !== folder);
  const children = [...Map.groupBy(below, (file) => childOf(folder, file.folder))];
  if (isFolderPerModality(here, children)) return [{ folder, stem: null, files }];
  return [...groupSiblings(folder, here), ...children.flatMap(([child, inside]) => groupFolder(child, inside))];
}

/** The folder directly below `folder` that leads to `deeper`. */
function childOf(folder: string, deeper: string): string {
  const start = folder === '' ? 0 : folder.length + 1;
  const end = deeper.indexOf('/', start);
  return end === -1 ? deeper : deeper.slice(0, end);
}

/** Folders that hold one modality each, of one case: `case/t1/case_t1.nii.gz`, `case/flair/…`. */
function isFolderPerModality(
  here: readonly Located[],
  children: readonly (readonly [string, readonly Located[]])[],
): boolean {
  if (children.length < 2 || here.some(hasModalitySlot)) return false;
  const placed = children.map(([, inside]) => inside.filter(({ slot }) => slot !== null));
  const files = placed.flat();
  return placed.every(({ length }) => length <= 1) && !hasDuplicates(files) && new Set(files.map(stemOf)).size === 1;
}

/** Files of one folder: one study, unless a modality is there twice and the names tell several cases apart. */
function groupSiblings(folder: string, files: readonly Located[]): readonly Group[] {
  if (files.length === 0) return [];
  const whole: Group = { folder, stem: null, files };
  if (!hasDuplicates(files)) return [whole];
  const byStem = Map.groupBy(files, stemOf);
  const cases = [...byStem.keys()].filter((stem) => countModalities(byStem.get(stem)) >= 3);
  if (cases.length === 0) return [whole];
  const collected = new Map<string, Located[]>();
  for (const [stem, ofStem] of byStem) {
    const owner = cases.includes(stem) ? stem : (findOwner(stem, cases) ?? stem);
    collected.set(owner, [...(collected.get(owner) ?? []), ...ofStem]);
  }
  return [...collected].map(([stem, ofStem]) => ({ folder, stem, files: ofStem }));
}

/** The case whose name these names begin with: `sub-01_ce-gd` belongs to `sub-01`. */
function findOwner(stem: string, cases: readonly string[]): string | undefined {
  return cases
    .filter((owner) => owner !== '' && stem.startsWith(owner) && !/^[\p{L}\p{N}]/u.test(stem.slice(owner.length)))
    .sort((a, b) => b.length - a.length)[0];
}

function stemOf({ candidate }: Located): string {
  return suggestPatientName([candidate.name]);
}

function hasModalitySlot({ slot }: PlacedFile): boolean {
  return slot !== null && isModality(slot);
}

function hasModality({ files }: Group): boolean {
  return files.some(hasModalitySlot);
}

function countModalities(files: readonly Located[] = []): number {
  return new Set(files.filter(hasModalitySlot).map(({ slot }) => slot)).size;
}

function hasDuplicates(files: readonly Located[]): boolean {
  const modalities = files.filter(hasModalitySlot);
  return countModalities(modalities) < modalities.length;
}

/** By the last part of where they lie, if that tells them all apart, else by the whole of it; at worst with a number. */
function nameGroups(groups: readonly Group[], rootName: string): readonly FoundStudy[] {
  const paths = groups.map((group) => {
    const parts = [...ownFolder(group, groups).split('/'), group.stem ?? ''].filter((part) => part !== '');
    return parts.length === 0 ? [rootName] : parts;
  });
  const lastParts = paths.map((parts) => parts.at(-1) ?? rootName);
  const isTelling = new Set(lastParts.map(foldName)).size === groups.length;
  const isLevel = new Set(paths.map(({ length }) => length)).size === 1;
  const names = isTelling && isLevel ? lastParts : paths.map((parts) => parts.join('_'));
  const nameOf = createNaming();
  return groups.map(({ files }, index) => {
    const name = nameOf(names[index] ?? rootName);
    const setAside = files.filter(({ isAside }) => isAside).map(({ candidate }) => candidate.name);
    return { name, files: bySlot(files.filter(({ isAside }) => !isAside)), setAside };
  });
}

/** The highest folder below the given one that holds this study and no other: `kim`, not `kim/2024/anat`. */
function ownFolder({ folder, stem }: Group, groups: readonly Group[]): string {
  let own = folder;
  const isAlone = (ancestor: string): boolean =>
    groups.filter((other) => other.folder === ancestor || other.folder.startsWith(`${ancestor}/`)).length === 1;
  while (stem === null && own.includes('/') && isAlone(dirname(own))) own = dirname(own);
  return own;
}

function bySlot(files: readonly Located[]): readonly PlacedFile[] {
  const place = ({ slot }: PlacedFile): number => (slot === null ? slots.length : slots.indexOf(slot));
  return files.map(({ candidate, slot }) => ({ candidate, slot })).toSorted((a, b) => place(a) - place(b));
}
