import { Badge, Checkbox, Group, Progress, Table, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { modalities, type SpareModality } from '#shared/domain/modality.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useFormats } from '../../i18n/formats.ts';
import { slotName } from '../../i18n/slot-names.ts';
import type { BatchRow } from '../../state/batch-state.ts';
import { canDoWithout, chosenModel } from '../../state/models-slice.ts';
import { placeInLine } from '../../state/queue-slice.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { NameButton } from '../../ui/name-button.tsx';
import { PresenceBadge } from '../../ui/presence-badge.tsx';
import classes from './batch.module.css';

/** One study of the batch. */
export function BatchRowLine({ row }: { row: BatchRow }): ReactElement {
  const { t } = useTranslation();
  const { batch } = useActions();
  const isRunning = useWorkspace((state) => state.batch.isRunning);
  const { rowId, found, step, isTicked } = row;
  return (
    <Table.Tr data-testid="batch-row" data-step={step} data-ticked={isTicked || undefined}>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={t('batch.select', { study: found.name })}
          disabled={isRunning || step !== 'waiting'}
          checked={isTicked}
          onChange={(event) => batch.tick(rowId, event.currentTarget.checked)}
          data-testid="batch-tick"
        />
      </Table.Td>
      <Table.Td>
        <RowName row={row} />
      </Table.Td>
      <Table.Td>
        <FoundModalities row={row} />
      </Table.Td>
      <Table.Td>
        <RowState row={row} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Leads to the study once there is one. */
function RowName({ row: { found, studyId } }: { row: BatchRow }): ReactElement {
  const { t } = useTranslation();
  const { openStudy } = useActions();
  if (studyId === null) {
    return (
      <Text size="sm" fw={600} truncate title={found.name}>
        {found.name}
      </Text>
    );
  }
  return (
    <NameButton
      name={found.name}
      label={t('studies.open', { patient: found.name })}
      testId="batch-open"
      onClick={() => void openStudy(studyId)}
    />
  );
}

function FoundModalities({ row: { found } }: { row: BatchRow }): ReactElement {
  const { t } = useTranslation();
  const isThere = (slot: string): boolean => found.files.some((file) => file.slot === slot);
  return (
    <Group gap={6}>
      {modalities.map((modality) => (
        <PresenceBadge
          key={modality}
          absence={isThere(modality) ? undefined : t('batch.absent', { modality: slotName(modality, t) })}
        >
          {slotName(modality, t)}
        </PresenceBadge>
      ))}
      {isThere('reference') && (
        <Badge variant="light" color="gray" size="sm" tt="none" fw={500}>
          {t('studies.withReference')}
        </Badge>
      )}
    </Group>
  );
}

/** How far it has come, or what is to be known about it; one or two lines. */
function RowState({ row }: { row: BatchRow }): ReactElement {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const said = useSaid(row);
  const { step, failure, found, remarkCount } = row;
  if (step === 'failed' || step === 'there-already' || step === 'waiting') {
    return (
      <Text
        size="xs"
        c={step === 'failed' ? 'red.4' : 'dimmed'}
        title={step === 'waiting' ? found.setAside.join('\n') : undefined}
        data-testid="batch-said"
      >
        {said.length === 0 ? t('batch.ready') : said.join(' ')}
        {step === 'waiting' && found.setAside.length > 0 && ` ${t('batch.setAside', { count: found.setAside.length })}`}
      </Text>
    );
  }
  if (step === 'sending' || step === 'reading') {
    return (
      <Text size="xs" c="sea.4">
        {t(step === 'sending' ? 'batch.sending' : 'batch.reading')}
      </Text>
    );
  }
  return (
    <div>
      <RowJob row={row} />
      {failure !== null && (
        <Text size="xs" c="red.4">
          {sentence(failure)}
        </Text>
      )}
      {remarkCount > 0 && (
        <Text size="xs" c="dimmed">
          {t('batch.remarks', { count: remarkCount })}
        </Text>
      )}
    </div>
  );
}

/** What is to be known before it is imported, or why it was not. */
function useSaid({ step, twin, found, failure }: BatchRow): readonly string[] {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const model = useWorkspace(chosenModel);
  const lack = (modality: SpareModality): string => {
    const names = { modality: slotName(modality, t), model: model?.name ?? '' };
    const isSegmented = model === null || canDoWithout(model, modality);
    return t(isSegmented ? 'without.batch' : 'without.batchUnsegmented', names);
  };
  return [
    ...(twin === null ? [] : [t('batch.thereAlready', { patient: twin.patientName })]),
    ...(found.without === null || step !== 'waiting' ? [] : [lack(found.without)]),
    ...(failure === null ? found.problems : [failure]).map(sentence),
  ];
}

/** Imported, and what its segmentation is at. */
function RowJob({ row: { studyId } }: { row: BatchRow }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentence = useFailureSentence();
  const job = useWorkspace(({ queue }) => queue.jobs.find((candidate) => candidate.studyId === studyId));
  const place = useWorkspace(({ queue }) => (job === undefined ? 0 : placeInLine(queue.jobs, job.jobId)));
  if (job?.state === 'running' && place === 0) {
    return (
      <Group gap="xs" wrap="nowrap">
        <Progress
          className={classes['progress'] ?? ''}
          value={job.fraction * 100}
          size="sm"
          aria-label={t('job.label')}
        />
        <Text size="xs" c="sea.4">
          {t('queue.running', { percent: formats.percent(job.fraction) })}
        </Text>
      </Group>
    );
  }
  if (job?.state === 'failed' && job.failure !== null) {
    return (
      <Text size="xs" c="red.4">
        {sentence(job.failure)}
      </Text>
    );
  }
  const told = job === undefined || job.state === 'cancelled' ? t('batch.done') : t('batch.segmented');
  return (
    <Text size="xs" c="sea.4">
      {job?.state === 'running' ? t('queue.waiting', { place }) : told}
    </Text>
  );
}
