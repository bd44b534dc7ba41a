import { areVersions, findSpareNames } from '../intake/file-versions.ts';
import { isOtherImageName, slotFromName } from '../intake/file-names.ts';
import type { DraftFile } from './draft-file.ts';

/** Why a file of a draft is not needed: another version of the same image is used, or no slot takes what it is. */
export type SetAside =
  | { readonly kind: 'version'; readonly usedFileId: string }
  | { readonly kind: 'other-image' | 'brain-mask' | 'own-segmentation' };

/** The files that are not needed, by `fileId`, as the draft stands. Those whose names say so are not opened as long as they are not. */
export function setAsideIn({ files }: { readonly files: readonly DraftFile[] }): ReadonlyMap<string, SetAside> {
  return new Map(
    files.flatMap((file) => {
      const aside = whyAside(file, files);
      return aside === null ? [] : [[file.fileId, aside] as const];
    }),
  );
}

function whyAside(file: DraftFile, files: readonly DraftFile[]): SetAside | null {
  if (file.slot !== null) return null;
  if (isOtherImageName(nameOf(file))) return { kind: 'other-image' };
  const { facts } = file.inspected;
  if (facts !== null && facts.noReference !== null) return { kind: facts.noReference };
  const used = files.find((other) => isInNamedSlot(other) && areVersions(nameOf(file), nameOf(other)));
  return used === undefined ? null : { kind: 'version', usedFileId: used.fileId };
}

/** Of several versions of one image that names have placed, the one to use stays or goes into the slot, the rest leaves it. */
export function chooseVersions(files: readonly DraftFile[]): readonly DraftFile[] {
  const byName = files.filter(isPlacedByName);
  const spares = findSpareNames(byName.map(nameOf));
  const chosen = files.filter((file) => !isPlacedByName(file) && isInNamedSlot(file)).map(nameOf);
  return files.map((file) => {
    if (!isPlacedByName(file)) return file;
    const name = nameOf(file);
    const isSpare = spares.has(name) || chosen.some((other) => areVersions(name, other));
    const slot = isSpare ? null : slotFromName(name);
    return slot === file.slot ? file : { ...file, slot };
  });
}

/** A mask of the brain under a name like `mask`, or a segmentation of ours under `seg`, is no reference, unless the user says so. */
export function leaveNoReferences(files: readonly DraftFile[]): readonly DraftFile[] {
  return files.map((file) => {
    const isTaken = file.slot === 'reference' && file.slotSource === 'name';
    const { facts } = file.inspected;
    const isNone = isTaken && facts !== null && facts.noReference !== null;
    return isNone ? { ...file, slot: null, slotSource: null } : file;
  });
}

/** Volumes of one file go by their order, not by their names. */
function isPlacedByName({ slotSource, inspected }: DraftFile): boolean {
  return slotSource === 'name' && inspected.candidate.frame === undefined;
}

function isInNamedSlot(file: DraftFile): boolean {
  return file.slot !== null && file.slot === slotFromName(nameOf(file));
}

function nameOf({ inspected }: DraftFile): string {
  return inspected.candidate.name;
}
