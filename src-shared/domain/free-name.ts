/** Names that are one name to some file system fold to the same. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * Gives names that are all different, also where case does not count: each as it is wanted or, where that is
 * taken, with the first number that frees it (`name-2`).
 *
 * @param taken  names nobody is to get.
 * @param ending what follows each name, the number too; in `taken` it is part of the names.
 */
export function createNaming(taken: Iterable<string> = [], ending = ''): (wanted: string) => string {
  const folded = new Set([...taken].map(foldName));
  return (wanted) => {
    let name = `${wanted}${ending}`;
    for (let number = 2; folded.has(foldName(name)); number += 1) name = `${wanted}-${String(number)}${ending}`;
    folded.add(foldName(name));
    return name;
  };
}
