import { Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudySummary } from '#shared/contract/index.ts';
import { regions, type Region } from '#shared/domain/label-scheme.ts';
import { useFormats } from '../../i18n/formats.ts';
import { patientHistory, type HistoryEntry } from '../../state/patient-history.ts';
import { useFold } from '../../state/use-fold.ts';
import { useActions, useWorkspace, useWorkspaceStore } from '../../state/workspace-context.tsx';
import { NameButton } from '../../ui/name-button.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import classes from './workspace.module.css';

/** The volumes of all studies of the patient, where there are several: how the tumour changed. */
export function HistorySection(): ReactElement | null {
  const { t } = useTranslation();
  const { store } = useWorkspaceStore();
  useWorkspace((state) => state.study); // what the history is made of
  useWorkspace((state) => state.studies.list);
  const history = patientHistory(store.getState());
  const fold = useFold('history');
  if (history.length < 2) return null;
  return (
    <PanelSection title={t('history.title')} fold={fold} testId="fold-history">
      <Table verticalSpacing={3} horizontalSpacing={0} withRowBorders={false} data-testid="history-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Text size="xs" c="dimmed">
                {t('volumes.unit')}
              </Text>
            </Table.Th>
            {regions.map((region) => (
              <Table.Th key={region} className={classes['number'] ?? ''} title={t(`region.${region}`)}>
                <Text size="xs" c="dimmed">
                  {region.toUpperCase()}
                </Text>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {history.map((entry) => (
            <HistoryRow key={entry.study.studyId} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t('history.hint')}
      </Text>
    </PanelSection>
  );
}

function HistoryRow({ entry: { study, change } }: { entry: HistoryEntry }): ReactElement {
  return (
    <Table.Tr data-testid="history-row">
      <Table.Td>
        <WhenScanned study={study} />
      </Table.Td>
      {regions.map((region) => (
        <Table.Td key={region} className={classes['number'] ?? ''}>
          <Figure region={region} study={study} change={change[region]} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

/** Leads to the study, unless it is the one on the screen. */
function WhenScanned({ study }: { study: StudySummary }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const isOpen = useWorkspace((state) => state.study.status === 'open' && state.study.study.studyId === study.studyId);
  const { openStudy } = useActions();
  const { scannedOn, createdAt } = study;
  const when = scannedOn === null ? t('workspace.added', { time: formats.date(createdAt) }) : formats.day(scannedOn);
  if (isOpen) {
    return (
      <Text size="sm" fw={600} c="sea.4" aria-current="true">
        {when}
      </Text>
    );
  }
  return (
    <NameButton
      name={when}
      label={t('history.open', { time: when })}
      testId="history-open"
      onClick={() => void openStudy(study.studyId)}
    />
  );
}

function Figure(props: { region: Region; study: StudySummary; change: number | null }): ReactElement {
  const formats = useFormats();
  const { region, study, change } = props;
  return (
    <>
      <Text size="sm">{study.regionsMl === null ? '–' : formats.ml(study.regionsMl[region])}</Text>
      {change !== null && (
        <Text size="xs" c="dimmed">
          {formats.change(change)}
        </Text>
      )}
    </>
  );
}
