import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '#shared/contract/index.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useFormats } from '../../i18n/formats.ts';

/** What a study's job is at: how far, or its place in line, or why it failed. */
export function StudyJob({ job, place }: { job: Job; place: number }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const sentence = useFailureSentence();
  if (job.state === 'failed' && job.failure !== null) {
    return (
      <Text size="xs" c="red.4" title={sentence(job.failure)} data-testid="study-job">
        {t('queue.failedShort')}
      </Text>
    );
  }
  return (
    <Text size="xs" c="sea.4" data-testid="study-job">
      {place > 0 ? t('queue.waiting', { place }) : t('queue.running', { percent: formats.percent(job.fraction) })}
    </Text>
  );
}
