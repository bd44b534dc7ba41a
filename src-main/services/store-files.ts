import { randomUUID } from 'node:crypto';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { internalLabels, type LabelConvention } from '#shared/domain/label-scheme.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import { readLabelMap } from '../imaging/label-map.ts';
import { parseNifti } from '../imaging/nifti-read.ts';
import { isWholeFile, readCandidateBytes } from '../intake/candidates.ts';
import type { ContentStore, StoredContent } from '../library/content-store.ts';
import type { Library } from '../library/library.ts';
import type { ReferenceRecord } from '../library/records.ts';
import type { SoundFile } from './sound-file.ts';

/** Content on its way into the library's stores, until the rows that refer to it are there. */
export interface Shelf {
  /** @throws GlioscopeError file-unreadable when the file has changed since it was inspected. */
  readonly putFile: (file: SoundFile) => Promise<void>;
  /** @returns the content's SHA-256. */
  readonly putLabelMap: (labels: Uint8Array<ArrayBuffer>) => Promise<string>;
  /** Takes out what was not there before, as far as that can be done. */
  readonly takeBack: () => Promise<void>;
}

export function createShelf({ files, labelMaps }: Pick<Library, 'files' | 'labelMaps'>): Shelf {
  const fresh: { readonly store: ContentStore; readonly sha256: string }[] = [];

  function note(store: ContentStore, { isNew, sha256 }: StoredContent): string {
    if (isNew) fresh.push({ store, sha256 });
    return sha256;
  }

  return {
    async putFile(file) {
      note(files, await storeFile(files, file));
    },
    putLabelMap: async (labels) => note(labelMaps, await labelMaps.addBytes(labels)),
    async takeBack() {
      for (const { store, sha256 } of fresh) await store.remove(sha256).catch(() => undefined);
    },
  };
}

/**
 * Puts an expert's label map on the shelf: the file as it came, and its labels in internal codes.
 *
 * @param fallback the convention it is read by where its codes do not tell.
 * @throws GlioscopeError not-a-label-map, and as `putFile`.
 */
export async function storeReference(
  file: SoundFile,
  fallback: LabelConvention,
  shelf: Shelf,
): Promise<{ reference: ReferenceRecord; convention: LabelConvention }> {
  await shelf.putFile(file);
  const image = await parseNifti(await readCandidateBytes(file.candidate), file.name);
  const { labels, convention } = readLabelMap(image, file.name, fallback);
  const reference: ReferenceRecord = {
    labelMapId: randomUUID(),
    fileName: file.name,
    fileSha256: file.sha256,
    labelMapSha256: await shelf.putLabelMap(labels),
    tissuesMl: measureTissuesMl(labels, internalLabels, image.affine),
  };
  return { reference, convention };
}

/** A pair, or one volume of several, is kept as the one file it was read as. */
async function storeFile(files: ContentStore, { candidate, sha256 }: SoundFile): Promise<StoredContent> {
  if (isWholeFile(candidate)) return files.addFile(candidate.path, sha256);
  const stored = await files.addBytes(await readCandidateBytes(candidate));
  if (stored.sha256 === sha256) return stored;
  if (stored.isNew) await files.remove(stored.sha256);
  throw new GlioscopeError(
    'file-unreadable',
    { file: candidate.name },
    { detail: 'the file changed since it was inspected' },
  );
}
