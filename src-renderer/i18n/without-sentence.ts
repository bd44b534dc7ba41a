import { useTranslation } from 'react-i18next';
import type { Model } from '#shared/contract/index.ts';
import { valuesWithout } from '#shared/domain/model-dice.ts';
import type { SpareModality } from '#shared/domain/modality.ts';
import { useFormats } from './formats.ts';

/** What doing without a modality has cost a model, in its measured figures; null where that was not measured. */
export function useFiguresWithout(): (model: Pick<Model, 'dice'> | null, modality: SpareModality) => string | null {
  const { t } = useTranslation();
  const formats = useFormats();
  return (model, modality) => {
    const dice = model?.dice ?? null;
    const values = dice === null ? null : valuesWithout(dice, modality, (each) => formats.decimals(each, 2));
    return values === null ? null : t('without.figures', values);
  };
}
