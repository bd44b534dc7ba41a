import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { modalities } from '#shared/domain/modality.ts';
import type { CandidateFile } from '../intake/candidates.ts';
import { frameName } from '../intake/file-names.ts';
import { inspectFile, isOpened, unopenedFile, type InspectedFile, type InspectFile } from '../intake/inspect-file.ts';
import { addFiles, type Draft } from './draft.ts';
import { setAsideIn } from './set-aside.ts';

/** Files read side by side: zlib's thread pool has four threads. */
const filesAtOnce = 4;

export type IdentifiedFile = InspectedFile & { readonly fileId: string };

/**
 * Reads files to the end, in the order given. A file with one volume per modality counts as four files;
 * any other number of volumes is a failure of the one file.
 */
export async function inspectCandidates(
  candidates: readonly CandidateFile[],
  inspect: InspectFile = inspectFile,
): Promise<readonly IdentifiedFile[]> {
  // a stream's items are untyped: this one holds what `inspectVolumes` returns
  const inspected = (await Readable.from(candidates)
    .map((candidate: CandidateFile) => inspectVolumes(candidate, inspect), { concurrency: filesAtOnce })
    .toArray()) as (readonly IdentifiedFile[])[];
  return inspected.flat();
}

/** Reads those of the files that `draft` would need, by their names; the others come unopened, behind them. */
export async function inspectNeeded(
  draft: Draft,
  candidates: readonly CandidateFile[],
  inspect?: InspectFile,
): Promise<readonly IdentifiedFile[]> {
  const unopened = candidates.map((candidate) => ({ fileId: randomUUID(), ...unopenedFile(candidate) }));
  const aside = setAsideIn(addFiles(draft, unopened));
  const isNeeded = ({ fileId }: IdentifiedFile): boolean => !aside.has(fileId);
  const needed = unopened.filter(isNeeded).map(({ candidate }) => candidate);
  return [...(await inspectCandidates(needed, inspect)), ...unopened.filter((file) => !isNeeded(file))];
}

/** What is in those files of a draft that stand in a slot and were not opened; by `fileId`. */
export async function inspectPlaced({ files }: Draft): Promise<ReadonlyMap<string, InspectedFile>> {
  const waiting = files.filter(({ slot, inspected }) => slot !== null && !isOpened(inspected));
  const opened = waiting.map(
    async ({ fileId, inspected }) => [fileId, await inspectFile(inspected.candidate)] as const,
  );
  return new Map(await Promise.all(opened));
}

async function inspectVolumes(candidate: CandidateFile, inspect: InspectFile): Promise<readonly IdentifiedFile[]> {
  const whole = await inspect(candidate);
  const { code, params } = whole.failure ?? {};
  const frameCount = modalities.length;
  if (code !== 'unsupported-file' || params?.['reason'] !== 'frames' || params['frames'] !== frameCount) {
    return [{ fileId: randomUUID(), ...whole }];
  }
  const volumes: IdentifiedFile[] = [];
  for (let frame = 0; frame < frameCount; frame += 1) {
    const name = frameName(candidate.name, frame, frameCount);
    volumes.push({ fileId: randomUUID(), ...(await inspect({ ...candidate, name, frame })) });
  }
  return volumes;
}
