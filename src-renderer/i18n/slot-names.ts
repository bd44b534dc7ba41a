import type { TFunction } from 'i18next';
import { isModality, modalityNames, type Slot } from '#shared/domain/modality.ts';

/** Modalities have the same name in every language; the label map's slot has not. */
export function slotName(slot: Slot, t: TFunction): string {
  return isModality(slot) ? modalityNames[slot] : t('slot.reference');
}
