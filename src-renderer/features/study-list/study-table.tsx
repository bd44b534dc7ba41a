import { ActionIcon, Badge, Checkbox, Group, Table, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconTrash } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudySummary } from '#shared/contract/index.ts';
import { modalities, modalityNames } from '#shared/domain/modality.ts';
import { useFormats } from '../../i18n/formats.ts';
import { newestJobOf, placeInLine } from '../../state/queue-slice.ts';
import type { StudyColumn } from '../../state/study-order.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { PresenceBadge } from '../../ui/presence-badge.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';
import { StudyJob } from './study-job.tsx';
import classes from './study-table.module.css';

export function StudyTable(props: { studies: readonly StudySummary[] }): ReactElement {
  const { t } = useTranslation();
  const { queue } = useActions();
  const selected = useWorkspace((state) => state.queue.selectedStudyIds);
  const studyIds = props.studies.map(({ studyId }) => studyId);
  const isAllSelected = studyIds.every((studyId) => selected.includes(studyId));
  const isAnySelected = studyIds.some((studyId) => selected.includes(studyId));
  return (
    <Table className={classes['table'] ?? ''} highlightOnHover verticalSpacing="sm" horizontalSpacing="md">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="3rem">
            <Checkbox
              size="xs"
              aria-label={t('queue.selectAll')}
              checked={isAllSelected}
              indeterminate={isAnySelected && !isAllSelected}
              onChange={() => queue.selectAll(isAllSelected ? [] : studyIds)}
            />
          </Table.Th>
          <OrderedTh column="patient" />
          <OrderedTh column="added" width="11.5rem" />
          <Table.Th w="17.5rem" className={classes['modalities'] ?? ''}>
            {t('studies.modalities')}
          </Table.Th>
          <OrderedTh column="wholeTumour" width="8.5rem" isNumber />
          <Table.Th w="8rem" className={classes['number'] ?? ''}>
            {t('studies.segmentations')}
          </Table.Th>
          <Table.Th w="3.5rem" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.studies.map((study) => (
          <StudyRow key={study.studyId} study={study} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** The title of a column, which orders the list by it. */
function OrderedTh(props: { column: StudyColumn; width?: string; isNumber?: boolean }): ReactElement {
  const { t } = useTranslation();
  const { column, width, isNumber = false } = props;
  const order = useWorkspace((state) => state.studies.order);
  const { studies } = useActions();
  const isOrdered = order.by === column;
  const Chevron = order.isDescending ? IconChevronDown : IconChevronUp;
  return (
    <Table.Th
      {...(width === undefined ? {} : { w: width })}
      className={isNumber ? (classes['number'] ?? '') : ''}
      aria-sort={isOrdered ? (order.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <UnstyledButton
        className={classes['columnTitle'] ?? ''}
        onClick={() => {
          studies.orderBy(column);
        }}
        data-testid={`order-by-${column}`}
      >
        {t(`studies.${column}`)}
        {isOrdered && <Chevron size="0.9rem" stroke={1.8} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}

function StudyRow({ study }: { study: StudySummary }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { openStudy } = useActions();
  const job = useWorkspace((state) => newestJobOf(state.queue.jobs, study.studyId));
  const place = useWorkspace((state) => (job === null ? 0 : placeInLine(state.queue.jobs, job.jobId)));
  const patient = study.patientName;
  return (
    <Table.Tr className={classes['row'] ?? ''} data-testid="study-row" onClick={() => void openStudy(study.studyId)}>
      <Table.Td onClick={(event) => event.stopPropagation()}>
        <SelectStudy study={study} />
      </Table.Td>
      <Table.Td>
        <UnstyledButton
          className={classes['patient'] ?? ''}
          title={patient}
          aria-label={t('studies.open', { patient })}
        >
          {patient}
        </UnstyledButton>
        {job !== null && <StudyJob job={job} place={place} />}
      </Table.Td>
      <Table.Td>
        <Text size="sm" c="dimmed">
          {formats.dateTime(study.createdAt)}
        </Text>
        {study.scannedOn !== null && (
          <Text size="xs" c="dimmed">
            {t('workspace.scanned', { day: formats.day(study.scannedOn) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes['modalities'] ?? ''}>
        <Group gap={6}>
          {modalities.map((modality) => (
            <PresenceBadge
              key={modality}
              absence={
                study.modalities.includes(modality)
                  ? undefined
                  : t('without.absent', { modality: modalityNames[modality] })
              }
            >
              {modalityNames[modality]}
            </PresenceBadge>
          ))}
          {study.hasReference && (
            <Badge variant="light" color="gray" size="sm" tt="none" fw={500}>
              {t('studies.withReference')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>
        {study.regionsMl === null ? (
          <Text size="sm" c="dimmed">
            {t('studies.notSegmented')}
          </Text>
        ) : (
          <Group gap={6} justify="flex-end" wrap="nowrap">
            {study.isDoubtful && <DoubtMark />}
            {`${formats.ml(study.regionsMl.wt)} ${t('volumes.unit')}`}
          </Group>
        )}
      </Table.Td>
      <Table.Td className={classes['number'] ?? ''}>{study.resultCount}</Table.Td>
      <Table.Td>
        <DeleteButton study={study} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The network itself doubts the result. */
function DoubtMark(): ReactElement {
  const { t } = useTranslation();
  return (
    <span
      className={classes['doubt']}
      role="img"
      aria-label={t('uncertainty.doubtful')}
      title={t('uncertainty.doubtful')}
    >
      <IconAlertTriangle size="1rem" stroke={1.6} />
    </span>
  );
}

function SelectStudy({ study }: { study: StudySummary }): ReactElement {
  const { t } = useTranslation();
  const { queue } = useActions();
  const isSelected = useWorkspace((state) => state.queue.selectedStudyIds.includes(study.studyId));
  return (
    <Checkbox
      size="xs"
      aria-label={t('queue.select', { patient: study.patientName })}
      checked={isSelected}
      onChange={(event) => queue.select(study.studyId, event.currentTarget.checked)}
      data-testid="select-study"
    />
  );
}

function DeleteButton({ study }: { study: StudySummary }): ReactElement {
  const { t } = useTranslation();
  const { studies } = useActions();
  const formats = useFormats();
  const { confirmRemoval } = useDialogs();
  const patient = study.patientName;
  function confirm(): void {
    confirmRemoval({
      title: t('studies.deleteTitle'),
      text: t('studies.deleteText', { patient, added: formats.dateTime(study.createdAt) }),
      onConfirm: () => void studies.remove([study.studyId]),
    });
  }
  return (
    <ActionIcon
      className={classes['delete'] ?? ''}
      variant="subtle"
      color="gray"
      aria-label={t('studies.delete', { patient })}
      title={t('studies.delete', { patient })}
      onClick={(event) => {
        event.stopPropagation();
        confirm();
      }}
    >
      <IconTrash size="1.1rem" stroke={1.5} />
    </ActionIcon>
  );
}
