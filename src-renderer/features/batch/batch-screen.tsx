import { Button, Checkbox, Group, Loader, Table, Text, Title } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { countBatch, type BatchCounts } from '../../state/batch-state.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { Callout } from '../../ui/callout.tsx';
import { BatchRowLine } from './batch-row-line.tsx';
import classes from './batch.module.css';

/** Several studies that were given together: which to take, how far each has come, and what came of it. */
export function BatchScreen(): ReactElement {
  const { t } = useTranslation();
  const { rows, isRunning } = useWorkspace((state) => state.batch);
  const actions = useActions().batch;
  const counts = countBatch(rows);
  const isAllChosen = counts.plain > 0 && counts.plainChosen === counts.plain;
  return (
    <div className={classes['screen']} data-testid="batch">
      <Group justify="space-between" align="end" wrap="nowrap">
        <div>
          <Title order={1} size="h2">
            {t('batch.title', { count: rows.length })}
          </Title>
          <Text c="dimmed" size="sm">
            {t(isRunning ? 'batch.runningHint' : 'batch.hint')}
          </Text>
        </div>
        <BatchButtons counts={counts} />
      </Group>
      <BatchSummary counts={counts} />
      {!isRunning && counts.lacking > 0 && <LackingStudies count={counts.lacking} />}
      <Table className={classes['table'] ?? ''} verticalSpacing="xs" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="3rem">
              <Checkbox
                size="xs"
                aria-label={t('batch.selectAll')}
                disabled={isRunning || counts.plain + counts.chosen === 0}
                checked={isAllChosen}
                indeterminate={counts.chosen > 0 && !isAllChosen}
                onChange={() => actions.tickAll(counts.plainChosen < counts.plain)}
                data-testid="batch-tick-all"
              />
            </Table.Th>
            <Table.Th w="18rem">{t('batch.study')}</Table.Th>
            <Table.Th w="19rem">{t('batch.found')}</Table.Th>
            <Table.Th>{t('batch.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <BatchRowLine key={row.rowId} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function BatchButtons({ counts }: { counts: BatchCounts }): ReactElement {
  const { t } = useTranslation();
  const { isRunning, isStopping } = useWorkspace((state) => state.batch);
  const { run, stop, leave } = useActions().batch;
  if (isRunning) {
    return (
      <Group gap="sm" wrap="nowrap">
        <Loader size="xs" />
        <Button variant="default" disabled={isStopping} onClick={stop} data-testid="batch-stop">
          {t(isStopping ? 'batch.stopping' : 'batch.stop')}
        </Button>
        <Button variant="default" onClick={leave} data-testid="batch-leave">
          {t('batch.toStudies')}
        </Button>
      </Group>
    );
  }
  const isOver = counts.ended > 0;
  return (
    <Group gap="sm" wrap="nowrap">
      <Button variant={counts.chosen === 0 && isOver ? 'filled' : 'default'} onClick={leave} data-testid="batch-leave">
        {t(isOver ? 'batch.toStudies' : 'action.cancel')}
      </Button>
      {(counts.chosen > 0 || !isOver) && (
        <>
          <Button
            variant="default"
            disabled={counts.chosen === 0}
            onClick={() => void run(false)}
            data-testid="batch-import"
          >
            {t('batch.importOnly')}
          </Button>
          <Button
            disabled={counts.chosen === 0}
            leftSection={<IconSparkles size="1.1rem" stroke={1.5} />}
            onClick={() => void run(true)}
            data-testid="batch-segment"
          >
            {t('batch.importAndSegment', { count: counts.chosen })}
          </Button>
        </>
      )}
    </Group>
  );
}

/** To go on without an image is decided, not swept along by "all". */
function LackingStudies({ count }: { count: number }): ReactElement {
  const { t } = useTranslation();
  const { tickLacking } = useActions().batch;
  return (
    <Group gap="sm" data-testid="batch-lacking">
      <Text size="sm" c="dimmed">
        {t('batch.lacking', { count })}
      </Text>
      <Button variant="default" size="compact-sm" onClick={tickLacking} data-testid="batch-tick-lacking">
        {t('batch.takeLacking', { count })}
      </Button>
    </Group>
  );
}

/** What came of it, once all that was asked for is done. */
function BatchSummary({ counts }: { counts: BatchCounts }): ReactElement | null {
  const { t } = useTranslation();
  const isRunning = useWorkspace((state) => state.batch.isRunning);
  if (isRunning || counts.ended === 0) return null;
  const parts = [
    t('batch.imported', { count: counts.imported }),
    ...(counts.queued > 0 ? [t('batch.queued', { count: counts.queued })] : []),
    ...(counts.thereAlready > 0 ? [t('batch.leftOut', { count: counts.thereAlready })] : []),
    ...(counts.failed > 0 ? [t('batch.failed', { count: counts.failed })] : []),
  ];
  return (
    <Callout tone={counts.failed > 0 ? 'warning' : 'good'} testId="batch-summary">
      {parts.join(' · ')}
    </Callout>
  );
}
