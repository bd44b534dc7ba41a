import { Button, Group, Text } from '@mantine/core';
import { IconBrush } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { CommandKey } from '../../keys/key-caps.tsx';
import { ariaKeys, keysOf } from '../../keys/key-names.ts';
import type { MaskInHand } from '../../state/correction-state.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { Callout } from '../../ui/callout.tsx';
import { PanelSection } from '../../ui/panel-section.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';
import { BrushOptions } from './brush-options.tsx';
import classes from './edit.module.css';
import { HistoryRow } from './history-row.tsx';
import { LabelChoice } from './label-choice.tsx';
import { ToolRow } from './tool-row.tsx';
import { useCorrectionKeys } from './use-correction-keys.ts';
import { useSaveVersion } from './use-save-version.tsx';

/** Correcting the mask by hand: the tools, the way back, and what becomes of it. */
export function CorrectionSection(): ReactElement {
  const { t } = useTranslation();
  const isOpen = useWorkspace((state) => state.correction.isOpen);
  useCorrectionKeys();
  return (
    <PanelSection title={t('correction.title')} aside={isOpen ? <DoneButton /> : null} isTitleShown={isOpen}>
      {isOpen ? <Tools /> : <OpenButton />}
      <InHand />
    </PanelSection>
  );
}

function OpenButton(): ReactElement {
  const { t } = useTranslation();
  const isNothingShown = useWorkspace((state) => state.viewer.shownLabels.kind === 'none');
  const isOpening = useWorkspace((state) => state.correction.activity === 'opening');
  const { correction } = useActions();
  return (
    <Button
      fullWidth
      variant="default"
      justify="space-between"
      leftSection={<IconBrush size="1.2rem" stroke={1.5} />}
      rightSection={<CommandKey id="correction.toggle" />}
      aria-keyshortcuts={ariaKeys('correction.toggle')}
      loading={isOpening}
      onClick={() => void correction.open()}
      data-testid="correct"
    >
      {isNothingShown ? t('correction.fromNothing') : t('correction.open')}
    </Button>
  );
}

function DoneButton(): ReactElement {
  const { t } = useTranslation();
  const { correction } = useActions();
  return (
    <Button variant="default" size="compact-xs" onClick={correction.close} data-testid="correction-done">
      {t('correction.done')}
    </Button>
  );
}

function Tools(): ReactElement {
  const { t } = useTranslation();
  const tool = useWorkspace((state) => state.correction.tool);
  const refusal = useWorkspace((state) => state.correction.refusal);
  const isVisible = useWorkspace((state) => state.viewer.isLabelsVisible);
  return (
    <>
      <ToolRow />
      <LabelChoice />
      {(tool === 'brush' || tool === 'eraser' || tool === 'fill') && <BrushOptions tool={tool} />}
      <Text size="xs" c="dimmed" className={classes['hint'] ?? ''} aria-live="polite" data-testid="correction-hint">
        {!isVisible
          ? t('correction.hidden', { key: keysOf('labels.toggle') })
          : refusal === null
            ? t(`correction.hint.${tool ?? 'none'}`, { key: keysOf('hand.use') })
            : t(`correction.refusal.${refusal}`)}
      </Text>
      <HistoryRow />
    </>
  );
}

/** What was corrected and is no version yet: marked as long as it is so, and never lost. */
function InHand(): ReactElement | null {
  const { t } = useTranslation();
  const mask = useWorkspace((state) => state.correction.mask);
  const isShown = useWorkspace((state) => state.viewer.shownLabels.kind === 'correction');
  const isOpen = useWorkspace((state) => state.correction.isOpen);
  const activity = useWorkspace((state) => state.correction.activity);
  const sentence = useFailureSentence();
  const { correction } = useActions();
  const saveVersion = useSaveVersion();
  if (mask === null || !isShown || mask.done + mask.undone === 0) return null;
  const { journal } = mask;
  return (
    <Callout
      tone={journal.status === 'failed' ? 'problem' : 'warning'}
      title={t(titleOf(mask))}
      testId="correction-unsaved"
    >
      {(!isOpen || journal.status === 'failed') && (
        <Text size="xs">
          {journal.status === 'failed' ? sentence(journal.failure) : t(`correction.journal.${journal.status}`)}
        </Text>
      )}
      <Group gap="xs" mt={6} data-testid="correction-journal" data-status={journal.status}>
        <Button
          size="compact-sm"
          loading={activity === 'saving'}
          disabled={mask.done === 0}
          onClick={saveVersion}
          data-testid="save-version"
        >
          {t('correction.saveVersion')}
        </Button>
        <DiscardButton />
        {journal.status === 'failed' && (
          <Button size="compact-sm" variant="default" onClick={correction.retryWriting}>
            {t('action.tryAgain')}
          </Button>
        )}
      </Group>
    </Callout>
  );
}

function titleOf({
  journal,
  done,
}: MaskInHand): 'correction.unwritten' | 'correction.allUndone' | 'correction.unsaved' {
  if (journal.status === 'failed') return 'correction.unwritten';
  return done === 0 ? 'correction.allUndone' : 'correction.unsaved';
}

function DiscardButton(): ReactElement {
  const { t } = useTranslation();
  const isBusy = useWorkspace((state) => state.correction.activity === 'discarding');
  const { correction } = useActions();
  const { confirmRemoval } = useDialogs();
  function confirm(): void {
    confirmRemoval({
      title: t('correction.discardTitle'),
      text: t('correction.discardText'),
      confirm: t('correction.discard'),
      onConfirm: () => void correction.discard(),
    });
  }
  return (
    <Button size="compact-sm" variant="default" loading={isBusy} onClick={confirm} data-testid="discard-correction">
      {t('correction.discard')}
    </Button>
  );
}
