import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { modalities } from '#shared/domain/modality.ts';
import type { CandidateFile } from '../intake/candidates.ts';
import { frameName } from '../intake/file-names.ts';
import { inspectFile, type InspectedFile } from '../intake/inspect-file.ts';

/** Files read side by side: zlib's thread pool has four threads. */
const filesAtOnce = 4;

export type IdentifiedFile = InspectedFile & { readonly fileId: string };

/**
 * Reads files to the end, in the order given. A file with one volume per modality counts as four files;
 * any other number of volumes is a failure of the one file.
 */
export async function inspectCandidates(candidates: readonly CandidateFile[]): Promise<readonly IdentifiedFile[]> {
  // a stream's items are untyped: this one holds what `inspectVolumes` returns
  const inspected = (await Readable.from(candidates)
    .map(inspectVolumes, { concurrency: filesAtOnce })
    .toArray()) as (readonly IdentifiedFile[])[];
  return inspected.flat();
}

async function inspectVolumes(candidate: CandidateFile): Promise<readonly IdentifiedFile[]> {
  const whole = await inspectFile(candidate);
  const { code, params } = whole.failure ?? {};
  const frameCount = modalities.length;
  if (code !== 'unsupported-file' || params?.['reason'] !== 'frames' || params['frames'] !== frameCount) {
    return [{ fileId: randomUUID(), ...whole }];
  }
  const volumes: IdentifiedFile[] = [];
  for (let frame = 0; frame < frameCount; frame += 1) {
    const name = frameName(candidate.name, frame, frameCount);
    volumes.push({ fileId: randomUUID(), ...(await inspectFile({ ...candidate, name, frame })) });
  }
  return volumes;
}
