import { caseWords, slotFromName } from './file-names.ts';

/*
 * Whose image a file is, by its name: what stands before the modality. Files of one study begin alike, or with
 * words that tell of the acquisition.
 */

/** Words of acquisitions, not of persons: planes, sequences, what was done to the image, how it was exported. */
const acquisitionWords: ReadonlySet<string> = new Set([
  ...['ax', 'axial', 'sag', 'sagittal', 'cor', 'coronal', 'tra', 'trans', 'transverse', 'transversal', 'obl', 'oblique'],
  ...['2d', '3d', 'iso', 'se', 'tse', 'fse', 'ffe', 'tfe', 'gre', 'ir', 'irfse', 'mpr', 'fs', 'fatsat', 'fat', 'sat'],
  ...['blade', 'propeller', 'space', 'cube', 'vista', 'vibe', 'mprage', 'spgr', 'fspgr', 'bravo', 'wip', 'hr', 'hires'],
  ...['pre', 'post', 'native', 'ce', 'gd', 'gad', 'gado', 'gadolinium', 'contrast', 'c', 'with', 'without', 'no', 'w', 'o'],
  ...['brain', 'head', 'skull', 'stripped', 'bet', 'ss', 'n3', 'n4', 'bias', 'corrected', 'norm', 'normalised', 'normalized'],
  ...['reg', 'registered', 'coreg', 'coregistered', 'r', 'rr', 'resampled', 'resliced', 'warped', 'in', 'to', 'mni', 'atlas'],
  ...['mr', 'mri', 'mrt', 'img', 'image', 'vol', 'volume', 'scan', 'series', 'seq', 'raw', 'orig', 'original', 'final'],
  ...['조영', '조영전', '조영후', '조영증강', '증강', '전', '후', '축상', '시상', '관상'],
]); // prettier-ignore

/** The words by which a name tells one case from another; [] where it names no modality, or nothing before it. */
function identityOf(fileName: string): readonly string[] {
  if (slotFromName(fileName) === null) return [];
  return caseWords(fileName).filter((word) => !acquisitionWords.has(word));
}

/**
 * Groups of files whose names tell of one case each, in the order given, where they tell of more than one; else [].
 *
 * One name has to be shared by two files or more: where each has its own, it is a number of the series. A name that
 * another begins with is no other case (`sub-01`, `sub-01_ses-2`), and files without a telling name are in no group.
 */
export function findCases<T>(files: readonly T[], nameOf: (file: T) => string): readonly (readonly T[])[] {
  const named = files
    .map((file) => ({ file, words: identityOf(nameOf(file)) }))
    .filter(({ words }) => words.length > 0)
    .sort((a, b) => a.words.length - b.words.length);
  const cases: { readonly words: readonly string[]; readonly members: T[] }[] = [];
  for (const { file, words } of named) {
    const known = cases.find((each) => each.words.every((word, at) => words[at] === word));
    if (known === undefined) cases.push({ words, members: [file] });
    else known.members.push(file);
  }
  if (cases.length < 2 || cases.every(({ members }) => members.length < 2)) return [];
  const place = ({ members: [first] }: { readonly members: readonly T[] }): number =>
    first === undefined ? 0 : files.indexOf(first);
  return cases.toSorted((a, b) => place(a) - place(b)).map(({ members }) => members);
}
