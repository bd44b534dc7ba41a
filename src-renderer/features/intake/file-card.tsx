import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFile } from '#shared/contract/index.ts';
import { voxelSpacingMm } from '#shared/domain/affine.ts';
import { slots } from '#shared/domain/modality.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useFormats } from '../../i18n/formats.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { useActions } from '../../state/workspace-context.tsx';
import { startFileDrag } from './file-drag.ts';
import classes from './intake.module.css';
import { noteKey } from './shared-notes.tsx';

interface FileCardProps {
  readonly file: IntakeFile;
  /** Other versions of the same image, which are not used. */
  readonly spares?: readonly IntakeFile[];
  readonly isWide?: boolean;
  /** Keys of notes that are said of several files at once. */
  readonly notedElsewhere?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** One file: its name, what is in it, what is wrong with it or remarkable about it, and where else it could go. */
export function FileCard({ file, spares = [], isWide = false, notedElsewhere = none }: FileCardProps): ReactElement {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  return (
    <div
      className={classes['file']}
      data-wide={isWide || undefined}
      data-testid="intake-file"
      draggable
      onDragStart={(event) => {
        startFileDrag(event.dataTransfer, file.fileId);
      }}
    >
      <div className={classes['name']}>{file.name}</div>
      {file.slotSource === 'content' && <div className={classes['source']}>{t('intake.placedByContent')}</div>}
      {spares.map((spare) => (
        <SpareVersion key={spare.fileId} used={file} spare={spare} />
      ))}
      <FileFacts file={file} />
      {file.failure !== null && (
        <div className={classes['failure']} role="alert" data-testid="intake-failure">
          <IconAlertTriangle size="1rem" stroke={1.6} aria-hidden />
          <span>{sentence(file.failure)}</span>
        </div>
      )}
      <FileNotes file={file} notedElsewhere={notedElsewhere} />
      <FileControls file={file} />
    </div>
  );
}

/** That this file is used and not the other version, and the way to the other. */
function SpareVersion({ used, spare }: { used: IntakeFile; spare: IntakeFile }): ReactElement {
  const { t } = useTranslation();
  const { intake } = useActions();
  return (
    <div className={classes['spare']} title={t('intake.versionHint')} data-testid="intake-spare">
      <span>{t('intake.usedRather', { file: spare.name })}</span>
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => void intake.assign(spare.fileId, used.slot)}
        data-testid="use-spare"
      >
        {t('intake.useInstead')}
      </Button>
    </div>
  );
}

function FileFacts({ file }: { file: IntakeFile }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const { geometry } = file;
  const spacing = geometry === null ? null : voxelSpacingMm(geometry.affine);
  return (
    <dl className={classes['facts']}>
      {geometry !== null && (
        <>
          <dt>{t('intake.shape')}</dt>
          <dd>{geometry.shape.join(' × ')}</dd>
        </>
      )}
      {spacing !== null && (
        <>
          <dt>{t('intake.spacing')}</dt>
          <dd>{spacing.map((edge) => formats.decimals(edge, 2)).join(' × ')} mm</dd>
        </>
      )}
      <dt>{t('intake.size')}</dt>
      <dd>{formats.bytes(file.sizeBytes)}</dd>
    </dl>
  );
}

/** What the header leaves open: good to know, nothing to do. */
function FileNotes({ file, notedElsewhere }: Required<Pick<FileCardProps, 'file' | 'notedElsewhere'>>): ReactElement {
  const { t } = useTranslation();
  const own = file.notes.filter((note) => !notedElsewhere.has(noteKey(note)));
  return (
    <>
      {own.map(({ code, params }) => (
        <div key={code} className={classes['note']} data-testid="image-note" data-code={code}>
          <IconInfoCircle size="1rem" stroke={1.6} aria-hidden />
          <span>{t(`imageNote.${code}`, params)}</span>
        </div>
      ))}
    </>
  );
}

/** Its slot, and the way out of the draft. */
export function FileControls({ file }: { file: IntakeFile }): ReactElement {
  const { t } = useTranslation();
  const { intake } = useActions();
  const choices = [
    { value: '', label: t('intake.noSlot') },
    ...slots.map((slot) => ({ value: slot, label: slotName(slot, t) })),
  ];
  return (
    <div className={classes['controls']}>
      <NativeSelect
        size="xs"
        w="10rem"
        aria-label={t('intake.moveTo', { file: file.name })}
        data={choices}
        value={file.slot ?? ''}
        onChange={(event) => {
          const wanted = event.currentTarget.value;
          void intake.assign(file.fileId, slots.find((slot) => slot === wanted) ?? null);
        }}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('intake.remove', { file: file.name })}
        title={t('intake.remove', { file: file.name })}
        onClick={() => void intake.removeFile(file.fileId)}
      >
        <IconX size="1rem" stroke={1.6} />
      </ActionIcon>
    </div>
  );
}
