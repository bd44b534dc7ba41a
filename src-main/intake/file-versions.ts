import { nameWords, slotFromName } from './file-names.ts';

/*
 * Versions of one image, under names that differ in nothing but what was done to it: `T1c` and `T1c_bias`, `t2` and
 * `t2_brain`. One is used, the others are not needed. Only names are looked at.
 */

/** The skull taken off. */
const strippedWords =
  / (brain( extracted| extraction| only| masked)?|bet|hd ?bet|ss|skull ?strip(ped)?|stripped|no ?skull|robex|synthstrip)(?= )/gu;
/** The scanner's shading evened out. */
const unshadedWords =
  / (bias( field)?( ?corr(ected|ection)?)?|bfc|n[34](itk)?( bias)?( field)?( corr(ected|ection)?)?)(?= )/gu;
/** `desc-brain`: BIDS says before it that it will be said. */
const leadingWords = / desc(?= )/gu;

interface Version {
  /** The same for all versions of one image. */
  readonly image: string;
  /** The lowest of several versions is used. */
  readonly rank: number;
}

/** Null where the name names no modality: nobody knows then what it is a version of. */
function versionOf(fileName: string): Version | null {
  const slot = slotFromName(fileName);
  if (slot === null || slot === 'reference') return null;
  const name = ` ${nameWords(fileName).join(' ')} `;
  const shaded = name.replaceAll(unshadedWords, '');
  const whole = shaded.replaceAll(strippedWords, '').replaceAll(leadingWords, '');
  const isStripped = whole !== shaded;
  const isUnshaded = shaded !== name;
  return { image: `${slot}${whole}`, rank: (isStripped ? 0 : 2) + (isUnshaded ? 1 : 0) };
}

/** Whether two names are those of versions of one image. */
export function areVersions(fileName: string, otherName: string): boolean {
  const [one, other] = [versionOf(fileName), versionOf(otherName)];
  return one !== null && other !== null && one.image === other.image;
}

/**
 * The names that stand back for another version of the same image. Without the skull goes before with it, and as
 * scanned before with its shading evened out: so were the images that the networks have learnt from (docs/intake.md).
 * Where names do not tell which of two is to be used, neither stands back.
 */
export function findSpareNames(fileNames: readonly string[]): ReadonlySet<string> {
  const versions = fileNames.map((name) => ({ name, version: versionOf(name) }));
  const isBetter = (one: Version | null, other: Version | null): boolean =>
    one !== null && other !== null && one.image === other.image && one.rank < other.rank;
  return new Set(
    versions
      .filter(({ version }) => versions.some((other) => isBetter(other.version, version)))
      .map(({ name }) => name),
  );
}
