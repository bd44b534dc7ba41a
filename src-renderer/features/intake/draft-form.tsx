import { Button, Group, TextInput, Title } from '@mantine/core';
import { IconFilePlus, IconStack2 } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { isSameGrid } from '#shared/domain/affine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { modalities } from '#shared/domain/modality.ts';
import { useFailureSentence } from '../../i18n/failure-sentence.ts';
import { useActions } from '../../state/workspace-context.tsx';
import type { IntakeDraftState } from '../../state/workspace-state.ts';
import { Callout } from '../../ui/callout.tsx';
import { AcceptedAbsence, MissingModality } from './absence-card.tsx';
import { AlignmentCard } from './alignment-card.tsx';
import { FindingCard } from './finding-card.tsx';
import classes from './intake.module.css';
import { LoneLabelMap } from './lone-label-map.tsx';
import { doubtedFiles, emptyImages, openQuestions } from './open-questions.ts';
import { SetAsideFiles } from './set-aside-files.tsx';
import { noteKey, SharedNotes, sharedNotes } from './shared-notes.tsx';
import { SlotCard } from './slot-card.tsx';
import { UnassignedFiles } from './unassigned-files.tsx';

/** The files of a study on their way in: which is which, what is wrong, whose they are. */
export function DraftForm({ intake }: { intake: IntakeDraftState }): ReactElement {
  const { t } = useTranslation();
  const actions = useActions();
  const isUndecided = intake.draft.alignment?.answer === 'open';
  const canCommit =
    intake.draft.isReady && intake.patientName.trim() !== '' && intake.activity === 'idle' && !isUndecided;
  const isAsking = openQuestions(intake.draft).length > 0;
  const doubted = doubtedFiles(intake.draft);
  const shared = sharedNotes(intake.draft.files);
  const sharedKeys = new Set(shared.map(({ note }) => noteKey(note)));
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (canCommit && !isAsking) void actions.intake.commit(); // the return key answers nothing
      }}
    >
      <Group justify="space-between" align="end" gap="lg">
        <Group align="end" gap="xl">
          <Title order={1} size="h2">
            {t('intake.title')}
          </Title>
          <TextInput
            w="22rem"
            label={t('intake.patientName')}
            placeholder={t('intake.patientNamePlaceholder')}
            value={intake.patientName}
            error={isUnnamed(intake)}
            maxLength={200}
            data-testid="patient-name"
            onChange={(event) => {
              actions.intake.setPatientName(event.currentTarget.value);
            }}
          />
        </Group>
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconFilePlus size="1.1rem" stroke={1.5} />}
            onClick={() => void actions.chooseFiles()}
          >
            {t('intake.addFiles')}
          </Button>
          {offersAlignment(intake) && (
            <Button
              variant="default"
              leftSection={<IconStack2 size="1.1rem" stroke={1.5} />}
              title={t('alignment.offerHint')}
              disabled={intake.activity !== 'idle'}
              onClick={() => void actions.intake.align()}
              data-testid="align"
            >
              {t('alignment.offer')}
            </Button>
          )}
          <Button variant="default" onClick={actions.intake.discard} data-testid="discard-intake">
            {t('action.cancel')}
          </Button>
          <CommitButton isAsking={isAsking} isCommitting={intake.activity === 'committing'} disabled={!canCommit} />
        </Group>
      </Group>
      <LoneLabelMap intake={intake} />
      <Verdict intake={intake} />
      <AlignmentCard intake={intake} />
      {intake.draft.findings.map((finding) => (
        <FindingCard key={finding.findingId} finding={finding} intake={intake} />
      ))}
      <UnassignedFiles files={intake.draft.files.filter(({ slot, setAside }) => slot === null && setAside === null)} />
      <SharedNotes notes={shared} />
      <div className={classes['slots']}>
        {modalities.map((modality) => (
          <SlotCard
            key={modality}
            slot={modality}
            files={filesIn(intake, modality)}
            doubted={doubted}
            notedElsewhere={sharedKeys}
            spares={intake.draft.files.filter(({ setAside }) => setAside !== null)}
            isLeftOut={intake.draft.absence?.isAccepted === true && intake.draft.absence.modality === modality}
          />
        ))}
        <div className={classes['reference']}>
          <SlotCard slot="reference" files={filesIn(intake, 'reference')} notedElsewhere={sharedKeys} />
        </div>
      </div>
      <SetAsideFiles files={intake.draft.files} />
    </form>
  );
}

