import { ActionIcon } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ariaKeys, withKeys } from '../../keys/key-names.ts';
import { useCommands } from '../../keys/use-commands.tsx';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Opens and closes the settings. */
export function SettingsButton(): ReactElement {
  const { t } = useTranslation();
  const isOpen = useWorkspace((state) => state.isSettingsOpen);
  const { settings } = useActions();
  const toggle = isOpen ? settings.close : settings.open;
  useCommands({ 'settings.toggle': toggle });
  return (
    <ActionIcon
      variant={isOpen ? 'light' : 'subtle'}
      color={isOpen ? 'sea' : 'gray'}
      aria-label={t('settings.title')}
      aria-pressed={isOpen}
      aria-keyshortcuts={ariaKeys('settings.toggle')}
      title={withKeys(t('settings.title'), 'settings.toggle')}
      onClick={toggle}
      data-testid="open-settings"
    >
      <IconSettings size="1.1rem" stroke={1.5} />
    </ActionIcon>
  );
}
