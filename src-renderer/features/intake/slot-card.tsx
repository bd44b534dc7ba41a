import { Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFile } from '#shared/contract/index.ts';
import type { Slot } from '#shared/domain/modality.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { useActions } from '../../state/workspace-context.tsx';
import { draggedFileId, isFileDrag } from './file-drag.ts';
import { FileCard } from './file-card.tsx';
import classes from './intake.module.css';

type SlotState = 'empty' | 'ready' | 'doubted' | 'problem';

interface SlotCardProps {
  readonly slot: Slot;
  readonly files: readonly IntakeFile[];
  /** Ids of files of which not all is well: no tick for them. */
  readonly doubted?: ReadonlySet<string>;
  /** Keys of notes that are said of several files at once, beside the slots (shared-notes.tsx). */
  readonly notedElsewhere?: ReadonlySet<string>;
  /** Other versions of images of the study, which are not used. */
  readonly spares?: readonly IntakeFile[];
  /** The user goes on without it. */
  readonly isLeftOut?: boolean;
}

const none: ReadonlySet<string> = new Set();

/** One slot of the study and what lies in it; takes files dragged from other slots. */
export function SlotCard({
  slot,
  files,
  doubted = none,
  notedElsewhere = none,
  spares = [],
  isLeftOut = false,
}: SlotCardProps): ReactElement {
  const { t } = useTranslation();
  const { intake } = useActions();
  const [isOver, setIsOver] = useState(false);
  const state = stateOf(files, doubted);
  return (
    <section
      className={classes['slot']}
      aria-label={slotName(slot, t)}
      data-testid={`intake-slot-${slot}`}
      data-state={state}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!isFileDrag(event.dataTransfer)) return;
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => {
        setIsOver(false);
      }}
      onDrop={(event) => {
        setIsOver(false);
        const fileId = draggedFileId(event.dataTransfer);
        if (fileId !== '') void intake.assign(fileId, slot);
      }}
    >
      <div className={classes['head']}>
        <Text fw={650} size="lg">
          {slotName(slot, t)}
          {slot === 'reference' && (
            <Text span c="dimmed" size="xs" ml="xs" fw={400}>
              {t('intake.optional')}
            </Text>
          )}
        </Text>
        <StateIcon state={state} />
      </div>
      {files.map((file) => (
        <FileCard
          key={file.fileId}
          file={file}
          spares={spares.filter(({ setAside }) => setAside?.kind === 'version' && setAside.usedFileId === file.fileId)}
          isWide={slot === 'reference'}
          notedElsewhere={notedElsewhere}
        />
      ))}
      {state === 'empty' && slot !== 'reference' && (
        <div className={classes['empty']}>
          <Text size="sm">{t(isLeftOut ? 'without.leftOut' : 'intake.emptySlot')}</Text>
          <Text size="xs" c="dimmed">
            {t('intake.emptySlotHint')}
          </Text>
        </div>
      )}
    </section>
  );
}

function stateOf(files: readonly IntakeFile[], doubted: ReadonlySet<string>): SlotState {
  if (files.length === 0) return 'empty';
  if (files.some((file) => file.failure !== null)) return 'problem';
  return files.some(({ fileId }) => doubted.has(fileId)) ? 'doubted' : 'ready';
}

const stateColours = { ready: 'sea', doubted: 'yellow', problem: 'red' } as const;
const stateNames = { ready: 'intake.fileReady', doubted: 'intake.fileDoubted', problem: 'intake.fileProblem' } as const;

function StateIcon({ state }: { state: SlotState }): ReactElement | null {
  const { t } = useTranslation();
  if (state === 'empty') return null;
  const Icon = state === 'ready' ? IconCheck : IconAlertTriangle;
  return (
    <ThemeIcon
      size="sm"
      radius="xl"
      variant="light"
      color={stateColours[state]}
      role="img"
      aria-label={t(stateNames[state])}
    >
      <Icon size="0.9rem" />
    </ThemeIcon>
  );
}
