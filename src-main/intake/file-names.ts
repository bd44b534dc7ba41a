import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import type { Slot } from '#shared/domain/modality.ts';

/*
 * What a file name tells. Names are read word by word, never by substring, so that `_t1ce` is not
 * mistaken for T1; case and separators (`_`, `-`, `.`, blank) do not matter.
 */

const slotWords: ReadonlyMap<string, Slot> = new Map<string, Slot>([
  ...[
    ...['t1', 't1n', 't1w', 't1pre', 't1native', 't1wi', '3dt1', 't1se', 't1tse', 't1fse', 't1tfe', 't1mprage'],
    ...['mprage', 'spgr', 'fspgr', 'bravo'],
  ].map((word) => [word, 't1n'] as const),
  ...['t1c', 't1ce', 't1gd', 't1gad', 't1gado', 't1post', 't1wce', 't1cw', 't1km', 't1wc', 'cet1', 'cet1w', 'gdt1'].map(
    (word) => [word, 't1c'] as const,
  ),
  ...['t2', 't2w', 't2wi', 't2tse', 't2fse'].map((word) => [word, 't2w'] as const),
  ...['flair', 't2f', 't2flair', 'fla', 'tirm', 'darkfluid', 'flairw'].map((word) => [word, 't2f'] as const),
  ...[
    ...[
      'seg',
      'segs',
      'dseg',
      'segm',
      'segment',
      'segmented',
      'segmentation',
      'segmentations',
      'tumorseg',
      'tumourseg',
    ],
    ...['label', 'labels', 'labelmap', 'mask', 'tumormask', 'tumourmask', 'roi', 'annotation', 'annotations'],
    ...['gt', 'truth', 'groundtruth', '라벨', '레이블', '마스크', '정답'],
  ].map((word) => [word, 'reference'] as const),
]);

/** Words that make the T1 next to or before them a contrast-enhanced one: `t1_ce`, `T1-Gd`, `ce-gadolinium_T1w`. */
const contrastWords: ReadonlySet<string> = new Set([
  'ce', 'gd', 'gad', 'gado', 'gadolinium', 'gadovist', 'dotarem', 'contrast', 'post', 'postcontrast', 'postgd', 'km',
  'enhanced', 'enhance', 'enh', '조영', '조영증강', '조영후', '조영제', '증강', '증강후',
]); // prettier-ignore

/** ... and those that say it is none, anywhere in the name. */
const nativeWords: ReadonlySet<string> = new Set([
  'pre', 'precontrast', 'noncontrast', 'unenhanced', 'native', '조영전', '증강전', '비조영',
]); // prettier-ignore

/** ... and those that say so of the contrast behind them. */
const denyingWords: ReadonlySet<string> = new Set(['without', 'wo', 'no', 'non', 'not', 'before', 'minus']);

/** Organs whose masks are no tumour maps. */
const otherMasks: ReadonlySet<string> = new Set(['brain', 'parenchyma', 'skull', 'head']);

/** Images no slot takes: diffusion, susceptibility, perfusion, vessels. Only words that are nobody's name. */
const otherImages: ReadonlySet<string> = new Set([
  ...['adc', 'dwi', 'dti', 'hardi', 'swi', 'swan', 'qsm', 't2star', 'star', 'gre', 'fmri', 'bold', 'mra', 'tof'],
  ...['asl', 'dsc', 'dce', 'perfusion', 'cbf', 'cbv', 'rcbf', 'rcbv', 'mtt', 'ttp', 'tmax', 'ktrans'],
]);

const imageExtension = /\.((nii|hdr|img)(\.gz)?|gz)$/i;

/** Looks like an image we read, or half of one, by name. */
export function isNiftiName(fileName: string): boolean {
  return /\.(nii|hdr|img)(\.gz)?$/i.test(fileName) && !fileName.startsWith('.');
}

interface Word {
  readonly text: string;
  /** Where it begins and ends in the name, composed (NFC). */
  readonly start: number;
  readonly end: number;
}

