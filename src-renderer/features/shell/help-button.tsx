import { ActionIcon } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ariaKeys, withKeys } from '../../keys/key-names.ts';
import { useCommands } from '../../keys/use-commands.tsx';
import { useActions } from '../../state/workspace-context.tsx';

/** Shows what keys and mouse do. */
export function HelpButton(): ReactElement {
  const { t } = useTranslation();
  const { help } = useActions();
  useCommands({ 'help.toggle': help.toggle });
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={t('keys.title')}
      aria-haspopup="dialog"
      aria-keyshortcuts={ariaKeys('help.toggle')}
      title={withKeys(t('keys.title'), 'help.toggle')}
      onClick={help.toggle}
      data-testid="open-help"
    >
      <IconKeyboard size="1.2rem" stroke={1.5} />
    </ActionIcon>
  );
}
