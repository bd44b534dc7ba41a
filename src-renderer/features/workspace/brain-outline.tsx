import { Switch, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isPlausibleBrain } from '#shared/domain/brain-volume.ts';
import { useFormats } from '../../i18n/formats.ts';
import { shownResult } from '../../state/selectors.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { Callout } from '../../ui/callout.tsx';

/** What was taken as brain for the shown result: its outline over the image, and a warning where no brain measures that. */
export function BrainOutline(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const found = useWorkspace((state) => shownResult(state)?.brain ?? null);
  const isShown = useWorkspace((state) => state.brain.isOutlineShown);
  const { brain } = useActions();
  if (found === null) return null;
  const volume = formats.decimals(found.volumeMl, 0);
  return (
    <>
      <Switch
        size="xs"
        checked={isShown}
        label={t('brain.outline')}
        description={t('brain.found', { volume })}
        onChange={brain.toggleOutline}
        data-testid="brain-outline"
      />
      {!isPlausibleBrain(found.volumeMl) && (
        <Callout tone="warning" testId="brain-implausible">
          <Text size="xs">{t('brain.implausible', { volume })}</Text>
        </Callout>
      )}
    </>
  );
}
