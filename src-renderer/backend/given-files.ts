import type { GivenFiles } from './connection.ts';

/** Names worth taking out of a folder, the same as where the backend searches it (intake/file-names.ts); a single file the user picked is always taken, so that it can be told what is wrong with it. */
export function looksLikeNifti(name: string): boolean {
  return /\.(nii|hdr|img)(\.gz)?$/i.test(name) && !name.startsWith('.');
}

/**
 * Files of a drop, folders searched to any depth. The entries are taken before the first await:
 * the transfer is empty afterwards.
 */
export async function filesOfTransfer(transfer: DataTransfer): Promise<GivenFiles> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
    .filter((entry) => entry !== null);
  const found: PlacedFile[] = [];
  for (const entry of entries) {
    if (entry instanceof File) found.push({ file: entry, place: entry.name });
    else if (isFileEntry(entry)) found.push({ file: await fileOf(entry), place: entry.name });
    else await collectFolder(entry, '', found);
  }
  return givenFiles(found);
}

interface PlacedFile {
  readonly file: File;
  readonly place: string;
}

function givenFiles(found: readonly PlacedFile[]): GivenFiles {
  return { kind: 'files', files: found.map(({ file }) => file), places: found.map(({ place }) => place) };
}

function isFileEntry(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectoryEntry(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function collectFolder(entry: FileSystemEntry, parent: string, into: PlacedFile[]): Promise<void> {
  const place = parent + entry.name;
  if (isFileEntry(entry)) {
    if (looksLikeNifti(entry.name)) into.push({ file: await fileOf(entry), place });
  } else if (isDirectoryEntry(entry)) {
    for (const child of await childrenOf(entry)) await collectFolder(child, `${place}/`, into);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const children: FileSystemEntry[] = [];
  // The reader hands out a batch at a time; an empty one ends it.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}

/** Opens the browser's own file dialog; null when the user cancels. */
export function askForFiles(kind: 'files' | 'folder'): Promise<GivenFiles | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    if (kind === 'folder') input.webkitdirectory = true;
    input.addEventListener('cancel', () => {
      resolve(null);
    });
    input.addEventListener('change', () => {
      const chosen = [...(input.files ?? [])];
      const files = kind === 'folder' ? chosen.filter((file) => looksLikeNifti(file.name)) : chosen;
      resolve(givenFiles(files.map((file) => ({ file, place: file.webkitRelativePath || file.name }))));
    });
    input.click();
  });
}
