/** What every file system we run on takes for one name, in UTF-8. */
const largestNameBytes = 240;

/**
 * The last part of whatever a browser called the file, as every file system takes it. A name that is
 * too long loses its beginning: what says the modality stands at the end.
 */
export function safeFileName(name: string): string {
  const last = name.split(/[\\/]/u).at(-1) ?? '';
  const characters = Array.from(last.replaceAll(/[\p{Cc}:*?"<>|]/gu, '_'));
  let bytes = 0;
  let kept = characters.length;
  while (kept > 0) {
    bytes += Buffer.byteLength(characters[kept - 1] ?? '');
    if (bytes > largestNameBytes) break;
    kept -= 1;
  }
  const safe = characters.slice(kept).join('');
  return /^\.*$/u.test(safe) ? 'unnamed' : safe;
}
