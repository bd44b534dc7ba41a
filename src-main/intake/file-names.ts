import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import type { Slot } from '#shared/domain/modality.ts';

/*
 * What a file name tells. Names are read word by word, never by substring, so that `_t1ce` is not
 * mistaken for T1; case and separators (`_`, `-`, `.`, blank) do not matter.
 */

const slotWords: ReadonlyMap<string, Slot> = new Map<string, Slot>([
  ...['t1', 't1n', 't1w', 't1pre', 't1native'].map((word) => [word, 't1n'] as const),
  ...['t1c', 't1ce', 't1gd', 't1gad', 't1gado', 't1post', 't1wce', 't1cw', 't1km'].map(
    (word) => [word, 't1c'] as const,
  ),
  ...['t2', 't2w'].map((word) => [word, 't2w'] as const),
  ...['flair', 't2f', 't2flair', 'fla'].map((word) => [word, 't2f'] as const),
  ...['seg', 'segm', 'segmentation', 'label', 'labels', 'labelmap', 'mask', 'gt', 'groundtruth'].map(
    (word) => [word, 'reference'] as const,
  ),
]);

/** Words that make the T1 next to or before them a contrast-enhanced one: `t1_ce`, `T1-Gd`, `ce-gadolinium_T1w`. */
const contrastWords: ReadonlySet<string> = new Set([
  'ce', 'gd', 'gad', 'gado', 'gadolinium', 'contrast', 'post', 'postcontrast', 'km', 'enhanced',
]); // prettier-ignore

const imageExtension = /\.((nii|hdr|img)(\.gz)?|gz)$/i;

/** Looks like an image we read, or half of one, by name. */
export function isNiftiName(fileName: string): boolean {
  return /\.(nii|hdr|img)(\.gz)?$/i.test(fileName) && !fileName.startsWith('.');
}

interface Word {
  readonly text: string;
  /** Where it begins and ends in the name. */
  readonly start: number;
  readonly end: number;
}

function wordsOf(fileName: string): readonly Word[] {
  const stem = fileName.replace(imageExtension, '');
  return [...stem.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({
    text: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

interface SlotWord {
  readonly slot: Slot;
  readonly index: number;
}

/** The last word that names a slot decides: what comes before it is the case's name. */
function findSlot(words: readonly Word[]): SlotWord | null {
  const texts = words.map(({ text }) => text);
  const index = texts.findLastIndex((text) => slotWords.has(text));
  const slot = slotWords.get(texts[index] ?? '');
  if (slot === undefined) return null;
  if (slot === 't1n') return { slot: isContrastNear(texts, index) ? 't1c' : 't1n', index };
  if (slot === 't2w') {
    const flair = texts.lastIndexOf('flair', index);
    return flair === -1 ? { slot, index } : { slot: 't2f', index: flair };
  }
  return { slot, index };
}

function isContrastNear(texts: readonly string[], t1: number): boolean {
  if (texts.includes('pre') || texts.includes('precontrast') || texts[t1] === 't1n') return false;
  const before = texts[t1 - 1] ?? '';
  const after = texts.slice(t1 + 1);
  return contrastWords.has(before) || after[0] === 'c' || after.some((text) => contrastWords.has(text));
}

/**
 * The slot a file name asks for; null when it names none. Understands BraTS 2018-2021 (`_t1 _t1ce _t2
 * _flair _seg`), BraTS 2023 (`-t1n -t1c -t2w -t2f -seg`) and common hospital spellings.
 */
export function slotFromName(fileName: string): Slot | null {
  return findSlot(wordsOf(fileName))?.slot ?? null;
}

/** How label maps that go with files of these names code enhancing tumour: 2018-2021 style unless all speak 2023's names. */
export function conventionFromNames(fileNames: readonly string[]): LabelConvention {
  const words = new Set(fileNames.flatMap((name) => wordsOf(name).map(({ text }) => text)));
  const isNewer = ['t1n', 't2w', 't2f'].some((word) => words.has(word));
  const isOlder = ['t1ce', 'flair'].some((word) => words.has(word));
  return isNewer && !isOlder ? 'brats-2023' : 'brats-2018';
}

/**
 * A name for the patient: the words all files begin with, modality excluded, spelled as in the first
 * file. '' when the names share nothing or consist of the modality alone.
 */
export function suggestPatientName(fileNames: readonly string[]): string {
  const stems = fileNames.map((name) => {
    const words = wordsOf(name);
    return words.slice(0, findSlot(words)?.index);
  });
  const [first, ...others] = stems;
  const firstName = fileNames[0];
  if (first === undefined || firstName === undefined) return '';
  const differs = (word: Word, index: number): boolean => others.some((stem) => stem[index]?.text !== word.text);
  const shared = first.findIndex(differs);
  const common = shared === -1 ? first : first.slice(0, shared);
  return firstName.slice(common[0]?.start ?? 0, common.at(-1)?.end ?? 0);
}
