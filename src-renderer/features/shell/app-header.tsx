import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { selectScreen } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { Logo } from '../../ui/logo.tsx';
import classes from './app-header.module.css';
import { BatchButton } from './batch-button.tsx';
import { HelpButton } from './help-button.tsx';
import { LanguageMenu } from './language-menu.tsx';
import { Notices } from './notices.tsx';
import { PatientTitle } from './patient-title.tsx';
import { QueueMenu } from './queue-menu.tsx';
import { SettingsButton } from './settings-button.tsx';

export function AppHeader(): ReactElement {
  const { t } = useTranslation();
  const screen = useWorkspace(selectScreen);
  const actions = useActions();
  return (
    <header className={classes['header']}>
      <div className={classes['place']}>
        <div className={classes['brand']}>
          <Logo size="1.6rem" />
          <span className={classes['name']}>{t('app.name')}</span>
        </div>
        {screen === 'workspace' && (
          <>
            <span className={classes['divider']} />
            <Button
              className={classes['back'] ?? ''}
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconArrowLeft size="1.1rem" stroke={1.5} />}
              onClick={() => void actions.backToStudies()}
              data-testid="back-to-studies"
            >
              {t('workspace.backToStudies')}
            </Button>
            <span className={classes['divider']} />
            <PatientTitle />
          </>
        )}
      </div>
      <Notices />
      <div className={classes['tools']}>
        <BatchButton />
        <QueueMenu />
        <HelpButton />
        <SettingsButton />
        <LanguageMenu />
      </div>
    </header>
  );
}