/** The main action, unless a question is open: to answer is the main one then, and to go on without says so. */
function CommitButton(props: { isAsking: boolean; isCommitting: boolean; disabled: boolean }): ReactElement {
  const { t } = useTranslation();
  const actions = useActions();
  const label = t(props.isAsking ? 'intake.commitUnanswered' : 'intake.commit');
  return (
    <Button
      data-testid="commit-study"
      disabled={props.disabled}
      {...(props.isAsking
        ? ({ type: 'button', variant: 'default', onClick: () => void actions.intake.commit() } as const)
        : ({ type: 'submit' } as const))}
    >
      {props.isCommitting ? t('intake.committing') : label}
    </Button>
  );
}

/** Where nothing is remarked on how the heads lie, the user may see it nevertheless. */
function offersAlignment({ draft, aligning }: IntakeDraftState): boolean {
  const isRemarked = draft.findings.some(({ kind }) => kind === 'apart');
  const isWorthIt = draft.isReady && emptyImages(draft).length === 0;
  return isWorthIt && draft.alignment === null && aligning === null && !isRemarked;
}

function filesIn({ draft }: IntakeDraftState, slot: string): IntakeDraftState['draft']['files'] {
  return draft.files.filter((file) => file.slot === slot);
}

/** What stands in the way of the study as a whole, what the user goes on without, or that all is there. */
function Verdict({ intake }: { intake: IntakeDraftState }): ReactElement | null {
  const { t } = useTranslation();
  const { absence, files, isReady, alignment } = intake.draft;
  if (absence !== null) {
    const Absence = absence.isAccepted ? AcceptedAbsence : MissingModality;
    return (
      <>
        <Problems intake={intake} problems={[]} />
        <Absence modality={absence.modality} isBusy={intake.activity !== 'idle'} />
      </>
    );
  }
  if (intake.failure !== null || !isReady) return <Problems intake={intake} problems={intake.draft.problems} />;
  if (isUnnamed(intake)) return <Callout tone="warning">{t('intake.patientNameNeeded')}</Callout>;
  const questions = openQuestions(intake.draft);
  if (questions.length > 0) {
    return (
      <Callout tone="warning" testId="intake-questions">
        {t('intake.questions', { count: questions.length })}
      </Callout>
    );
  }
  if (emptyImages(intake.draft).length > 0) return <Callout tone="warning">{t('intake.emptyImage')}</Callout>;
  const apart = alignment?.answer === 'accepted' ? 'intake.readyAligned' : 'intake.readyOnSeveralGrids';
  return <Callout tone="good">{t(lieOnOneGrid(files) ? 'intake.ready' : apart)}</Callout>;
}

/** Nothing else stands in the way. */
function isUnnamed({ draft, patientName }: IntakeDraftState): boolean {
  return draft.isReady && patientName.trim() === '';
}

interface ProblemsProps {
  readonly intake: IntakeDraftState;
  readonly problems: readonly Failure[];
}

/** Why the last change did not happen, and these problems. */
function Problems({ intake, problems }: ProblemsProps): ReactElement | null {
  const { t } = useTranslation();
  const sentence = useFailureSentence();
  const actions = useActions();
  const all = intake.failure === null ? problems : [intake.failure, ...problems];
  if (all.length === 0) return null;
  return (
    <Callout tone="warning" testId="intake-problems">
      {all.map((problem) => {
        const text = sentence(problem);
        return <span key={text}>{text}</span>;
      })}
      {intake.failure?.code === 'intake-lost' && (
        <Button
          size="xs"
          data-testid="intake-again"
          onClick={() => {
            actions.intake.discard();
            void actions.chooseFiles();
          }}
        >
          {t('intake.again')}
        </Button>
      )}
    </Callout>
  );
}

function lieOnOneGrid(files: IntakeDraftState['draft']['files']): boolean {
  const grids = files.flatMap(({ slot, geometry }) => (slot === null || geometry === null ? [] : [geometry]));
  const [first] = grids;
  return first === undefined || grids.every((grid) => isSameGrid(grid, first));
}
