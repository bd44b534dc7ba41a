import { Button, Group } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

export function HistoryRow(): ReactElement {
  const { t } = useTranslation();
  const done = useWorkspace((state) => state.correction.mask?.done ?? 0);
  const undone = useWorkspace((state) => state.correction.mask?.undone ?? 0);
  const { correction } = useActions();
  return (
    <Group gap="xs" grow>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowBackUp size="1rem" stroke={1.5} />}
        title={`${t('correction.undo')} (Ctrl+Z)`}
        disabled={done === 0}
        onClick={correction.undo}
        data-testid="undo"
      >
        {t('correction.undo')} {done > 0 && `(${done})`}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconArrowForwardUp size="1rem" stroke={1.5} />}
        title={`${t('correction.redo')} (Ctrl+Shift+Z)`}
        disabled={undone === 0}
        onClick={correction.redo}
        data-testid="redo"
      >
        {t('correction.redo')} {undone > 0 && `(${undone})`}
      </Button>
    </Group>
  );
}
