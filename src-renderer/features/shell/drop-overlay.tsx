import { Text } from '@mantine/core';
import { IconFileDownload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { useWindowDrop } from '../../ui/use-window-drop.ts';
import classes from './drop-overlay.module.css';

/** The whole window takes files at any time; while they hang over it, it says what dropping them will do. */
export function DropOverlay(): ReactElement | null {
  const { t } = useTranslation();
  const { drop } = useActions();
  const isDraft = useWorkspace((state) => state.intake.status === 'draft');
  const isOver = useWindowDrop((transfer) => void drop(transfer));
  if (!isOver) return null;
  return (
    <div className={classes['overlay']} data-testid="drop-overlay">
      <div className={classes['frame']}>
        <IconFileDownload size="3.5rem" stroke={1.2} />
        <Text size="xl" fw={600}>
          {isDraft ? t('drop.addFiles') : t('drop.newStudy')}
        </Text>
        <Text c="dimmed">{t('drop.hint')}</Text>
      </div>
    </div>
  );
}
