import { ActionIcon } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { useShortcuts } from '../../ui/use-shortcuts.ts';

/** Opens and closes the settings; the comma key does the same. */
export function SettingsButton(): ReactElement {
  const { t } = useTranslation();
  const isOpen = useWorkspace((state) => state.isSettingsOpen);
  const { settings } = useActions();
  const toggle = isOpen ? settings.close : settings.open;
  useShortcuts({ ',': toggle });
  return (
    <ActionIcon
      variant={isOpen ? 'light' : 'subtle'}
      color={isOpen ? 'sea' : 'gray'}
      aria-label={t('settings.title')}
      aria-pressed={isOpen}
      aria-keyshortcuts=","
      title={t('settings.hint')}
      onClick={toggle}
      data-testid="open-settings"
    >
      <IconSettings size="1.1rem" stroke={1.5} />
    </ActionIcon>
  );
}
