import { Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import classes from './connection-banner.module.css';

/** Shown as long as the backend cannot be reached. The row is always there, so that the layout's rows keep their places. */
export function ConnectionBanner(): ReactElement {
  const { t } = useTranslation();
  const isLost = useWorkspace((state) => state.connection === 'lost');
  const { reconnect } = useActions();
  return (
    <div role="alert">
      {isLost && (
        <Group className={classes['banner']} justify="space-between" data-testid="connection-lost">
          <Group gap="sm" wrap="nowrap">
            <IconPlugConnectedX size="1.3rem" stroke={1.5} aria-hidden />
            <div>
              <Text size="sm" fw={600}>
                {t('connection.lost')}
              </Text>
              <Text size="xs">{t('connection.advice')}</Text>
            </div>
          </Group>
          <Button size="compact-sm" variant="white" color="dark" onClick={reconnect}>
            {t('connection.retry')}
          </Button>
        </Group>
      )}
    </div>
  );
}
