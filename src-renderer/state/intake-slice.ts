import type { IntakeDraft, Study } from '#shared/contract/index.ts';
import type { Slot } from '#shared/domain/modality.ts';
import type { GivenFiles } from '../backend/connection.ts';
import { draftOf, failureIn, type WorkspaceContext } from './context.ts';
import { loadThumbnails } from './intake-thumbnails.ts';
import type { IntakeDraftState } from './workspace-state.ts';

export interface IntakeActions {
  /** Files the user gave: a new draft, or more files for the one on the screen. */
  readonly give: (given: Promise<GivenFiles | null>) => Promise<void>;
  readonly openSample: () => Promise<void>;
  readonly assign: (fileId: string, slot: Slot | null) => Promise<void>;
  readonly removeFile: (fileId: string) => Promise<void>;
  /** Moves the files of a finding where their pictures belong, or leaves them and says so in the study. */
  readonly answerFinding: (findingId: string, answer: 'apply' | 'keep') => Promise<void>;
  readonly setPatientName: (name: string) => void;
  /** Makes the study and hands it on; stays on the draft with a failure when it cannot be made. */
  readonly commit: () => Promise<void>;
  /** Leaves the intake, whatever state it is in. */
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

export function createIntakeActions(
  context: WorkspaceContext,
  onCommitted: (study: Study) => Promise<void>,
): IntakeActions {
  const { store, connection } = context;
  const { client } = connection;
  // Answers that arrive after the user left the intake belong to nobody.
  let visit = 0;

  function show(draft: IntakeDraft): void {
    const before = draftOf(context);
    store.setState({ intake: { status: 'draft', draft, activity: 'idle', failure: null, ...keptFrom(before, draft) } });
    void loadThumbnails(context, draft);
  }

  function patchDraft(patch: Partial<Omit<IntakeDraftState, 'status'>>): void {
    const before = draftOf(context);
    if (before !== null) store.setState({ intake: { ...before, ...patch } });
  }

  async function begin(open: () => Promise<IntakeDraft | null>): Promise<void> {
    visit += 1;
    const mine = visit;
    store.setState({ intake: { status: 'reading' } });
    try {
      const draft = await open();
      if (mine !== visit) {
        if (draft !== null) void client.intake.discard({ draftId: draft.draftId }).catch(() => undefined);
      } else if (draft === null) store.setState({ intake: { status: 'none' } });
      else show(draft);
    } catch (error) {
      if (mine === visit) store.setState({ intake: { status: 'failed', failure: failureIn(context, error) } });
    }
  }

  /** Changes the draft on the screen; one change at a time. */
  async function update(change: (draftId: string) => Promise<IntakeDraft>): Promise<void> {
    const before = draftOf(context);
    if (before?.activity !== 'idle') return;
    const mine = visit;
    patchDraft({ activity: 'updating', failure: null });
    try {
      const draft = await change(before.draft.draftId);
      if (mine === visit) show(draft);
    } catch (error) {
      if (mine === visit) patchDraft({ activity: 'idle', failure: failureIn(context, error) });
    }
  }

  return {
    async give(given) {
      const files = await given.catch(() => null);
      if (files === null || (files.kind === 'files' ? files.files : files.paths).length === 0) return;
      if (draftOf(context) !== null) {
        await update(async (draftId) => client.intake.addFiles({ draftId, files: await connection.toFileRefs(files) }));
      } else await begin(async () => client.intake.open({ files: await connection.toFileRefs(files) }));
    },
    openSample: () => begin(() => client.intake.openSample()),
    assign: (fileId, slot) => update((draftId) => client.intake.assign({ draftId, fileId, slot })),
    answerFinding: (findingId, answer) =>
      update((draftId) => client.intake.answerFinding({ draftId, findingId, answer })),
    removeFile: (fileId) => update((draftId) => client.intake.removeFile({ draftId, fileId })),
    setPatientName: (patientName) => {
      patchDraft({ patientName, isNameTyped: true });
    },
    async commit() {
      const before = draftOf(context);
      if (before?.activity !== 'idle') return;
      const mine = visit;
      patchDraft({ activity: 'committing', failure: null });
      try {
        const { draftId } = before.draft;
        const study = await client.intake.commit({ draftId, patientName: before.patientName.trim() });
        if (mine === visit) store.setState({ intake: { status: 'none' } });
        await onCommitted(study);
      } catch (error) {
        if (mine === visit) patchDraft({ activity: 'idle', failure: failureIn(context, error) });
      }
    },
    discard() {
      const before = draftOf(context);
      visit += 1;
      store.setState({ intake: { status: 'none' } });
      if (before !== null) void client.intake.discard({ draftId: before.draft.draftId }).catch(() => undefined);
    },
  };
}
