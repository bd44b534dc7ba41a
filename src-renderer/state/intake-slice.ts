import type { IntakeDraft, Study } from '#shared/contract/index.ts';
import type { Slot, SpareModality } from '#shared/domain/modality.ts';
import type { BackendConnection, GivenFiles } from '../backend/connection.ts';
import type { BatchIntake } from './batch-slice.ts';
import { draftOf, failureIn, notify, openStudyOf, type WorkspaceContext } from './context.ts';
import { createGivenLine } from './given-files.ts';
import { createAlignmentActions, type AlignmentActions } from './intake-alignment.ts';
import { loadThumbnails } from './intake-thumbnails.ts';
import type { IntakeDraftState } from './workspace-state.ts';

export interface IntakeActions extends AlignmentActions {
  /** Files the user gave: a new draft, or more files for the one on the screen, once it has taken in what came before. */
  readonly give: (given: Promise<GivenFiles | null>) => Promise<void>;
  readonly openSample: () => Promise<void>;
  readonly assign: (fileId: string, slot: Slot | null) => Promise<void>;
  readonly removeFile: (fileId: string) => Promise<void>;
  /** Moves the files of a finding where their pictures belong, or leaves them and says so in the study. */
  readonly answerFinding: (findingId: string, answer: 'apply' | 'keep') => Promise<void>;
  /** Goes on without the modality that is missing; null takes that back. */
  readonly goOnWithout: (modality: SpareModality | null) => Promise<void>;
  readonly setPatientName: (name: string) => void;
  /** Makes the study and hands it on; stays on the draft with a failure when it cannot be made. */
  readonly commit: () => Promise<void>;
  /** Makes the one file of the draft the reference of the study that is open behind it. */
  readonly commitReference: () => Promise<void>;
  /** Leaves the intake, whatever state it is in; a study that is being made is made all the same. */
  readonly discard: () => void;
}

/** What stays of the draft on the screen when its next state comes. */
function keptFrom(
  before: IntakeDraftState | null,
  draft: IntakeDraft,
): Pick<IntakeDraftState, 'patientName' | 'isNameTyped' | 'thumbnails'> {
  const isNameTyped = before?.isNameTyped ?? false;
  const patientName = isNameTyped && before !== null ? before.patientName : draft.suggestedPatientName;
  return { patientName, isNameTyped, thumbnails: before?.thumbnails ?? new Map<string, Uint8Array>() };
}

/** Tells the backend to forget the draft on the screen, unless it is becoming a study. */
function forgetDraft(context: WorkspaceContext): void {
  const before = draftOf(context);
  if (before === null || before.activity === 'committing') return;
  const { draftId } = before.draft;
  void context.connection.client.intake.discard({ draftId }).catch(() => undefined);
}

function patchDraft(context: WorkspaceContext, patch: Partial<Omit<IntakeDraftState, 'status'>>): void {
  const before = draftOf(context);
  if (before !== null) context.store.setState({ intake: { ...before, ...patch } });
}

/** A draft of what was given; null when it is several studies, which are listed then. */
async function openOrShowBatch(
  connection: BackendConnection,
  batch: BatchIntake,
  { files, isAwaited }: { readonly files: GivenFiles; readonly isAwaited: () => boolean },
): Promise<IntakeDraft | null> {
  const found = await batch.find(files);
  if (found.length === 0) return connection.client.intake.open({ files: await connection.toFileRefs(files) });
  if (isAwaited()) batch.show(found, files);
  return null;
}

/** Where intake leads. */
export interface IntakeEnds {
  /** For several studies at once. */
  readonly batch: BatchIntake;
  /** `isAwaited`: the user is still where the study was asked for. */
  readonly onCommitted: (study: Study, isAwaited: boolean) => Promise<void>;
  readonly onReference: (study: Study) => Promise<void>;
}

