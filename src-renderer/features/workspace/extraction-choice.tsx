import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isExtractionWanted, showsSkull } from '../../state/brain-slice.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Whether the brain is found before the study is segmented; shown where there is more than a brain, while no job runs. */
export function ExtractionChoice(): ReactElement | null {
  const { t } = useTranslation();
  const isOffered = useWorkspace(showsSkull);
  const isWanted = useWorkspace(isExtractionWanted);
  const isIdle = useWorkspace((state) => state.job.status !== 'running' && !state.correction.isOpen);
  const { brain } = useActions();
  if (!isOffered || !isIdle) return null;
  return (
    <Switch
      size="xs"
      checked={isWanted}
      label={t('brain.find')}
      description={isWanted ? undefined : t('brain.off')}
      title={t('brain.findHint')}
      onChange={(event) => {
        brain.setExtraction(event.currentTarget.checked);
      }}
      data-testid="brain-extraction"
    />
  );
}
