import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { slotName } from '../../i18n/slot-names.ts';
import { useFiguresWithout } from '../../i18n/without-sentence.ts';
import { shownResult } from '../../state/selectors.ts';
import { useWorkspace } from '../../state/workspace-context.tsx';

/** What the shown result was made without, and what that costs its model where the model is still here. */
export function ResultAbsence(): ReactElement | null {
  const { t } = useTranslation();
  const figures = useFiguresWithout();
  const result = useWorkspace(shownResult);
  const models = useWorkspace((state) => state.models);
  const measured = models
    .flatMap((model) => (model.quantised === null ? [model] : [model, model.quantised]))
    .find(({ sha256 }) => sha256 === result?.modelSha256);
  if (result === null || result.without === null) return null;
  return (
    <Text size="xs" c="dimmed" data-testid="made-without">
      {t('without.made', { modality: slotName(result.without, t) })} {figures(measured ?? null, result.without)}
    </Text>
  );
}
