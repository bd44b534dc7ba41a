import { NativeSelect } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { chosenModel, usableModels } from '../../state/models-slice.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Which network makes the next segmentation; shown where there is a choice, and while none runs. */
export function ModelChoice(): ReactElement | null {
  const { t } = useTranslation();
  const models = useWorkspace((state) => state.models);
  const chosen = useWorkspace((state) => chosenModel(state)?.modelKey ?? '');
  const isIdle = useWorkspace((state) => state.job.status !== 'running' && !state.correction.isOpen);
  const actions = useActions();
  const usable = usableModels({ models });
  if (usable.length < 2 || !isIdle) return null;
  return (
    <NativeSelect
      size="xs"
      label={t('segmentation.model')}
      data={usable.map(({ modelKey, name, version }) => ({ value: modelKey, label: `${name} ${version}` }))}
      value={chosen}
      data-testid="model-choice"
      onChange={(event) => void actions.models.choose(event.currentTarget.value)}
    />
  );
}
