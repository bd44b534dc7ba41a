import type { IntakeDraft } from '#shared/contract/index.ts';
import { draftOf, failureIn, type WorkspaceContext } from './context.ts';
import type { IntakeDraftState } from './workspace-state.ts';

export interface AlignmentActions {
  /** Brings the heads over that of T1ce, for the user to judge; resolves when that has ended, one way or another. */
  readonly align: () => Promise<void>;
  readonly cancelAlignment: () => Promise<void>;
  readonly answerAlignment: (answer: 'accept' | 'reject') => Promise<void>;
}

/** What of the intake an alignment needs. */
export interface AlignmentHost {
  readonly update: (change: (draftId: string) => Promise<IntakeDraft>) => Promise<void>;
  readonly show: (draft: IntakeDraft) => void;
  readonly patchDraft: (patch: Partial<Omit<IntakeDraftState, 'status'>>) => void;
}

export function createAlignmentActions(
  context: WorkspaceContext,
  { update, show, patchDraft }: AlignmentHost,
): AlignmentActions {
  const { client } = context.connection;

  /** The draft an alignment was asked for, if it is still on the screen and waits for it. */
  function aligningDraft(draftId: string): IntakeDraftState | null {
    const before = draftOf(context);
    return before?.draft.draftId === draftId && before.activity === 'aligning' ? before : null;
  }

  async function follow(draftId: string): Promise<void> {
    for await (const event of await client.intake.align({ draftId })) {
      const before = aligningDraft(draftId);
      if (before === null) return;
      if (event.kind === 'done') show(event.draft);
      else {
        const { modality, fraction } = event;
        patchDraft({ aligning: { modality, fraction, isCancelling: before.aligning?.isCancelling ?? false } });
      }
    }
  }

  return {
    async align() {
      const before = draftOf(context);
      if (before?.activity !== 'idle') return;
      const { draftId } = before.draft;
      patchDraft({
        activity: 'aligning',
        aligning: { modality: null, fraction: 0, isCancelling: false },
        failure: null,
      });
      try {
        await follow(draftId);
      } catch (error) {
        if (aligningDraft(draftId) === null) return;
        const failure = failureIn(context, error);
        patchDraft({ activity: 'idle', aligning: null, failure: failure.code === 'cancelled' ? null : failure });
      }
    },
    async cancelAlignment() {
      const before = draftOf(context);
      if (before?.activity !== 'aligning' || before.aligning === null) return;
      patchDraft({ aligning: { ...before.aligning, isCancelling: true } });
      // that it has stopped is heard by the one who follows it
      await client.intake.cancelAlignment({ draftId: before.draft.draftId }).catch(() => undefined);
    },
    answerAlignment: (answer) => update((draftId) => client.intake.answerAlignment({ draftId, answer })),
  };
}
