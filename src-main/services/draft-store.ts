import { randomUUID } from 'node:crypto';
import type { FileRef } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Slot, SpareModality } from '#shared/domain/modality.ts';
import { isLoneHalf, joinHalves, listCandidates } from '../intake/candidates.ts';
import { answerFinding } from './draft-findings.ts';
import {
  addFiles,
  assignSlot,
  emptyDraft,
  goOnWithout,
  removeFile,
  settleAbsence,
  withInspected,
  type Draft,
  type DraftAlignment,
} from './draft.ts';
import type { Inbox, InboxEntry } from './inbox.ts';
import { inspectNeeded, inspectPlaced } from './inspect-candidates.ts';

/** Drafts kept at a time, and how long without being touched. */
const mostDrafts = 16;
const longestIdleMs = 6 * 60 * 60 * 1000;

export interface DraftStoreOptions {
  readonly inbox: Inbox;
  /** False where the other side of the wire has no business with paths of this machine: uploads only. */
  readonly acceptsPaths: boolean;
  /** Milliseconds since any fixed moment. */
  readonly now?: () => number;
}

/** The drafts under way. Every method that takes a `draftId` throws `intake-lost` for one that is not. */
export interface DraftStore {
  /** Throws `no-images` when there is nothing to read; drafts that were abandoned are closed meanwhile. */
  open(files: readonly FileRef[]): Promise<Draft>;
  /** A draft of files that `write` puts into a folder of ours. */
  openMade(write: (directory: string) => Promise<readonly string[]>): Promise<Draft>;
  get(draftId: string): Draft;
  add(draftId: string, files: readonly FileRef[]): Promise<Draft>;
  assign(draftId: string, fileId: string, slot: Slot | null): Promise<Draft>;
  removeFile(draftId: string, fileId: string): Promise<Draft>;
  /** Throws `not-found` for a finding that no longer stands. */
  answerFinding(draftId: string, findingId: string, answer: 'apply' | 'keep'): Draft;
  /** Puts an alignment on what the draft is by now; null takes it off. */
  setAlignment(draftId: string, alignment: DraftAlignment | null): Draft;
  /** Decides to go on without a modality; null takes it back. Throws `not-found` when that is not what is missing. */
  goOnWithout(draftId: string, modality: SpareModality | null): Draft;
  /** Forgets the draft, and what the inbox held for it. */
  close(draftId: string): Promise<void>;
}

export function createDraftStore(options: DraftStoreOptions): DraftStore {
  const { inbox, now = Date.now } = options;
  const drafts = new Map<string, Draft>();
  const usedAt = new Map<string, number>();

  function get(draftId: string): Draft {
    const draft = drafts.get(draftId);
    if (draft === undefined) throw new GlioscopeError('intake-lost', {}, { detail: `no draft ${draftId}` });
    usedAt.set(draftId, now());
    return draft;
  }

  function keep(changed: Draft): Draft {
    const draft = settleAbsence(changed);
    drafts.set(draft.draftId, draft);
    usedAt.set(draft.draftId, now());
    return draft;
  }

  function keepChanged(draft: Draft | null, subject: string): Draft {
    if (draft === null) throw new GlioscopeError('not-found', {}, { detail: `nothing in the draft is ${subject}` });
    return keep(draft);
  }

  /** A change that may place files nobody has opened: they are opened first, so that no draft is kept without. */
  async function change(draftId: string, subject: string, make: (draft: Draft) => Draft | null): Promise<Draft> {
    const planned = make(get(draftId));
    const opened = planned === null ? null : await inspectPlaced(planned);
    // the draft may have changed meanwhile
    const draft = opened === null ? get(draftId) : withInspected(get(draftId), opened);
    return keepChanged(make(draft), subject);
  }

  async function read(draftId: string, entries: readonly InboxEntry[]): Promise<Draft> {
    // uploads come one by one: a half may have been waiting for this one
    const known = drafts.get(draftId)?.files.map((file) => file.inspected.candidate) ?? [];
    const lone = known.filter(isLoneHalf);
    const candidates = joinHalves([...lone, ...entries.flatMap((entry) => entry.files)]);
    const fresh = candidates.filter((candidate) => !lone.includes(candidate));
    const inspected = await inspectNeeded(drafts.get(draftId) ?? { ...emptyDraft, draftId }, fresh);
    const directories = entries.map((entry) => entry.directory).filter((directory) => directory !== '');
    const draft = drafts.get(draftId);
    if (draft === undefined) {
      // discarded while its files were read
      for (const directory of directories) await inbox.discard(directory);
      return get(draftId);
    }
    const files = draft.files.filter(
      ({ inspected: { candidate } }) => !lone.includes(candidate) || candidates.includes(candidate),
    );
    keep({ ...draft, files, inboxDirectories: [...draft.inboxDirectories, ...directories] });
    return change(draftId, 'to be added', (owning) => addFiles(owning, inspected));
  }

  async function close(draftId: string): Promise<void> {
    const { inboxDirectories } = get(draftId);
    drafts.delete(draftId);
    usedAt.delete(draftId);
    for (const directory of inboxDirectories) await inbox.discard(directory);
  }

  /** Drafts whose page went without a word: those nobody has touched for long, and the oldest of too many. */
  async function closeAbandoned(): Promise<void> {
    const byUse = [...usedAt].sort(([, a], [, b]) => b - a);
    const abandoned = byUse.filter(([, time], place) => place >= mostDrafts || now() - time > longestIdleMs);
    // another begin may be closing the same ones
    for (const [draftId] of abandoned) if (drafts.has(draftId)) await close(draftId);
  }

  async function begin(entries: readonly InboxEntry[]): Promise<Draft> {
    await closeAbandoned();
    const { draftId } = keep({ ...emptyDraft, draftId: randomUUID() });
    return read(draftId, entries);
  }

  return {
    get,
    open: async (files) => begin(await resolveRefs(files, options)),
    openMade: async (write) => begin([await inbox.fill(write)]),
    async add(draftId, files) {
      get(draftId);
      return read(draftId, await resolveRefs(files, options));
    },
    assign: (draftId, fileId, slot) => change(draftId, fileId, (draft) => assignSlot(draft, fileId, slot)),
    removeFile: (draftId, fileId) => change(draftId, fileId, (draft) => removeFile(draft, fileId)),
    answerFinding: (draftId, findingId, answer) =>
      keepChanged(answerFinding(get(draftId), findingId, answer), findingId),
    setAlignment: (draftId, alignment) => keep({ ...get(draftId), alignment }),
    goOnWithout: (draftId, modality) => keepChanged(goOnWithout(get(draftId), modality), modality ?? 'gone on without'),
    close,
  };
}

/** What the references stand for. Throws as `open`, before anything is taken. */
async function resolveRefs(
  files: readonly FileRef[],
  { inbox, acceptsPaths }: DraftStoreOptions,
): Promise<readonly InboxEntry[]> {
  const paths = files.filter((file) => file.kind === 'path').map((file) => file.path);
  if (paths.length > 0 && !acceptsPaths) {
    throw new GlioscopeError('invalid-request', {}, { detail: 'this host takes uploads, not paths' });
  }
  // what is taken is this call's to keep or to remove: everything else that can fail comes first
  const candidates = await listCandidates(paths);
  const uploads = inbox.takeAll(files.filter((file) => file.kind === 'upload').map((file) => file.uploadId));
  const entries = [{ directory: '', files: candidates }, ...uploads];
  if (entries.every((entry) => entry.files.length === 0)) throw new GlioscopeError('no-images');
  return entries;
}
