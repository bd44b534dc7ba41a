import type { BatchStudy, BatchTwin } from '#shared/contract/index.ts';
import { isModality } from '#shared/domain/modality.ts';
import type { GivenFiles } from '../backend/connection.ts';
import type { WorkspaceContext } from './context.ts';

type Client = WorkspaceContext['connection']['client'];

/** The studies among what was given, by names alone; none when it is no batch. */
export function findBatch(client: Client, given: GivenFiles): Promise<readonly BatchStudy[]> {
  if (given.kind === 'paths') return client.batch.find({ kind: 'paths', paths: [...given.paths] });
  const files = [...placed(given)].map(([place, { size }]) => ({ place, sizeBytes: size }));
  return client.batch.find({ kind: 'places', files });
}

/** The files of one study out of those given with it. */
export function filesOf({ files }: BatchStudy, given: GivenFiles): GivenFiles {
  const places = files.flatMap((file) => file.places);
  if (given.kind === 'paths') return { kind: 'paths', paths: places };
  const known = placed(given);
  const own = places.flatMap((place) => known.get(place) ?? []);
  return { kind: 'files', files: own };
}

/**
 * The study of the library that these files are already, whatever it is called. The page reads what only
 * it can read, a file at a time; a pair that it would have to join first is left to the import.
 */
export async function findTwin(client: Client, found: BatchStudy, given: GivenFiles): Promise<BatchTwin | null> {
  const places = found.files.flatMap((file) => (file.slot !== null && isModality(file.slot) ? [file.places] : []));
  if (given.kind === 'paths') {
    const paths = places.flatMap(([path]) => path ?? []);
    return client.batch.twinOf({ kind: 'paths', paths });
  }
  if (places.some(({ length }) => length > 1)) return null;
  const known = placed(given);
  const sha256s: string[] = [];
  for (const place of places.flat()) {
    const bytes = await known.get(place)?.arrayBuffer();
    if (bytes !== undefined) sha256s.push(toHex(await crypto.subtle.digest('SHA-256', bytes)));
  }
  return client.batch.twinOf({ kind: 'hashes', sha256s });
}

function placed({ files, places }: GivenFiles & { readonly kind: 'files' }): ReadonlyMap<string, File> {
  return new Map(files.map((file, index) => [places?.[index] ?? file.name, file]));
}

function toHex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
