import { Button, Group, Modal, Text } from '@mantine/core';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Asks before a study is left whose last strokes could not be written. */
export function LeaveDialog(): ReactElement {
  const { t } = useTranslation();
  const isAsked = useWorkspace((state) => state.correction.isLeaveAsked);
  const journal = useWorkspace((state) => state.correction.mask?.journal);
  const sentence = useFailureSentence();
  const { correction } = useActions();
  useUnwrittenKept(journal !== undefined && journal.status !== 'kept');
  return (
    <Modal
      opened={isAsked}
      onClose={() => void correction.answerLeaving('stay')}
      title={t('correction.leaveTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Text size="sm">{t('correction.leaveText')}</Text>
      {journal?.status === 'failed' && (
        <Text size="sm" mt="xs" c="dimmed">
          {sentence(journal.failure)}
        </Text>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button color="red.8" onClick={() => void correction.answerLeaving('lose')} data-testid="leave-and-lose">
          {t('correction.leaveAndLose')}
        </Button>
        <Button variant="default" onClick={() => void correction.answerLeaving('stay')} data-testid="leave-not">
          {t('correction.stay')}
        </Button>
        <Button data-autofocus onClick={() => void correction.answerLeaving('try-again')} data-testid="leave-try-again">
          {t('action.tryAgain')}
        </Button>
      </Group>
    </Modal>
  );
}

/** The window, too, asks before it closes. */
function useUnwrittenKept(isUnwritten: boolean): void {
  useEffect(() => {
    if (!isUnwritten) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isUnwritten]);
}
