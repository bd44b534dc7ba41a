import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { foldName } from '#shared/domain/free-name.ts';

/*
 * Names of `.hdr/.img` pairs: the same name but for the extension, either half gzipped or not, in any
 * case of letters, and Korean ones composed or not (macOS writes some names in pieces).
 */

const halfPattern = /^(?<stem>.+)\.(?<half>hdr|img)(?<suffix>\.gz)?$/iu;

interface HalfName {
  readonly stem: string;
  readonly half: 'header' | 'image';
  /** Extension as it is spelled, without the dot, and `.gz` or ''. */
  readonly extension: string;
  readonly suffix: string;
}

function parseHalfName(fileName: string): HalfName | null {
  const { stem, half, suffix = '' } = halfPattern.exec(fileName)?.groups ?? {};
  if (stem === undefined || half === undefined) return null;
  return { stem, half: half.toLowerCase() === 'hdr' ? 'header' : 'image', extension: half, suffix };
}

/** Which half of a pair a name stands for; null for other names. */
export function pairHalf(fileName: string): 'header' | 'image' | null {
  return parseHalfName(fileName)?.half ?? null;
}

/** How the other half would be called, spelled alike; null when the name is of no pair. */
export function partnerName(fileName: string): string | null {
  const name = parseHalfName(fileName);
  if (name === null) return null;
  const extension = name.half === 'header' ? 'img' : 'hdr';
  const isUpperCase = name.extension === name.extension.toUpperCase();
  return `${name.stem}.${isUpperCase ? extension.toUpperCase() : extension}${name.suffix}`;
}

/** Whether two names are the two halves of a pair. */
export function arePartners(fileName: string, other: string): boolean {
  const [a, b] = [parseHalfName(fileName), parseHalfName(other)];
  return a !== null && b !== null && a.half !== b.half && foldName(a.stem) === foldName(b.stem);
}

/**
 * The best match for the other half among names: spelled as `partnerName`, else the first that differs
 * only in case, in how letters are composed or in being gzipped.
 */
export function choosePartner(fileName: string, names: readonly string[]): string | null {
  const exact = partnerName(fileName);
  if (exact !== null && names.includes(exact)) return exact;
  const stem = parseHalfName(fileName)?.stem;
  const candidates = names.filter((name) => arePartners(fileName, name)).sort();
  return candidates.find((name) => parseHalfName(name)?.stem === stem) ?? candidates[0] ?? null;
}

/** Path of the other half, in the same folder; null when it is not there. */
export async function findPartner(path: string): Promise<string | null> {
  const folder = dirname(path);
  const name = basename(path);
  if (partnerName(name) === null) return null;
  const found = choosePartner(name, await readdir(folder).catch(() => []));
  return found === null ? null : join(folder, found);
}
