import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FileRef } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { modalities, type Slot } from '#shared/domain/modality.ts';
import { isLoneHalf, joinHalves, listCandidates, type CandidateFile } from '../intake/candidates.ts';
import { frameName } from '../intake/file-names.ts';
import { inspectFile, type InspectedFile } from '../intake/inspect-file.ts';
import { answerFinding } from './draft-findings.ts';
import { addFiles, assignSlot, removeFile, type Draft } from './draft.ts';
import type { Inbox, InboxEntry } from './inbox.ts';

/** Files read side by side: zlib's thread pool has four threads. */
const filesAtOnce = 4;

export interface DraftStoreOptions {
  readonly inbox: Inbox;
  /** False where the other side of the wire has no business with paths of this machine: uploads only. */
  readonly acceptsPaths: boolean;
}

/** The drafts under way. Every method that takes a `draftId` throws `not-found` for one that is not. */
export interface DraftStore {
  open(files: readonly FileRef[]): Promise<Draft>;
  /** A draft of files that `write` puts into a folder of ours. */
  openMade(write: (directory: string) => Promise<readonly string[]>): Promise<Draft>;
  get(draftId: string): Draft;
  add(draftId: string, files: readonly FileRef[]): Promise<Draft>;
  assign(draftId: string, fileId: string, slot: Slot | null): Draft;
  removeFile(draftId: string, fileId: string): Draft;
  /** Throws `not-found` for a finding that no longer stands. */
  answerFinding(draftId: string, findingId: string, answer: 'apply' | 'keep'): Draft;
  /** Forgets the draft, and what the inbox held for it. */
  close(draftId: string): Promise<void>;
}

export function createDraftStore({ inbox, acceptsPaths }: DraftStoreOptions): DraftStore {
  const drafts = new Map<string, Draft>();

  function get(draftId: string): Draft {
    const draft = drafts.get(draftId);
    if (draft === undefined) throw new GlioscopeError('not-found', {}, { detail: `no draft ${draftId}` });
    return draft;
  }

  function keep(draft: Draft): Draft {
    drafts.set(draft.draftId, draft);
    return draft;
  }

  function keepChanged(draft: Draft | null, subject: string): Draft {
    if (draft === null) throw new GlioscopeError('not-found', {}, { detail: `nothing in the draft is ${subject}` });
    return keep(draft);
  }

  async function resolveRefs(files: readonly FileRef[]): Promise<readonly InboxEntry[]> {
    const paths = files.filter((file) => file.kind === 'path').map((file) => file.path);
    if (paths.length > 0 && !acceptsPaths) {
      throw new GlioscopeError('invalid-request', {}, { detail: 'this host takes uploads, not paths' });
    }
    const candidates = await listCandidates(paths);
    const uploads = files.filter((file) => file.kind === 'upload').map((file) => inbox.take(file.uploadId));
    return [{ directory: '', files: candidates }, ...uploads];
  }

  async function read(draftId: string, entries: readonly InboxEntry[]): Promise<Draft> {
    // uploads come one by one: a half may have been waiting for this one
    const known = drafts.get(draftId)?.files.map((file) => file.inspected.candidate) ?? [];
    const lone = known.filter(isLoneHalf);
    const candidates = joinHalves([...lone, ...entries.flatMap((entry) => entry.files)]);
    const inspected = await inspectAll(candidates.filter((candidate) => !lone.includes(candidate)));
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
    const owning = { ...draft, files, inboxDirectories: [...draft.inboxDirectories, ...directories] };
    return keep(addFiles(owning, inspected));
  }

  async function begin(entries: readonly InboxEntry[]): Promise<Draft> {
    const { draftId } = keep({ draftId: randomUUID(), files: [], answers: [], inboxDirectories: [] });
    return read(draftId, entries);
  }

  return {
    get,
    open: async (files) => begin(await resolveRefs(files)),
    openMade: async (write) => begin([await inbox.fill(write)]),
    async add(draftId, files) {
      get(draftId);
      return read(draftId, await resolveRefs(files));
    },
    assign: (draftId, fileId, slot) => keepChanged(assignSlot(get(draftId), fileId, slot), fileId),
    removeFile: (draftId, fileId) => keepChanged(removeFile(get(draftId), fileId), fileId),
    answerFinding: (draftId, findingId, answer) =>
      keepChanged(answerFinding(get(draftId), findingId, answer), findingId),
    async close(draftId) {
      const { inboxDirectories } = get(draftId);
      drafts.delete(draftId);
      for (const directory of inboxDirectories) await inbox.discard(directory);
    },
  };
}

async function inspectAll(candidates: readonly CandidateFile[]): Promise<(InspectedFile & { fileId: string })[]> {
  // a stream's items are untyped: this one holds what `inspectVolumes` returns
  const inspected = (await Readable.from(candidates)
    .map(inspectVolumes, { concurrency: filesAtOnce })
    .toArray()) as Awaited<ReturnType<typeof inspectVolumes>>[];
  return inspected.flat();
}

/** A file with one volume per modality counts as four files; any other number of volumes is a failure of the one file. */
async function inspectVolumes(candidate: CandidateFile): Promise<(InspectedFile & { fileId: string })[]> {
  const whole = await inspectFile(candidate);
  const { code, params } = whole.failure ?? {};
  const frameCount = modalities.length;
  if (code !== 'unsupported-file' || params?.['reason'] !== 'frames' || params['frames'] !== frameCount) {
    return [{ fileId: randomUUID(), ...whole }];
  }
  const volumes: (InspectedFile & { fileId: string })[] = [];
  for (let frame = 0; frame < frameCount; frame += 1) {
    const name = frameName(candidate.name, frame, frameCount);
    volumes.push({ fileId: randomUUID(), ...(await inspectFile({ ...candidate, name, frame })) });
  }
  return volumes;
}
