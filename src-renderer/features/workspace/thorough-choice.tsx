import { Switch } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.ts';
import { thoroughPasses } from '../../state/models-slice.ts';
import { hasSegmentation } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Whether the next segmentation asks the network about mirrored images too; shown where the model can, while none runs. */
export function ThoroughChoice(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const passes = useWorkspace(thoroughPasses);
  const isThorough = useWorkspace((state) => state.uncertainty.isThorough);
  const isIdle = useWorkspace((state) => state.job.status !== 'running' && !state.correction.isOpen);
  const estimate = useWorkspace((state) => (hasSegmentation(state) ? state.estimate : null));
  const { uncertainty } = useActions();
  if (passes < 2 || !isIdle) return null;
  const isTimeShown = isThorough && estimate !== null; // beside the large button it stands already
  return (
    <Switch
      size="xs"
      checked={isThorough}
      label={t('uncertainty.thorough', { passes })}
      description={
        isTimeShown ? t('segmentation.estimate', { time: formats.duration(estimate.durationMs) }) : undefined
      }
      title={t('uncertainty.thoroughHint', { passes })}
      onChange={(event) => {
        uncertainty.setThorough(event.currentTarget.checked);
      }}
      data-testid="thorough"
    />
  );
}
