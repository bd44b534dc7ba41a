import { Button, Group, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { CentredMessage } from '../../ui/centred-message.tsx';
import { usePictureKeys } from './picture/use-picture-keys.ts';
import { ReadingViews } from './reading-views.tsx';
import { SidePanel, type SidePanelParts } from './side-panel.tsx';
import { useReadingKeys } from './use-reading-keys.ts';
import { ViewToolbar } from './view-toolbar.tsx';
import classes from './workspace.module.css';

export function WorkspaceScreen(props: SidePanelParts): ReactElement | null {
  const { t } = useTranslation();
  const study = useWorkspace((state) => state.study);
  const sentence = useFailureSentence();
  const actions = useActions();
  switch (study.status) {
    case 'none':
      return null;
    case 'opening':
      return <CentredMessage icon={<Loader />} text={t('workspace.opening')} role="status" />;
    case 'failed':
      return (
        <CentredMessage
          icon={<IconAlertTriangle size="2.5rem" stroke={1.3} />}
          title={t('workspace.openFailed')}
          text={sentence(study.failure)}
          role="alert"
        >
          <Group>
            <Button variant="default" onClick={() => void actions.backToStudies()}>
              {t('action.back')}
            </Button>
            <Button onClick={() => void actions.openStudy(study.studyId)}>{t('action.tryAgain')}</Button>
          </Group>
        </CentredMessage>
      );
    case 'open':
      return <OpenStudy {...props} />;
  }
}

function OpenStudy(parts: SidePanelParts): ReactElement {
  useReadingKeys();
  usePictureKeys();
  return (
    <div className={classes['workspace']}>
      <div className={classes['reading']}>
        <ViewToolbar />
        <ReadingViews />
      </div>
      <SidePanel {...parts} />
    </div>
  );
}
