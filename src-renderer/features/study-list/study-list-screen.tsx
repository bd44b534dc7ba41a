import { ActionIcon, Button, Group, Loader, Text, TextInput, Title, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconFolder,
  IconPlus,
  IconSearch,
  IconSparkles,
  IconTableExport,
  IconTrash,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudySummary } from '#shared/contract/index.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { filterStudies } from '../../state/selectors.ts';
import { sortStudies } from '../../state/study-order.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { CentredMessage } from '../../ui/centred-message.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';
import { EmptyLibrary } from './empty-library.tsx';
import classes from './study-list-screen.module.css';
import { StudyTable } from './study-table.tsx';

export function StudyListScreen(): ReactElement {
  const { t } = useTranslation();
  const list = useWorkspace((state) => state.studies.list);
  const sentence = useFailureSentence();
  const { studies } = useActions();
  switch (list.status) {
    case 'loading':
      return <CentredMessage icon={<Loader />} text={t('studies.loading')} role="status" />;
    case 'failed':
      return (
        <CentredMessage
          icon={<IconAlertTriangle size="2.5rem" stroke={1.3} />}
          text={sentence(list.failure)}
          role="alert"
        >
          <Button onClick={() => void studies.load()}>{t('action.tryAgain')}</Button>
        </CentredMessage>
      );
    case 'ready':
      return list.studies.length === 0 ? <EmptyLibrary /> : <Library />;
  }
}

function Library(): ReactElement {
  const { t, i18n } = useTranslation();
  const list = useWorkspace((state) => state.studies.list);
  const query = useWorkspace((state) => state.studies.query);
  const order = useWorkspace((state) => state.studies.order);
  const { studies: actions } = useActions();
  const all = list.status === 'ready' ? list.studies : [];
  const found = sortStudies(filterStudies(all, query), order, i18n.language);
  return (
    <div className={classes['screen']} data-testid="study-list">
      <Group justify="space-between" align="end">
        <div>
          <Title order={1} size="h2">
            {t('studies.title')}
          </Title>
          <Text c="dimmed" size="sm">
            {found.length === all.length
              ? t('studies.count', { count: all.length })
              : t('studies.found', { found: found.length, count: all.length })}
          </Text>
        </div>
        <Group gap="sm">
          <SelectedButtons shown={found} />
          <TextInput
            w="16rem"
            leftSection={<IconSearch size="1rem" stroke={1.5} />}
            placeholder={t('studies.search')}
            aria-label={t('studies.search')}
            value={query}
            onChange={(event) => {
              actions.search(event.currentTarget.value);
            }}
          />
          <NewStudyButtons />
        </Group>
      </Group>
      {found.length === 0 ? (
        <Text c="dimmed" ta="center" py="xl" role="status">
          {t('studies.noMatch', { query: query.trim() })}
        </Text>
      ) : (
        <StudyTable studies={found} />
      )}
      <Text className={classes['hint']} c="dimmed" size="sm">
        {t('studies.dropHint')}
      </Text>
    </div>
  );
}

function SelectedButtons({ shown }: { shown: readonly StudySummary[] }): ReactElement | null {
  const { t } = useTranslation();
  const selected = useWorkspace((state) => state.queue.selectedStudyIds);
  const isExporting = useWorkspace((state) => state.resultExport.isBusy);
  const { queue, resultExport } = useActions();
  // in the order of the list, and only what is on the screen
  const chosen = shown.filter(({ studyId }) => selected.includes(studyId));
  const studyIds = chosen.map(({ studyId }) => studyId);
  if (studyIds.length === 0) return null;
  return (
    <>
      <Tooltip label={t('studies.exportTableHint')}>
        <Button
          variant="default"
          leftSection={<IconTableExport size="1.1rem" stroke={1.5} />}
          disabled={isExporting}
          onClick={() => void resultExport.exportTable(studyIds)}
          data-testid="export-table"
        >
          {t('studies.exportTable')}
        </Button>
      </Tooltip>
      <DeleteSelected studies={chosen} />
      <Button
        variant="light"
        leftSection={<IconSparkles size="1.1rem" stroke={1.5} />}
        onClick={() => void queue.segmentSelected(studyIds)}
        data-testid="segment-selected"
      >
        {t('queue.segmentSelected', { count: studyIds.length })}
      </Button>
    </>
  );
}

/** As many names as a question can hold. */
const namesAsked = 8;

function DeleteSelected({ studies }: { studies: readonly StudySummary[] }): ReactElement {
  const { t } = useTranslation();
  const actions = useActions();
  const { confirmRemoval } = useDialogs();
  const count = studies.length;
  const label = t('studies.deleteSelected', { count });
  function confirm(): void {
    const names = studies.slice(0, namesAsked).map(({ patientName }) => patientName);
    const patients = [...names, ...(count > namesAsked ? ['…'] : [])].join(', ');
    confirmRemoval({
      title: t('studies.deleteSelectedTitle', { count }),
      text: t('studies.deleteSelectedText', { patients }),
      onConfirm: () => void actions.studies.remove(studies.map(({ studyId }) => studyId)),
    });
  }
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={36} aria-label={label} onClick={confirm} data-testid="delete-selected">
        <IconTrash size="1.1rem" stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}

function NewStudyButtons(): ReactElement {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => void actions.intake.openSample()} data-testid="open-sample">
        {t('action.trySample')}
      </Button>
      <Tooltip label={t('action.chooseFolder')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('action.chooseFolder')}
          onClick={() => void actions.chooseFolder()}
          data-testid="new-study-folder"
        >
          <IconFolder size="1.2rem" stroke={1.5} />
        </ActionIcon>
      </Tooltip>
      <Button
        leftSection={<IconPlus size="1.1rem" />}
        onClick={() => void actions.chooseFiles()}
        data-testid="new-study"
      >
        {t('studies.newStudy')}
      </Button>
    </Group>
  );
}
