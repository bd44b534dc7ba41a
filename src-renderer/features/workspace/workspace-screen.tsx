import { Button, Group, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalities } from '#shared/domain/modality.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { CentredMessage } from '../../ui/centred-message.tsx';
import { useShortcuts } from '../../ui/use-shortcuts.ts';
import { planes } from '../../viewer/planes.ts';
import { SidePanel } from './side-panel.tsx';
import { SlicePanel } from './slice-panel.tsx';
import { ViewToolbar } from './view-toolbar.tsx';
import classes from './workspace.module.css';

export function WorkspaceScreen(): ReactElement | null {
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
      return <OpenStudy />;
  }
}

function OpenStudy(): ReactElement {
  const largePlane = useWorkspace((state) => state.viewer.largePlane);
  const { viewer } = useActions();
  useShortcuts({
    s: viewer.toggleLabels,
    KeyS: viewer.toggleLabels,
    ...Object.fromEntries(
      modalities.flatMap((modality, index) => {
        const show = (): void => {
          viewer.showModality(modality);
        };
        return [
          [String(index + 1), show],
          [`Digit${index + 1}`, show],
        ];
      }),
    ),
  });
  return (
    <div className={classes['workspace']}>
      <div className={classes['reading']}>
        <ViewToolbar />
        <div className={classes['views']}>
          {planes.map((plane) => (
            <SlicePanel key={plane} plane={plane} isLarge={plane === largePlane} />
          ))}
        </div>
      </div>
      <SidePanel />
    </div>
  );
}
