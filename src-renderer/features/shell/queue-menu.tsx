import { ActionIcon, Badge, Button, Group, Popover, Progress, ScrollArea, Stack, Text } from '@mantine/core';
import { IconListCheck, IconX } from '@tabler/icons-react';
import { useState, type MouseEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '#shared/contract/index.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useFormats } from '../../i18n/formats.ts';
import { isRepeatable, placeInLine } from '../../state/queue-slice.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { NameButton } from '../../ui/name-button.tsx';

/** What is segmented, what waits and what has ended lately; not there while there is nothing to tell. */
export function QueueMenu(): ReactElement | null {
  const { t } = useTranslation();
  const jobs = useWorkspace((state) => state.queue.jobs);
  const [isUnfolded, setIsUnfolded] = useState(false);
  if (jobs.length === 0) return null;
  const open = jobs.filter(({ state }) => state === 'running').length;
  return (
    <Popover
      position="bottom-end"
      width={400}
      shadow="md"
      trapFocus
      returnFocus
      opened={isUnfolded}
      onChange={setIsUnfolded}
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconListCheck size="1.1rem" stroke={1.5} />}
          rightSection={
            open === 0 ? null : (
              <Badge size="sm" circle color="sea.8">
                {open}
              </Badge>
            )
          }
          onClick={() => setIsUnfolded((before) => !before)}
          data-testid="queue-menu"
        >
          {t('queue.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown data-testid="queue">
        <QueueList jobs={jobs} openCount={open} onLeave={() => setIsUnfolded(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface QueueListProps {
  readonly jobs: readonly Job[];
  readonly openCount: number;
  /** The user goes to a study. */
  readonly onLeave: () => void;
}

function QueueList({ jobs, openCount, onLeave }: QueueListProps): ReactElement {
  const { t } = useTranslation();
  const { queue } = useActions();
  return (
    <Stack gap="sm">
      <ScrollArea.Autosize mah="60vh" type="auto">
        <Stack gap="sm">
          {jobs.map((job) => (
            <QueueRow key={job.jobId} job={job} onLeave={onLeave} />
          ))}
        </Stack>
      </ScrollArea.Autosize>
      <Group justify="flex-end" gap="xs">
        {openCount > 1 && (
          <Button size="compact-sm" variant="default" onClick={() => void queue.cancelAll()} data-testid="cancel-all">
            {t('queue.cancelAll')}
          </Button>
        )}
        {openCount < jobs.length && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void queue.forgetEnded()}
            data-testid="clear-ended"
          >
            {t('queue.clear')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function QueueRow({ job, onLeave }: { job: Job; onLeave: () => void }): ReactElement {
  return (
    <div data-testid="queue-row" data-state={job.state} data-stage={job.stage}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <StudyName job={job} onLeave={onLeave} />
        <JobButton job={job} />
      </Group>
      <JobLine job={job} />
    </div>
  );
}

function usePatientName(studyId: string): string {
  return useWorkspace(({ studies: { list } }) => {
    const found = list.status === 'ready' ? list.studies.find((study) => study.studyId === studyId) : undefined;
    return found?.patientName ?? '…';
  });
}

/** Leads to the study; while files are taken in it is only a name, as the study would lie behind them. */
function StudyName({ job: { studyId }, onLeave }: { job: Job; onLeave: () => void }): ReactElement {
  const { t } = useTranslation();
  const patient = usePatientName(studyId);
  const isIntakeOpen = useWorkspace(({ intake }) => intake.status !== 'none');
  const { openStudy } = useActions();
  if (isIntakeOpen) {
    return (
      <Text size="sm" fw={600} truncate title={patient}>
        {patient}
      </Text>
    );
  }
  return (
    <NameButton
      name={patient}
      label={t('studies.open', { patient })}
      testId="queue-open"
      onClick={() => {
        onLeave();
        void openStudy(studyId);
      }}
    />
  );
}

/** Ends what is under way; starts anew what did not come to its end. */
function JobButton({ job }: { job: Job }): ReactElement | null {
  const { t } = useTranslation();
  const { queue } = useActions();
  const patient = usePatientName(job.studyId);
  const canRepeat = useWorkspace((state) => isRepeatable(state.queue.jobs, job));
  // a button may go with its job: without the focus, Esc would no longer close the list
  const keepFocus = ({ currentTarget }: MouseEvent): void =>
    currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus();
  if (job.state === 'running') {
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t('queue.cancel', { patient })}
        title={t('queue.cancel', { patient })}
        onClick={(event) => {
          keepFocus(event);
          void queue.cancel(job.jobId);
        }}
        data-testid="queue-cancel"
      >
        <IconX size="1rem" stroke={1.5} />
      </ActionIcon>
    );
  }
  if (!canRepeat) return null;
  return (
    <Button
      variant="default"
      size="compact-xs"
      style={{ flexShrink: 0 }}
      onClick={(event) => {
        keepFocus(event);
        void queue.repeat(job);
      }}
      data-testid="queue-repeat"
    >
      {t('action.tryAgain')}
    </Button>
  );
}

function JobLine({ job }: { job: Job }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentence = useFailureSentence();
  const place = useWorkspace((state) => placeInLine(state.queue.jobs, job.jobId));
  if (job.state === 'running' && place > 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('queue.waiting', { place })}
      </Text>
    );
  }
  if (job.state === 'running') {
    return (
      <Stack gap={4}>
        <Group justify="space-between">
          <Text size="xs" c="dimmed">
            {t(`job.stage.${job.stage}`)}
          </Text>
          <Text size="xs" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {formats.percent(job.fraction)}
          </Text>
        </Group>
        <Progress value={job.fraction * 100} size="sm" color="sea.5" aria-label={t('job.label')} />
      </Stack>
    );
  }
  const time = job.endedAt === null ? '' : formats.dateTime(job.endedAt);
  return (
    <Text size="xs" c={job.state === 'failed' ? 'red.4' : 'dimmed'}>
      {t(`queue.${job.state}`, { time })}
      {job.failure !== null && ` ${sentence(job.failure)}`}
    </Text>
  );
}
