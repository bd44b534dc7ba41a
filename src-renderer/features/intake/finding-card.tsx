import { Button, Text } from '@mantine/core';
import {
  IconArrowRight,
  IconArrowsExchange,
  IconArrowsMove,
  IconCheck,
  IconContrast,
  IconCopy,
  IconEye,
  IconFlipHorizontal,
  IconRuler2,
  IconUsers,
} from '@tabler/icons-react';
import { Fragment, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFinding } from '#shared/contract/index.ts';
import type { FindingKind } from '#shared/domain/finding.ts';
import { useFormats } from '../../i18n/formats.ts';
import { slotName } from '../../i18n/slot-names.ts';
import { picturedFiles, thumbnailKey } from '../../state/intake-thumbnails.ts';
import { useActions } from '../../state/workspace-context.tsx';
import type { IntakeDraftState } from '../../state/workspace-state.ts';
import classes from './findings.module.css';
import { openQuestions } from './open-questions.ts';
import { ThumbnailCanvas } from './thumbnail-canvas.tsx';

const icons: Readonly<Record<FindingKind, typeof IconEye>> = {
  'two-patients': IconUsers,
  swapped: IconArrowsExchange,
  'name-content-disagree': IconArrowsExchange,
  'duplicate-content': IconCopy,
  apart: IconArrowsMove,
  mirrored: IconFlipHorizontal,
  'unlike-training': IconEye,
  intensities: IconContrast,
  lengths: IconRuler2,
};

interface FindingCardProps {
  readonly finding: IntakeFinding;
  readonly intake: IntakeDraftState;
}

/** What the pictures of some files say against how they lie: the pictures, what follows, and the choice. */
export function FindingCard({ finding, intake }: FindingCardProps): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const Icon = icons[finding.kind];
  const variant = finding.reason ?? finding.kind;
  const [first = '', second = ''] = finding.files.map(({ slot }) => (slot === null ? '' : slotName(slot, t)));
  return (
    <section
      className={classes['finding']}
      data-kept={finding.isKept || undefined}
      data-kind={finding.kind}
      data-testid="intake-finding"
      aria-label={t(`finding.title.${variant}`)}
    >
      <div className={classes['pictures']}>
        {picturedFiles(finding, intake.draft).map((file) => (
          <Picture key={file.fileId} finding={finding} file={file} intake={intake} />
        ))}
      </div>
      <div className={classes['words']}>
        <div className={classes['title']}>
          <Icon size="1.2rem" stroke={1.6} aria-hidden />
          <Text fw={650}>{t(`finding.title.${variant}`)}</Text>
          {finding.confidence !== null && (
            <span className={classes['confidence']}>
              {t('finding.confidence', { percent: formats.decimals(Math.min(finding.confidence * 100, 99.9), 1) })}
            </span>
          )}
        </div>
        <Text size="sm">
          {t(`finding.consequence.${variant}`, {
            ...finding.lengths,
            first,
            second,
            distanceMm: finding.distanceMm ?? 0,
            degrees: finding.degrees ?? 0,
          })}
        </Text>
        <Answer finding={finding} intake={intake} />
      </div>
    </section>
  );
}

interface PictureProps extends FindingCardProps {
  readonly file: IntakeFinding['files'][number];
}

/** One file's slice, and under it the slot it lies in and the one its picture asks for. */
function Picture({ finding, file, intake }: PictureProps): ReactElement {
  const { t } = useTranslation();
  const name = intake.draft.files.find(({ fileId }) => fileId === file.fileId)?.name ?? '';
  return (
    <figure className={classes['figure']}>
      <ThumbnailCanvas
        greys={intake.thumbnails.get(thumbnailKey(finding.findingId, file.fileId))}
        label={t('finding.picture', { file: name })}
      />
      <figcaption>
        <span className={classes['slots']}>
          <span data-wrong={file.suggestedSlot !== null || undefined}>
            {file.slot === null ? t('intake.noSlot') : slotName(file.slot, t)}
          </span>
          {file.suggestedSlot !== null && (
            <>
              <IconArrowRight size="0.9rem" stroke={2} aria-label={t('finding.shows')} />
              <strong>{slotName(file.suggestedSlot, t)}</strong>
            </>
          )}
        </span>
        <span className={classes['name']}>
          {name.split(/(?<=[_-])/u).map((part, index) => (
            <Fragment key={index}>
              {part}
              <wbr />
            </Fragment>
          ))}
        </span>
      </figcaption>
    </figure>
  );
}

function Answer({ finding, intake: { draft, activity } }: FindingCardProps): ReactElement {
  const { t } = useTranslation();
  const { intake } = useActions();
  const isBusy = activity !== 'idle';
  // whose heads they are comes first: those of two patients are not to be laid over each other
  const isWhoseOpen = openQuestions(draft).some(({ kind }) => kind === 'two-patients');
  const isApart = finding.kind === 'apart';
  const canApply = finding.files.some((file) => file.suggestedSlot !== null);
  const acknowledgement = acknowledgementOf(finding);
  const answer = (choice: 'apply' | 'keep') => () => void intake.answerFinding(finding.findingId, choice);
  return (
    <div className={classes['answer']}>
      {isApart && (
        <Button
          size="xs"
          {...(isWhoseOpen ? { variant: 'default' } : {})}
          disabled={isBusy}
          onClick={() => void intake.align()}
          data-testid="finding-align"
        >
          {t('alignment.offer')}
        </Button>
      )}
      {canApply && (
        <Button size="xs" disabled={isBusy} onClick={answer('apply')} data-testid="finding-apply">
          {t('finding.apply')}
        </Button>
      )}
      {finding.isKept ? (
        <span className={classes['kept']}>
          <IconCheck size="1rem" stroke={1.8} aria-hidden />
          {t('finding.kept')}
        </span>
      ) : (
        <Button size="xs" variant="default" disabled={isBusy} onClick={answer('keep')} data-testid="finding-keep">
          {isApart ? t('alignment.leave') : t(canApply ? 'finding.keep' : acknowledgement)}
        </Button>
      )}
    </div>
  );
}

/** What is said by a press that leaves the files as they lie. */
function acknowledgementOf({
  kind,
  reason,
}: IntakeFinding): 'finding.onePatient' | 'finding.understood' | 'finding.acknowledge' {
  if (kind === 'two-patients') return 'finding.onePatient';
  // it is not used as it is: its brain is found first
  return reason === 'skull' ? 'finding.understood' : 'finding.acknowledge';
}
