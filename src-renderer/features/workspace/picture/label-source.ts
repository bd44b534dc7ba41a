import type { TFunction } from 'i18next';
import type { Result } from '#shared/contract/index.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import { modalityNames } from '#shared/domain/modality.ts';
import { isEdited } from '../../../state/correction-state.ts';
import type { ShownLabels, WorkspaceState } from '../../../state/workspace-state.ts';

/**
 * What made a label map: the network and its version, the expert, a hand. No file names and none that
 * the user gave, since either may tell whose it is.
 */
export function labelSource(state: WorkspaceState, t: TFunction, labels: ShownLabels | null): string {
  switch (labels?.kind) {
    case 'reference':
      return t('picture.source.reference');
    case 'correction':
      return ofMaskInHand(state, t);
    case 'result':
      return ofResult(state, t, labels.resultId);
    case 'none':
    case undefined:
      return '';
  }
}

function ofMaskInHand(state: WorkspaceState, t: TFunction): string {
  const { mask } = state.correction;
  if (mask === null) return '';
  if (isEdited(mask)) return corrected(state, t, mask.base);
  return mask.base.kind === 'empty' ? '' : labelSource(state, t, mask.base);
}

function ofResult(state: WorkspaceState, t: TFunction, resultId: string): string {
  const result = resultsOf(state).find((candidate) => candidate.resultId === resultId);
  if (result === undefined) return '';
  if (result.origin.kind === 'network') return modelName(result, t);
  // its base may be gone, but the model of it is kept with the result
  if (result.modelId !== '') return t('picture.source.corrected', { source: modelName(result, t) });
  return corrected(state, t, result.origin.base);
}

function corrected(state: WorkspaceState, t: TFunction, base: MaskBase): string {
  if (base.kind === 'empty') return t('picture.source.drawn');
  if (base.kind === 'reference') return t('picture.source.corrected', { source: t('picture.source.reference') });
  const result = resultsOf(state).find((candidate) => candidate.resultId === base.resultId);
  if (result === undefined || result.modelId === '') return t('picture.source.correctedAlone');
  return t('picture.source.corrected', { source: modelName(result, t) });
}

/** With what it did without, as everywhere that a result is named. */
function modelName({ modelId, modelVersion, without }: Result, t: TFunction): string {
  const source = `${modelId} ${modelVersion}`;
  return without === null ? source : t('picture.source.without', { source, modality: modalityNames[without] });
}

function resultsOf({ study }: WorkspaceState): readonly Result[] {
  return study.status === 'open' ? study.study.results : [];
}