export function createIntakeActions(context: WorkspaceContext, ends: IntakeEnds): IntakeActions {
  const { store, connection } = context;
  const { client } = connection;
  // Answers that arrive after the user left the intake belong to nobody.
  let visit = 0;

  store.subscribe(({ intake }) => connection.discardOnLeave(intake.status === 'draft' ? intake.draft.draftId : null));

  const show = (draft: IntakeDraft): void => {
    showDraft(context, draft);
  };

  /** @param open null when what was given has gone another way. */
  async function begin(open: (isAwaited: () => boolean) => Promise<IntakeDraft | null>): Promise<void> {
    forgetDraft(context);
    visit += 1;
    const mine = visit;
    store.setState({ intake: { status: 'reading' } });
    try {
      const draft = await open(() => mine === visit);
      if (draft === null) {
        if (mine === visit) store.setState({ intake: { status: 'none' } });
      } else if (mine === visit) show(draft);
      else void client.intake.discard({ draftId: draft.draftId }).catch(() => undefined);
    } catch (error) {
      if (mine === visit) store.setState({ intake: { status: 'failed', failure: failureIn(context, error) } });
    }
  }

  /** Changes the draft on the screen; one change at a time. */
  async function update(change: (draftId: string) => Promise<IntakeDraft>): Promise<void> {
    const before = draftOf(context);
    if (before?.activity !== 'idle') return;
    const mine = visit;
    patchDraft(context, { activity: 'updating', failure: null });
    try {
      const draft = await change(before.draft.draftId);
      if (mine === visit) show(draft);
    } catch (error) {
      if (mine === visit) patchDraft(context, { activity: 'idle', failure: failureIn(context, error) });
    }
  }

  async function take(files: GivenFiles): Promise<void> {
    if (draftOf(context) !== null) {
      await update(async (draftId) => client.intake.addFiles({ draftId, files: await connection.toFileRefs(files) }));
    } else await begin((isAwaited) => openOrShowBatch(connection, ends.batch, { files, isAwaited }));
  }

  const line = createGivenLine(context, take);

  return {
    give: line.enter,
    openSample: () => begin(() => client.intake.openSample()),
    assign: (fileId, slot) => update((draftId) => client.intake.assign({ draftId, fileId, slot })),
    answerFinding: (findingId, answer) =>
      update((draftId) => client.intake.answerFinding({ draftId, findingId, answer })),
    ...createAlignmentActions(context, { update, show, patchDraft: (patch) => patchDraft(context, patch) }),
    goOnWithout: (modality) => update((draftId) => client.intake.goOnWithout({ draftId, modality })),
    removeFile: (fileId) => update((draftId) => client.intake.removeFile({ draftId, fileId })),
    setPatientName: (patientName) => {
      patchDraft(context, { patientName, isNameTyped: true });
    },
    ...createCommitActions(context, ends, () => visit),
    discard() {
      forgetDraft(context);
      line.dissolve();
      visit += 1;
      store.setState({ intake: { status: 'none' } });
    },
  };
}

/** @param visit changes whenever the user leaves the intake, or begins it anew. */
function createCommitActions(
  context: WorkspaceContext,
  ends: IntakeEnds,
  visit: () => number,
): Pick<IntakeActions, 'commit' | 'commitReference'> {
  const { store, connection } = context;
  const { intake } = connection.client;

  /** Stores the draft; the intake is left when that is done, and stays with a failure when it is not. */
  async function keep(
    make: (before: IntakeDraftState) => Promise<Study>,
    onStored: (study: Study, isAwaited: boolean) => Promise<void>,
  ): Promise<void> {
    const before = draftOf(context);
    if (before?.activity !== 'idle') return;
    const mine = visit();
    patchDraft(context, { activity: 'committing', failure: null });
    try {
      const study = await make(before);
      const isAwaited = mine === visit();
      if (isAwaited) store.setState({ intake: { status: 'none' } });
      await onStored(study, isAwaited);
    } catch (error) {
      const failure = failureIn(context, error);
      if (mine === visit()) patchDraft(context, { activity: 'idle', failure });
      else notify(context, { kind: 'failure', failure });
    }
  }

  return {
    commit: () =>
      keep(
        ({ draft: { draftId }, patientName }) => intake.commit({ draftId, patientName: patientName.trim() }),
        ends.onCommitted,
      ),
    async commitReference() {
      const studyId = openStudyOf(context)?.study.studyId;
      if (studyId === undefined) return;
      await keep(({ draft: { draftId } }) => intake.commitReference({ draftId, studyId }), ends.onReference);
    },
  };
}

function showDraft(context: WorkspaceContext, draft: IntakeDraft): void {
  const before = draftOf(context);
  const state = { activity: 'idle', aligning: null, failure: null, ...keptFrom(before, draft) } as const;
  context.store.setState({ intake: { status: 'draft', draft, ...state } });
  void loadThumbnails(context, draft);
}
