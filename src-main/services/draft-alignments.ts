import type { AlignmentEvent } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { RegistrationProgress } from '../registration/registration.ts';
import type { runRegistration } from '../registration/run-registration.ts';
import { alignDraft } from './align-draft.ts';
import { currentFindings } from './draft-findings.ts';
import type { DraftStore } from './draft-store.ts';
import { describeDraft } from './draft-view.ts';
import { createNews } from './news.ts';
import { standingAlignment, type Draft } from './draft.ts';

export interface DraftAlignmentsOptions {
  readonly drafts: DraftStore;
  readonly registrationEntry: URL;
  readonly runRegistration: typeof runRegistration;
}

/** Alignments of drafts under way, one per draft. */
export interface DraftAlignments {
  /** Progress, then the draft with an open alignment; ending the iteration, or `signal`, stops it. Throws as `alignDraft`; `job-running`. */
  run(draftId: string, signal?: AbortSignal): AsyncGenerator<AlignmentEvent, void>;
  /** Resolves once the work has stopped; at once when there is none. */
  cancel(draftId: string): Promise<void>;
  cancelAll(): Promise<void>;
  /** Forgets the draft once nothing reads its files any more. Throws `intake-lost`. */
  discard(draftId: string): Promise<void>;
  /** Rejecting keeps the heads as they lie, and says so in the study. Throws `not-found` without an alignment. */
  answer(draftId: string, answer: 'accept' | 'reject'): Draft;
}

interface LiveAlignment {
  readonly abort: AbortController;
  readonly ended: Promise<unknown>;
}

export function createDraftAlignments(options: DraftAlignmentsOptions): DraftAlignments {
  const { drafts, registrationEntry, runRegistration } = options;
  const live = new Map<string, LiveAlignment>();

  function begin(
    draftId: string,
    signal: AbortSignal | undefined,
    onProgress: (progress: RegistrationProgress) => void,
  ): LiveAlignment & { readonly draft: Promise<Draft> } {
    if (live.has(draftId)) throw new GlioscopeError('job-running');
    const abort = new AbortController();
    const stop = signal === undefined ? abort.signal : AbortSignal.any([signal, abort.signal]);
    const work = alignDraft(drafts.get(draftId), { runRegistration, registrationEntry, signal: stop, onProgress });
    const draft = work.then((alignment) => drafts.setAlignment(draftId, alignment));
    const ended = draft.catch(() => undefined).finally(() => live.delete(draftId));
    live.set(draftId, { abort, ended });
    return { abort, ended, draft };
  }

  async function cancel(draftId: string): Promise<void> {
    const work = live.get(draftId);
    work?.abort.abort();
    await work?.ended;
  }

  return {
    cancel,
    async discard(draftId) {
      await cancel(draftId);
      await drafts.close(draftId);
    },
    async *run(draftId, signal) {
      const news = createNews<RegistrationProgress>();
      const { abort, ended, draft } = begin(draftId, signal, news.tell);
      void ended.then(news.end);
      try {
        for await (const { modality, fraction } of news.items()) yield { kind: 'progress', modality, fraction };
        yield { kind: 'done', draft: describeDraft(await draft) };
      } finally {
        abort.abort();
        await ended;
      }
    },
    async cancelAll() {
      await Promise.all([...live.keys()].map(cancel));
    },
    answer(draftId, answer) {
      const draft = drafts.get(draftId);
      const alignment = standingAlignment(draft);
      if (alignment === null) throw new GlioscopeError('not-found', {}, { detail: `no alignment of ${draftId}` });
      if (answer === 'accept') return drafts.setAlignment(draftId, { ...alignment, answer: 'accepted' });
      drafts.setAlignment(draftId, null);
      const apart = currentFindings(drafts.get(draftId)).find(({ kind }) => kind === 'apart');
      return apart === undefined ? drafts.get(draftId) : drafts.answerFinding(draftId, apart.findingId, 'keep');
    },
  };
}
