import { Button, Group, Loader } from '@mantine/core';
import { IconFileAlert } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { CentredMessage } from '../../ui/centred-message.tsx';
import { DraftForm } from './draft-form.tsx';

export function IntakeScreen(): ReactElement | null {
  const { t } = useTranslation();
  const intake = useWorkspace((state) => state.intake);
  const sentence = useFailureSentence();
  const actions = useActions();
  const discard = (
    <Button variant="default" onClick={actions.intake.discard}>
      {t('action.cancel')}
    </Button>
  );
  switch (intake.status) {
    case 'none':
      return null;
    case 'reading':
      return (
        <CentredMessage icon={<Loader />} text={t('intake.reading')} role="status">
          {discard}
        </CentredMessage>
      );
    case 'failed':
      return (
        <CentredMessage
          icon={<IconFileAlert size="3rem" stroke={1.2} />}
          title={t('intake.failedTitle')}
          text={sentence(intake.failure)}
          role="alert"
          testId="intake-failure"
        >
          <Group>
            {discard}
            <Button onClick={() => void actions.chooseFiles()}>{t('action.chooseFiles')}</Button>
          </Group>
        </CentredMessage>
      );
    case 'draft':
      return <DraftForm intake={intake} />;
  }
}
