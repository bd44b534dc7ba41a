import { Button } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { countBatch } from '../../state/batch-state.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** The way back to studies that are imported while the user is elsewhere. */
export function BatchButton(): ReactElement | null {
  const { t } = useTranslation();
  const { batch } = useActions();
  const { rows, isOpen, isRunning } = useWorkspace((state) => state.batch);
  if (rows.length === 0 || isOpen) return null;
  const { ended, chosen } = countBatch(rows);
  const isUnderWay = rows.some(({ step }) => step === 'sending' || step === 'reading');
  const total = ended + chosen + (isUnderWay ? 1 : 0);
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<IconStack2 size="1.1rem" stroke={1.5} />}
      onClick={batch.open}
      data-testid="batch-button"
    >
      {isRunning ? t('batch.progress', { done: ended, total }) : t('batch.back')}
    </Button>
  );
}
