import { Button, Group } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpareModality } from '#shared/domain/modality.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { useFiguresWithout } from '../../i18n/without-sentence.ts';
import { canDoWithout, chosenModel } from '../../state/models-slice.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { Callout } from '../../ui/callout.tsx';

interface AbsenceProps {
  readonly modality: SpareModality;
  readonly isBusy: boolean;
}

/** One modality is missing: what follows from going on without it, in the model's own figures, and the choice. */
export function MissingModality({ modality, isBusy }: AbsenceProps): ReactElement {
  const { t } = useTranslation();
  const figures = useFiguresWithout();
  const model = useWorkspace(chosenModel);
  const { intake } = useActions();
  const names = { modality: slotName(modality, t), model: model?.name ?? '' };
  const isPossible = model === null || canDoWithout(model, modality);
  return (
    <Callout tone="warning" title={t('without.title', names)} testId="intake-missing">
      <span>
        {t(isPossible ? 'without.possible' : 'without.impossible', names)} {figures(model, modality)}
      </span>
      <Button
        mt={4}
        size="xs"
        variant="default"
        disabled={isBusy}
        onClick={() => void intake.goOnWithout(modality)}
        data-testid="go-on-without"
      >
        {t('without.goOn', names)}
      </Button>
    </Callout>
  );
}

/** The user goes on without a modality; it can be taken back. */
export function AcceptedAbsence({ modality, isBusy }: AbsenceProps): ReactElement {
  const { t } = useTranslation();
  const model = useWorkspace(chosenModel);
  const { intake } = useActions();
  const names = { modality: slotName(modality, t), model: model?.name ?? '' };
  const isSegmented = model === null || canDoWithout(model, modality);
  return (
    <Callout tone="good" testId="intake-without">
      <Group gap="sm">
        <span>{t(isSegmented ? 'without.accepted' : 'without.acceptedUnsegmented', names)}</span>
        <Button
          size="compact-xs"
          variant="default"
          disabled={isBusy}
          onClick={() => void intake.goOnWithout(null)}
          data-testid="undo-without"
        >
          {t('without.undo')}
        </Button>
      </Group>
    </Callout>
  );
}
