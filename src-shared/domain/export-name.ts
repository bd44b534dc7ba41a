import type { ResultOrigin } from './edit/mask-base.ts';
import { createNaming } from './free-name.ts';
import type { LabelConvention } from './label-scheme.ts';
import type { Slot } from './modality.ts';

/** File systems take names of 255 bytes; endings and numbers come behind a stem. */
const longestStemBytes = 150;
const labelMapEnding = '_glioscope-seg.nii.gz';
const editedEnding = '_glioscope-seg-edited.nii.gz';

/** File name suggested for a patient's exported label map: the name, and what the file is: the network's or by hand. */
export function exportFileName(patientName: string, origin: ResultOrigin['kind'] = 'network'): string {
  return `${exportStem(patientName)}${origin === 'correction' ? editedEnding : labelMapEnding}`;
}

/**
 * File names for the label maps of several patients in one folder: as `exportFileName`, but no two are the same.
 * Different names may be: `P 1` and `P_1` are, to a file system of ours.
 *
 * @param taken file names that are not to be given.
 */
export function createExportNaming(taken: Iterable<string>): (patientName: string) => string {
  const nameOf = createNaming(taken, labelMapEnding);
  return (patientName) => nameOf(exportStem(patientName));
}

/** Names Windows keeps for devices, whatever follows a dot: no folder or file can be called so. */
const windowsDevice = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?=\.|$)/iu;

/** A patient's name with what no file system of ours takes replaced: what the names of exported files begin with. */
export function exportStem(patientName: string): string {
  const stem = patientName
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\\/:*?"<>|\s]+/gu, '_')
    .replace(/^[._]+|[._]+$/gu, '')
    .replace(windowsDevice, '$&_');
  return stem === '' ? 'study' : firstBytes(stem, longestStemBytes);
}

/** As many whole characters from the start as fit into `bytes` of UTF-8. */
function firstBytes(text: string, bytes: number): string {
  let left = bytes;
  let end = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** File name suggested for a picture of `parts`; nobody's name is in it unless it is given. */
export function pictureFileName(patientName: string | null, parts: readonly string[]): string {
  const stem = patientName === null ? 'glioscope' : exportStem(patientName);
  return `${[stem, ...parts].join('_')}.png`;
}

/** Conventions whose names for files say how their label maps are coded. */
export const namedConventions = ['brats-2018', 'brats-2023'] as const satisfies readonly LabelConvention[];
export type NamedConvention = (typeof namedConventions)[number];

const slotEndings: Readonly<Record<NamedConvention, Readonly<Record<Slot, string>>>> = {
  'brats-2018': { t1n: '_t1', t1c: '_t1ce', t2w: '_t2', t2f: '_flair', reference: '_seg' },
  'brats-2023': { t1n: '-t1n', t1c: '-t1c', t2w: '-t2w', t2f: '-t2f', reference: '-seg' },
};

/** Name of a file of an exported study, its label map as `reference`; what follows is .nii or .nii.gz. */
export function studyFileName(stem: string, slot: Slot, convention: NamedConvention): string {
  return `${stem}${slotEndings[convention][slot]}`;
}

/** Name of the brain mask in an exported study; intake takes no file of that name for a label map. */
export function brainMaskFileName(stem: string): string {
  return `${stem}_brain_mask.nii.gz`;
}

/** The convention a study is exported in: the Decathlon's names would not say how its label maps are coded. */
export function namedConvention(convention: LabelConvention): NamedConvention {
  return convention === 'brats-2018' ? 'brats-2018' : 'brats-2023';
}
