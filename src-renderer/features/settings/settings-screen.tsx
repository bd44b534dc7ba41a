import { Button, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../keys/use-commands.tsx';
import { useActions } from '../../state/workspace-context.tsx';
import { ModelsSection } from './models-section.tsx';
import { EnginesSection } from './engines-section.tsx';
import { StorageSection } from './storage-section.tsx';
import classes from './settings.module.css';

/** What is set once for this computer. Each section is a component of its own. */
export function SettingsScreen(): ReactElement {
  const { t } = useTranslation();
  const { settings } = useActions();
  useCommands({ 'settings.close': settings.close });
  return (
    <div className={classes['screen']} data-testid="settings">
      <div className={classes['head']}>
        <Title order={1} size="h2">
          {t('settings.title')}
        </Title>
        <Button
          variant="default"
          leftSection={<IconArrowLeft size="1.1rem" stroke={1.5} />}
          onClick={settings.close}
          data-testid="close-settings"
        >
          {t('action.back')}
        </Button>
      </div>
      <EnginesSection />
      <ModelsSection />
      <StorageSection />
    </div>
  );
}
