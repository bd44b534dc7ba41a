import { journalBlobId } from '#shared/contract/data-plane.ts';
import type { Correction, Study } from '#shared/contract/index.ts';
import { decodeJournal, type JournalEntry } from '#shared/domain/edit/label-history.ts';
import { maskBaseKey, type MaskBase } from '#shared/domain/edit/mask-base.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { openStudyOf, type WorkspaceContext } from './context.ts';

/** A mask as it was left: what it began with, and what was done to it since. */
export interface LoadedMask {
  readonly study: Study;
  readonly labels: Uint8Array<ArrayBuffer>;
  /** What `labels` are a copy of; null: nothing was labelled. */
  readonly baseLabelMapId: string | null;
  readonly journal: readonly JournalEntry[];
}

/** The base and what was done to it since; null when the study was left meanwhile. */
export async function loadMask(context: WorkspaceContext, studyId: string, base: MaskBase): Promise<LoadedMask | null> {
  const before = openStudyOf(context, studyId)?.study;
  if (before === undefined) return null;
  const labelMapId = base.kind === 'empty' ? null : baseLabelMapId(before, base);
  if (labelMapId === undefined)
    throw new GlioscopeError('not-found', {}, { detail: 'the base of a correction is gone' });
  const labels = await readLabels(context, before, labelMapId);
  const study = openStudyOf(context, studyId)?.study;
  const correction = study && correctionOn(study, base);
  const bytes = correction && (await context.connection.readBlob(journalBlobId(correction.correctionId)));
  if (study === undefined || openStudyOf(context, studyId) === null) return null;
  return {
    study,
    labels,
    baseLabelMapId: labelMapId,
    journal: bytes === undefined ? [] : decodeJournal(new Uint8Array(bytes)),
  };
}

/** What was begun on a base and is not a version yet. */
export function correctionOn(study: Study, base: MaskBase): Correction | undefined {
  return study.corrections.find((correction) => maskBaseKey(correction.base) === maskBaseKey(base));
}

/** A copy of the labels a mask begins with. */
async function readLabels(
  { volumes }: WorkspaceContext,
  { geometry }: Study,
  labelMapId: string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  if (labelMapId === null) return new Uint8Array(voxelCount(geometry.shape));
  return Uint8Array.from(await volumes.load(labelMapId, 'uint8'));
}

/** Whether what a mask was made from is still there. */
export function hasBase(study: Study, base: MaskBase): boolean {
  return base.kind === 'empty' || baseLabelMapId(study, base) !== undefined;
}

function baseLabelMapId(study: Study, base: Exclude<MaskBase, { kind: 'empty' }>): string | undefined {
  if (base.kind === 'reference') return study.reference?.labelMapId;
  return study.results.find(({ resultId }) => resultId === base.resultId)?.labelMapId;
}
