import { dirname } from 'node:path';
import { basename as lastPart, dirname as folderOf } from 'node:path/posix';
import { isModality } from '#shared/domain/modality.ts';
import { joinHalves, listCandidates, type CandidateFile } from './candidates.ts';
import { isNiftiName } from './file-names.ts';
import { deepestStudyFolder, groupStudies, type FoundStudy, type LocatedFile } from './study-folders.ts';

/** A file of which only its name, place and size are known. */
export interface NamedPlace {
  /** Below what was given, '/' between names. */
  readonly place: string;
  readonly sizeBytes: number;
}

/** The studies among files and folders of this machine. Throws as `listCandidates`. */
export async function studiesOfPaths(paths: readonly string[]): Promise<readonly FoundStudy[]> {
  const candidates = await listCandidates(paths, deepestStudyFolder);
  return groupLocated(
    candidates
      .filter(({ name }) => isNiftiName(name))
      .map((candidate) => ({ candidate, folder: dirname(candidate.path).replaceAll('\\', '/') })),
  );
}

/** The same for files that lie elsewhere; the `path` of what is found is its place. */
export function studiesOfPlaces(files: readonly NamedPlace[]): readonly FoundStudy[] {
  const candidates = files
    .map(({ place, sizeBytes }): CandidateFile => ({ name: lastPart(place), path: place, sizeBytes }))
    .filter(({ name }) => isNiftiName(name));
  // halves of a pair lie in one folder
  const byFolder = Map.groupBy(candidates, ({ path }) => folderOf(path));
  return groupLocated(
    [...byFolder].flatMap(([folder, inside]) => joinHalves(inside).map((candidate) => ({ candidate, folder }))),
  );
}

/** Several studies, most of whose modalities are there by name; else what was given is one study, or none. */
export function isBatch(studies: readonly FoundStudy[]): boolean {
  const rich = studies.filter(
    ({ files }) => new Set(files.flatMap(({ slot }) => (slot !== null && isModality(slot) ? [slot] : []))).size >= 3,
  );
  return rich.length >= 2;
}

function groupLocated(files: readonly LocatedFile[]): readonly FoundStudy[] {
  const shared = sharedFolder(files.map(({ folder }) => folder));
  const below = files.map(({ candidate, folder }) => ({
    candidate,
    folder: folder.slice(shared.length).replace(/^\//u, ''),
  }));
  return groupStudies(below, lastPart(shared));
}

/** The deepest folder that all of these are, or lie in. */
function sharedFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split('/'));
  const differs = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (differs === -1 ? first : first.slice(0, differs)).join('/');
}
