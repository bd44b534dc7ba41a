import { Button, Progress, Text } from '@mantine/core';
import { IconArrowRight, IconCheck, IconStack2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alignment } from '#shared/contract/index.ts';
import { alignmentPlanes } from '#shared/domain/alignment-picture.ts';
import { useFormats } from '../../i18n/formats.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { alignmentKey } from '../../state/intake-thumbnails.ts';
import { useActions } from '../../state/workspace-context.tsx';
import type { AligningState, IntakeDraftState } from '../../state/workspace-state.ts';
import { AlignmentPicture } from './alignment-picture.tsx';
import classes from './alignment.module.css';

/** An alignment under way, or what it found: before, after, and the choice. */
export function AlignmentCard({ intake }: { intake: IntakeDraftState }): ReactElement | null {
  const { alignment } = intake.draft;
  if (intake.aligning !== null) return <RunningAlignment aligning={intake.aligning} />;
  return alignment === null ? null : <FoundAlignment alignment={alignment} intake={intake} />;
}

function RunningAlignment({ aligning }: { aligning: AligningState }): ReactElement {
  const { t } = useTranslation();
  const { intake } = useActions();
  const { modality, fraction, isCancelling } = aligning;
  const stage =
    modality === null ? t('alignment.reading') : t('alignment.running', { modality: slotName(modality, t) });
  return (
    <section className={classes['card']} aria-label={t('alignment.title')} data-testid="alignment-running">
      <div className={classes['title']}>
        <IconStack2 size="1.2rem" stroke={1.6} aria-hidden />
        <Text fw={650}>{t('alignment.title')}</Text>
        <Text size="sm" c="dimmed" aria-live="polite">
          {isCancelling ? t('alignment.cancelling') : stage}
        </Text>
      </div>
      <div className={classes['progress']}>
        <Progress value={fraction * 100} aria-label={t('alignment.title')} style={{ flex: 1 }} />
        <Button
          size="xs"
          variant="default"
          disabled={isCancelling}
          onClick={() => void intake.cancelAlignment()}
          data-testid="alignment-cancel"
        >
          {t('action.cancel')}
        </Button>
      </div>
    </section>
  );
}

interface FoundAlignmentProps {
  readonly alignment: Alignment;
  readonly intake: IntakeDraftState;
}

function FoundAlignment({ alignment, intake }: FoundAlignmentProps): ReactElement {
  const { t } = useTranslation();
  const isAccepted = alignment.answer === 'accepted';
  return (
    <section
      className={classes['card']}
      aria-label={t('alignment.title')}
      data-accepted={isAccepted || undefined}
      data-testid="alignment-found"
    >
      <div className={classes['head']}>
        <div className={classes['title']}>
          <IconStack2 size="1.2rem" stroke={1.6} aria-hidden />
          <Text fw={650}>{t(isAccepted ? 'alignment.acceptedTitle' : 'alignment.foundTitle')}</Text>
        </div>
        <Answer isAccepted={isAccepted} isBusy={intake.activity !== 'idle'} />
      </div>
      <Text size="sm">{t(isAccepted ? 'alignment.acceptedText' : 'alignment.foundText')}</Text>
      {alignment.files.map((file) => (
        <AlignedFile key={file.fileId} file={file} intake={intake} />
      ))}
    </section>
  );
}

function AlignedFile({ file, intake }: { file: Alignment['files'][number]; intake: IntakeDraftState }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const slot = intake.draft.files.find(({ fileId }) => fileId === file.fileId)?.slot ?? null;
  const name = slot === null ? '' : slotName(slot, t);
  const way = {
    degrees: formats.decimals(file.degrees, 1),
    distanceMm: formats.decimals(file.distanceMm, 1),
  };
  return (
    <div className={classes['file']} data-testid="aligned-file">
      <div className={classes['way']}>
        <Text fw={650}>{name}</Text>
        <Text size="sm" c="dimmed">
          {t('alignment.turned', way)}
        </Text>
        <Text size="sm" c="dimmed">
          {t('alignment.moved', way)}
        </Text>
      </div>
      <Moment file={file} moment="before" modality={name} intake={intake} />
      <IconArrowRight className={classes['arrow']} size="1.2rem" stroke={1.6} aria-hidden />
      <Moment file={file} moment="after" modality={name} intake={intake} />
    </div>
  );
}

interface MomentProps {
  readonly file: Alignment['files'][number];
  readonly moment: 'before' | 'after';
  readonly modality: string;
  readonly intake: IntakeDraftState;
}

/** Three planes of a modality under the edges of T1ce. */
function Moment({ file, moment, modality, intake }: MomentProps): ReactElement {
  const { t } = useTranslation();
  const picture = intake.thumbnails.get(alignmentKey(file, moment));
  return (
    <figure className={classes['moment']} data-moment={moment}>
      <figcaption>{t(`alignment.${moment}`)}</figcaption>
      <div className={classes['planes']}>
        {alignmentPlanes.map((plane) => (
          <AlignmentPicture
            key={plane}
            picture={picture}
            plane={plane}
            label={t(`alignment.picture.${moment}`, { modality, plane: t(`plane.${plane}`) })}
          />
        ))}
      </div>
    </figure>
  );
}

function Answer({ isAccepted, isBusy }: { isAccepted: boolean; isBusy: boolean }): ReactElement {
  const { t } = useTranslation();
  const { intake } = useActions();
  const answer = (choice: 'accept' | 'reject') => () => void intake.answerAlignment(choice);
  return (
    <div className={classes['answer']}>
      {isAccepted ? (
        <span className={classes['accepted']}>
          <IconCheck size="1rem" stroke={1.8} aria-hidden />
          {t('alignment.recorded')}
        </span>
      ) : (
        <Button size="xs" disabled={isBusy} onClick={answer('accept')} data-testid="alignment-accept">
          {t('alignment.accept')}
        </Button>
      )}
      <Button size="xs" variant="default" disabled={isBusy} onClick={answer('reject')} data-testid="alignment-reject">
        {t(isAccepted ? 'alignment.undo' : 'alignment.reject')}
      </Button>
    </div>
  );
}