/** Letters composed: macOS writes Korean ones in pieces. */
function wordsOf(fileName: string): readonly Word[] {
  const stem = fileName.normalize('NFC').replace(imageExtension, '');
  // Latin and other letters are words apart: `T1조영`
  return [...stem.matchAll(/[\p{Script=Latin}\p{N}]+|[\p{L}--\p{Script=Latin}]+/gv)].map((match) => ({
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
  const darkFluid = texts.findLastIndex((text, at) => text === 'dark' && texts[at + 1] === 'fluid');
  if (darkFluid !== -1) return { slot: 't2f', index: texts[darkFluid - 1] === 'tirm' ? darkFluid - 1 : darkFluid };
  const index = texts.findLastIndex((text) => slotWords.has(text));
  const slot = slotWords.get(texts[index] ?? '');
  if (slot === undefined) return null;
  if (slot === 'reference') return isOtherMask(texts) ? null : { slot, index };
  // T1-FLAIR is a T1 whose fluid was darkened
  const isT1Flair = slot === 't2f' && slotWords.get(texts[index - 1] ?? '') === 't1n';
  if (slot === 't1n' || isT1Flair) return nameT1(texts, index);
  if (slot === 't2w') return nameT2(texts, index);
  return { slot, index };
}

function isOtherMask(texts: readonly string[]): boolean {
  const isTumour = texts.some((text) => ['tumor', 'tumour', 'glioma', 'lesion', '종양'].includes(text));
  return !isTumour && texts.some((text) => otherMasks.has(text));
}

/** `index` is the last of the words that say T1 (`t1_mprage`). */
function nameT1(texts: readonly string[], index: number): SlotWord {
  let first = index;
  while (slotWords.get(texts[first - 1] ?? '') === 't1n') first -= 1;
  return { slot: isContrastNear(texts, first, index) ? 't1c' : 't1n', index: first };
}

function nameT2(texts: readonly string[], index: number): SlotWord | null {
  if (['star', 'gre'].includes(texts[index + 1] ?? '')) return null; // T2*
  const flair = texts.lastIndexOf('flair', index);
  return flair === -1 ? { slot: 't2w', index } : { slot: 't2f', index: flair };
}

function isContrastNear(texts: readonly string[], first: number, last: number): boolean {
  if (texts[last] === 't1n' || texts.some((text, at) => nativeWords.has(text) || isDenied(texts, at))) return false;
  const after = texts.slice(last + 1);
  return (
    contrastWords.has(texts[first - 1] ?? '') ||
    after[0] === 'c' ||
    after.some((text) => contrastWords.has(text)) ||
    // BIDS: `ce-<agent>` may have other entities behind it
    texts.slice(0, first).some((text, at) => text === 'ce' && contrastWords.has(texts[at + 1] ?? ''))
  );
}

/** `조영 전`: "contrast", "before"; `without contrast`, `w/o Gd`. */
function isDenied(texts: readonly string[], at: number): boolean {
  if (texts[at] === '전') return contrastWords.has(texts[at - 1] ?? '');
  const isWithout = denyingWords.has(texts[at] ?? '') || (texts[at] === 'o' && texts[at - 1] === 'w');
  return isWithout && contrastWords.has(texts[at + 1] ?? '');
}

/**
 * The slot a file name asks for; null when it names none. Understands BraTS 2018-2021 (`_t1 _t1ce _t2
 * _flair _seg`), BraTS 2023 (`-t1n -t1c -t2w -t2f -seg`), BIDS, UPENN-GBM, UCSF-PDGM and common hospital
 * spellings, English and Korean.
 */
export function slotFromName(fileName: string): Slot | null {
  return findSlot(wordsOf(fileName))?.slot ?? null;
}

/** Whether a file name says that no slot takes it: a diffusion map, perfusion, the mask of the brain. */
export function isOtherImageName(fileName: string): boolean {
  const texts = nameWords(fileName);
  if (slotFromName(fileName) !== null) return false;
  const isMask = texts.some((text) => slotWords.get(text) === 'reference') && isOtherMask(texts);
  return isMask || texts.some((text) => otherImages.has(text));
}

/** The words of a name, small letters, without the ending of an image. */
export function nameWords(fileName: string): readonly string[] {
  return wordsOf(fileName).map(({ text }) => text);
}

/** Cases of the Medical Segmentation Decathlon: four volumes in one file, label maps under the same name. */
const decathlonName = /^BRATS_\d+( \(\d of \d\))?\.nii(\.gz)?$/i;
const decathlonFrames = ['t2f', 't1n', 't1c', 't2w'] as const satisfies readonly Slot[];

/** One volume of a file that holds several, named apart: `BRATS_001 (2 of 4).nii.gz`; `frame` counts from 0. */
export function frameName(fileName: string, frame: number, frameCount: number): string {
  const extension = imageExtension.exec(fileName)?.[0] ?? '';
  return `${fileName.slice(0, fileName.length - extension.length)} (${frame + 1} of ${frameCount})${extension}`;
}

/** The slot of a volume of such a file: the Decathlon's order is known, any other order is not. */
export function slotFromFrame(name: string, frame: number): Slot | null {
  return decathlonName.test(name) ? (decathlonFrames[frame] ?? null) : null;
}

/** How the label map of this very name is coded, where its name says so: the Decathlon's are named like its images. */
export function conventionOfLabelMap(fileName: string): LabelConvention | null {
  return decathlonName.test(fileName) ? 'msd' : null;
}

/** How label maps that go with files of these names code enhancing tumour: 2018-2021 style unless all speak 2023's names. */
export function conventionFromNames(fileNames: readonly string[]): LabelConvention {
  if (fileNames.some((name) => decathlonName.test(name))) return 'msd';
  const words = new Set(fileNames.flatMap(nameWords));
  const isNewer = ['t1n', 't2w', 't2f'].some((word) => words.has(word));
  const isOlder = ['t1ce', 'flair'].some((word) => words.has(word));
  return isNewer && !isOlder ? 'brats-2023' : 'brats-2018';
}

/**
 * A name for the patient: the words all files begin with, modality excluded, spelled as in the first
 * file (letters composed). '' when the names share nothing or consist of the modality alone.
 */
export function suggestPatientName(fileNames: readonly string[]): string {
  const stems = fileNames.map(stemOf);
  const [first, ...others] = stems;
  const firstName = fileNames[0]?.normalize('NFC');
  if (first === undefined || firstName === undefined) return '';
  const differs = (word: Word, index: number): boolean => others.some((stem) => stem[index]?.text !== word.text);
  const shared = first.findIndex(differs);
  const common = shared === -1 ? first : first.slice(0, shared);
  return firstName.slice(common[0]?.start ?? 0, common.at(-1)?.end ?? 0);
}

/** The words before the modality, which name the case; all of them where no modality is named. */
function stemOf(fileName: string): readonly Word[] {
  const words = wordsOf(fileName);
  return words.slice(0, findSlot(words)?.index);
}

/** The words that name the case, small letters: what stands before the modality. */
export function caseWords(fileName: string): readonly string[] {
  return stemOf(fileName).map(({ text }) => text);
}
