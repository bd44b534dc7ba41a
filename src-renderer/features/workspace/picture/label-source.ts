import type { TFunction } from 'i18next';
import type { Result } from '#shared/contract/index.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
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
      return corrected(state, t, state.correction.mask?.base ?? { kind: 'empty' });
    case 'result':
      return ofResult(state, t, labels.resultId);
    case 'none':
    case undefined:
      return '';
  }
}

function ofResult(state: WorkspaceState, t: TFunction, resultId: string): string {
  const result = resultsOf(state).find((candidate) => candidate.resultId === resultId);
  if (result === undefined) return '';
  if (result.origin.kind === 'network') return modelName(result);
  // its base may be gone, but the model of it is kept with the result
  if (result.modelId !== '') return t('picture.source.corrected', { source: modelName(result) });
  return corrected(state, t, result.origin.base);
}

function corrected(state: WorkspaceState, t: TFunction, base: MaskBase): string {
  if (base.kind === 'empty') return t('picture.source.drawn');
  if (base.kind === 'reference') return t('picture.source.corrected', { source: t('picture.source.reference') });
  const result = resultsOf(state).find((candidate) => candidate.resultId === base.resultId);
  if (result === undefined || result.modelId === '') return t('picture.source.correctedAlone');
  return t('picture.source.corrected', { source: modelName(result) });
}

function modelName({ modelId, modelVersion }: Result): string {
  return `${modelId} ${modelVersion}`;
}

function resultsOf({ study }: WorkspaceState): readonly Result[] {
  return study.status === 'open' ? study.study.results : [];
}
