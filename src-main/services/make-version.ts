import { randomUUID } from 'node:crypto';
import { decodeDelta } from '#shared/domain/edit/label-delta.ts';
import { replayJournal, type JournalEntry } from '#shared/domain/edit/label-history.ts';
import type { MaskBase, ResultOrigin } from '#shared/domain/edit/mask-base.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { perModality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import type { Library } from '../library/library.ts';
import type { CorrectionRecord, JournalLine, ResultRecord, StudyRecord } from '../library/records.ts';
import { storageFailed } from '../library/storage-failure.ts';

/**
 * Makes a result of a mask in hand: the base with all its journal says, measured anew. What it began
 * with stays as it is.
 *
 * @throws GlioscopeError not-found, edited-elsewhere, storage-full; storage-failed when base and journal
 *         do not belong together.
 */
export async function makeVersion(
  library: Library,
  correction: CorrectionRecord,
  { name, appVersion }: { readonly name: string | null; readonly appVersion: string },
): Promise<ResultRecord> {
  const study = await library.getStudy(correction.studyId);
  const base = baseResult(study, correction.base);
  const labels = await readBase(library, study, correction.base);
  replay(labels, await library.readJournal(correction.correctionId));
  const { sha256 } = await library.labelMaps.addBytes(labels);
  const version: ResultRecord = {
    ...(base === null ? madeByHand(study) : madeFrom(base)),
    ...{ resultId: randomUUID(), studyId: study.studyId, labelMapId: randomUUID(), labelMapSha256: sha256 },
    ...{ createdAt: new Date().toISOString(), appVersion, durationMs: 0, name },
    origin: originOf(correction, base, study.reference),
    tissuesMl: measureTissuesMl(labels, internalLabels, study.geometry.affine),
    uncertainty: null, // the network has not said anything about this mask
    // ... but looked nowhere else for what it began with
    brain: base === null || base.brain === null ? null : { ...base.brain, maskId: randomUUID() },
  };
  await library.addVersion(version, correction);
  return version;
}

type Provenance = Pick<
  ResultRecord,
  'modelId' | 'modelVersion' | 'modelSha256' | 'engine' | 'provider' | 'fallbacks' | 'inputSha256' | 'settings'
>;

function madeFrom(base: ResultRecord): Provenance {
  const { modelId, modelVersion, modelSha256, engine, provider, fallbacks, inputSha256, settings } = base;
  return { modelId, modelVersion, modelSha256, engine, provider, fallbacks, inputSha256, settings };
}

function madeByHand(study: StudyRecord): Provenance {
  return {
    ...{ modelId: '', modelVersion: '', modelSha256: '', engine: '', provider: '', fallbacks: [], settings: {} },
    inputSha256: perModality(study.volumes.map(({ modality, fileSha256 }) => [modality, fileSha256])),
  };
}

function originOf(
  { base, startedAt, editCount }: CorrectionRecord,
  result: ResultRecord | null,
  reference: StudyRecord['reference'],
): ResultOrigin {
  const origin = { kind: 'correction', base, baseCreatedAt: result?.createdAt ?? null, startedAt, editCount } as const;
  if (base.kind !== 'reference' || reference === null) return origin;
  return { ...origin, reference: { labelMapId: reference.labelMapId, fileName: reference.fileName } };
}

function baseResult({ results }: StudyRecord, base: MaskBase): ResultRecord | null {
  if (base.kind !== 'result') return null;
  const result = results.find(({ resultId }) => resultId === base.resultId);
  if (result === undefined) throw new GlioscopeError('not-found', {}, { detail: `no result ${base.resultId}` });
  return result;
}

/** The labels to start from, as a copy of their own. */
async function readBase(library: Library, study: StudyRecord, base: MaskBase): Promise<Uint8Array<ArrayBuffer>> {
  const sha256 = base.kind === 'reference' ? study.reference?.labelMapSha256 : baseResult(study, base)?.labelMapSha256;
  if (sha256 !== undefined) return library.labelMaps.read(sha256);
  if (base.kind === 'reference') throw new GlioscopeError('not-found', {}, { detail: 'the study has no reference' });
  return new Uint8Array(voxelCount(study.geometry.shape));
}

function replay(labels: Uint8Array, lines: readonly JournalLine[]): void {
  try {
    replayJournal(
      labels,
      lines.map(({ kind, delta }): JournalEntry => (kind === 'edit' ? { kind, delta: decodeDelta(delta) } : { kind })),
    );
  } catch (error) {
    if (error instanceof RangeError) throw storageFailed('damaged', `a journal: ${error.message}`, error);
    throw error;
  }
}
