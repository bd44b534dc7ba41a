import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '#shared/domain/failure.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useFormats } from '../../i18n/formats.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { useFiguresWithout } from '../../i18n/without-sentence.ts';
import { chosenModel, neededModality } from '../../state/models-slice.ts';
import { absentFromStudy, hasSegmentation } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import type { JobState } from '../../state/workspace-state.ts';
import { Callout } from '../../ui/callout.tsx';
import { useNow } from '../../ui/use-now.ts';

/** While a segmentation runs: how far it is. If it failed: why. Before the first: the button that starts it. */
export function JobProgress(): ReactElement | null {
  const job = useWorkspace((state) => state.job);
  const hasResults = useWorkspace(hasSegmentation);
  if (job.status === 'running') return <RunningJob running={job} />;
  return (
    <>
      {!hasResults && <StartButton />}
      {job.status === 'failed' && <FailedJob failure={job.failure} />}
    </>
  );
}

function StartButton(): ReactElement {
  const { t } = useTranslation();
  const isStarting = useWorkspace((state) => state.job.status === 'starting');
  const isNeeded = useWorkspace((state) => neededModality(state) !== null);
  const { job } = useActions();
  return (
    <Stack gap={4}>
      <Button
        fullWidth
        size="md"
        leftSection={<IconSparkles size="1.2rem" stroke={1.5} />}
        loading={isStarting}
        disabled={isNeeded}
        onClick={() => void job.start()}
        data-testid="segment"
      >
        {t('segmentation.start')}
      </Button>
      {!isNeeded && <Estimate />}
      <Absence />
    </Stack>
  );
}

/** The study lacks a modality: what that costs with the chosen model, or that it needs it. */
function Absence(): ReactElement | null {
  const { t } = useTranslation();
  const figures = useFiguresWithout();
  const model = useWorkspace(chosenModel);
  const absent = useWorkspace(absentFromStudy);
  const needed = useWorkspace(neededModality);
  if (absent === null) return null;
  const names = { modality: slotName(absent, t), model: model?.name ?? '' };
  return (
    <Text size="xs" c="dimmed" data-testid="segment-without">
      {needed === null ? `${t('without.absent', names)} ${figures(model, absent) ?? ''}` : t('without.needed', names)}
    </Text>
  );
}

/** How long it would take, from what this computer has done before. */
function Estimate(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const estimate = useWorkspace((state) => state.estimate);
  if (estimate === null) return null;
  const engine = t(`engine.name.${estimate.engineId}`);
  return (
    <Text size="xs" c="dimmed" ta="center" title={engine} data-testid="estimate">
      {t('segmentation.estimate', { time: formats.duration(estimate.durationMs) })}
    </Text>
  );
}

/** Once there is a result, segmenting steps back: it is rarely wanted twice. */
export function SegmentAgainButton(): ReactElement | null {
  const { t } = useTranslation();
  const hasResults = useWorkspace(hasSegmentation);
  const status = useWorkspace((state) => state.job.status);
  const needed = useWorkspace(neededModality);
  const model = useWorkspace(chosenModel);
  const { job } = useActions();
  if (!hasResults || status === 'running') return null;
  const obstacle =
    needed === null ? undefined : t('without.needed', { modality: slotName(needed, t), model: model?.name ?? '' });
  return (
    <Button
      variant="default"
      size="compact-xs"
      leftSection={<IconSparkles size="1rem" stroke={1.5} />}
      loading={status === 'starting'}
      disabled={needed !== null}
      title={obstacle}
      onClick={() => void job.start()}
      data-testid="segment"
    >
      {t('segmentation.again')}
    </Button>
  );
}

function RunningJob({ running }: { running: Extract<JobState, { status: 'running' }> }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const actions = useActions();
  const sinceReportMs = Math.max(0, useNow(500) - running.receivedAtMs);
  const { job, isCancelling } = running;
  const remainingMs = job.remainingMs === null ? null : Math.max(0, job.remainingMs - sinceReportMs);
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={550} aria-live="polite">
          {isCancelling ? t('job.cancelling') : t(`job.stage.${job.stage}`)}
        </Text>
        <Text size="sm" ff="inherit" style={{ fontVariantNumeric: 'tabular-nums' }} data-testid="job-percent">
          {formats.percent(job.fraction)}
        </Text>
      </Group>
      <Progress.Root size="md" data-testid="job-progress">
        <Progress.Section value={job.fraction * 100} color="sea.5" aria-label={t('job.label')} />
      </Progress.Root>
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {t('job.elapsed', { time: formats.duration(job.elapsedMs + sinceReportMs) })}
        </Text>
        {remainingMs !== null && remainingMs >= 1000 && (
          <Text size="xs" c="dimmed">
            {t('job.remaining', { time: formats.duration(remainingMs) })}
          </Text>
        )}
      </Group>
      <Button
        variant="default"
        size="xs"
        disabled={isCancelling}
        onClick={() => void actions.job.cancel()}
        data-testid="cancel-job"
      >
        {t('job.cancel')}
      </Button>
    </Stack>
  );
}

function FailedJob({ failure }: { failure: Failure }): ReactElement {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const { job } = useActions();
  return (
    <Callout
      tone="problem"
      title={t('job.failed')}
      close={{ label: t('job.dismiss'), onClose: job.dismissFailure }}
      testId="job-failure"
    >
      <span>{sentence(failure)}</span>
      <Button mt={4} size="compact-sm" variant="default" onClick={() => void job.start()}>
        {t('action.tryAgain')}
      </Button>
    </Callout>
  );
}
