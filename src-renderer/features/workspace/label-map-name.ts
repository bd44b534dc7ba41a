import { useTranslation } from 'react-i18next';
import { maskBaseKey, type MaskBase } from '#shared/domain/edit/mask-base.ts';
import { modalityNames } from '#shared/domain/modality.ts';
import { useFormats } from '../../i18n/formats.ts';
import { isEdited } from '../../state/correction-state.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';
import type { ShownLabels } from '../../state/workspace-state.ts';

/** A label map of the open study; a mask that is corrected goes by what it is made from. */
export type NamedLabels =
  Exclude<ShownLabels, { kind: 'correction' }> | { readonly kind: 'correction'; readonly base: MaskBase };

/** What to call a label map of the open study. */
export function useLabelMapName(): (labels: NamedLabels | ShownLabels | null) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const study = useWorkspace((state) => (state.study.status === 'open' ? state.study.study : null));
  const inHand = useWorkspace((state) => state.correction.mask?.base ?? null);
  const isUntouched = useWorkspace(({ correction: { mask } }) => mask !== null && !isEdited(mask));

  function nameOf(labels: NamedLabels | ShownLabels | null): string {
    switch (labels?.kind) {
      case 'reference':
        return t('segmentation.reference', { file: study?.reference?.fileName ?? '' });
      case 'correction':
        return nameOfCorrection('base' in labels ? labels.base : inHand);
      case 'result':
        return nameOfResult(labels.resultId);
      case 'none':
      case undefined:
        return t('segmentation.noneShown');
    }
  }

  function nameOfCorrection(base: MaskBase | null): string {
    const isInHand = base === null || (inHand !== null && maskBaseKey(base) === maskBaseKey(inHand));
    if (!isInHand || !isUntouched) return t('correction.inHand', { base: nameOfBase(base) });
    const isEmpty = base === null || base.kind === 'empty';
    return t('correction.untouched', { base: isEmpty ? t('correction.origin.emptyMask') : nameOf(base) });
  }

  function nameOfBase(base: MaskBase | null): string {
    return base === null || base.kind === 'empty' ? t('correction.baseEmpty') : nameOf(base);
  }

  function nameOfResult(resultId: string): string {
    const result = study?.results.find((candidate) => candidate.resultId === resultId);
    if (result === undefined) return t('segmentation.noneShown');
    const time = formats.dateTime(result.createdAt);
    const kind = result.origin.kind === 'network' ? 'segmentation.result' : 'segmentation.version';
    const name = result.name === null ? t(kind, { time }) : `${result.name} · ${time}`;
    if (result.without === null) return name;
    // first: where the name is cut short, this is not what gets lost
    return `${t('segmentation.without', { modality: modalityNames[result.without] })} · ${name}`;
  }

  return nameOf;
}

/** A label map as the value of a choice. Ids are prefixed, so that the reference can be among them. */
export function labelsKey(labels: NamedLabels | ShownLabels): string {
  if (labels.kind === 'correction') return 'base' in labels ? `correction:${maskBaseKey(labels.base)}` : 'correction';
  return labels.kind === 'result' ? `result:${labels.resultId}` : labels.kind;
}
