import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeDraft } from '#shared/contract/index.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import type { IntakeDraftState } from '../../state/workspace-state.ts';
import { Callout } from '../../ui/callout.tsx';

/** A label map by itself, given over an open study: it is most likely meant for that one. */
export function LoneLabelMap({ intake }: { intake: IntakeDraftState }): ReactElement | null {
  const { t } = useTranslation();
  const study = useWorkspace((state) => (state.study.status === 'open' ? state.study.study : null));
  const actions = useActions();
  if (study === null || !isLoneLabelMap(intake.draft)) return null;
  const names = { patient: study.patientName };
  if (study.reference !== null) {
    return (
      <Callout tone="warning" testId="lone-label-map">
        {t('intake.loneTaken', { ...names, file: study.reference.fileName })}
      </Callout>
    );
  }
  return (
    <Callout tone="good" testId="lone-label-map">
      <span>{t('intake.lone', names)}</span>
      <Button
        mt={4}
        size="xs"
        disabled={intake.activity !== 'idle'}
        onClick={() => void actions.intake.commitReference()}
        data-testid="commit-reference"
      >
        {t('intake.loneAdd', names)}
      </Button>
    </Callout>
  );
}

function isLoneLabelMap({ files: [file, ...others] }: IntakeDraft): boolean {
  if (file === undefined || others.length > 0 || file.failure?.code === 'not-a-label-map') return false;
  return file.slot === 'reference' || file.setAside?.kind === 'own-segmentation';
}
