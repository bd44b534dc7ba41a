import { journalBlobId } from '#shared/contract/data-plane.ts';
import type { Correction, Study } from '#shared/contract/index.ts';
import type { LabelDelta } from '#shared/domain/edit/label-delta.ts';
import type { LabelEdit } from '#shared/domain/edit/label-edit.ts';
import { decodeJournal, type JournalEntry } from '#shared/domain/edit/label-history.ts';
import { maskBaseKey, type MaskBase } from '#shared/domain/edit/mask-base.ts';
import { GlioscopeError, type Failure } from '#shared/domain/failure.ts';
import { tissues } from '#shared/domain/label-scheme.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { failureOf } from '../backend/failure-of.ts';
import { failureIn, notify, openStudyOf, patchCorrection, patchOpenStudy, type WorkspaceContext } from './context.ts';
import type { MaskInHand } from './correction-state.ts';
import { createJournalWriter, type JournalWriter } from './journal-writer.ts';
import { createWorkingMask, type WorkingMask } from './working-mask.ts';

/** The one mask in hand: its voxels, its journal, and what the store shows of both. */
export interface MaskSession {
  /** Takes the mask made from a base in hand: as it was left, or a fresh copy. False when that was not possible. */
  readonly open: (base: MaskBase) => Promise<boolean>;
  readonly working: () => WorkingMask | null;
  /** True once anything was ever done to the mask in hand. */
  readonly isBegun: () => boolean;
  readonly begin: () => LabelEdit | null;
  /** Voxels changed: the views and volumes follow. */
  readonly touch: () => void;
  /** Makes an edit a step of the history, and writes it down. */
  readonly keep: (edit: LabelEdit) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly retryWriting: () => void;
  /** The id of the new result; null when it was not made. */
  readonly saveVersion: (name: string | null) => Promise<string | null>;
  readonly discard: () => Promise<boolean>;
  /** Puts the mask away; what is not on the disk yet is still written. */
  readonly leave: () => void;
}

interface Held {
  readonly studyId: string;
  readonly base: MaskBase;
  readonly correctionId: string;
  readonly mask: WorkingMask;
  readonly writer: JournalWriter;
  lines: number;
  revision: number;
}

/** The mask in hand has no blob of the backend's. */
const workingLabelMapId = 'mask-in-hand';

export function createMaskSession(context: WorkspaceContext, refresh: (studyId: string) => Promise<void>): MaskSession {
  const { store, connection, volumes } = context;
  let held: Held | null = null;

  // whoever leaves the study leaves its mask
  store.subscribe(({ study }) => {
    if (held !== null && (study.status !== 'open' || study.study.studyId !== held.studyId)) leave();
  });

  function leave(): void {
    held = null;
    volumes.unpin(workingLabelMapId);
    patchCorrection(context, { mask: null, isOpen: false, tool: null, refusal: null });
  }

  function publish(journal: MaskInHand['journal'] | null = null): void {
    if (held === null) return;
    const { mask, studyId, base, correctionId } = held;
    held.revision += 1;
    // the same memory as another object: the views compare voxels by identity
    volumes.pin(workingLabelMapId, new Uint8Array(mask.labels.buffer));
    const before = store.getState().correction.mask;
    patchCorrection(context, {
      mask: {
        ...{ studyId, base, correctionId, labelMapId: workingLabelMapId, revision: held.revision },
        ...measure(mask),
        ...{ done: mask.done, undone: mask.undone },
        journal: journal ?? before?.journal ?? { status: 'kept' },
      },
    });
  }

  function setJournal(journal: MaskInHand['journal']): void {
    const { mask } = store.getState().correction;
    if (mask !== null) patchCorrection(context, { mask: { ...mask, journal } });
  }

  /** Lists the mask in hand with the study, so that it is found again. */
  function list(studyId: string, kept: Correction): void {
    const open = openStudyOf(context, studyId);
    if (open === null) return;
    const others = open.study.corrections.filter(({ correctionId }) => correctionId !== kept.correctionId);
    patchOpenStudy(context, studyId, { study: { ...open.study, corrections: [kept, ...others] } });
  }

  async function failed(failure: Failure, studyId: string, base: MaskBase): Promise<void> {
    if (failure.code !== 'edited-elsewhere') {
      setJournal({ status: 'failed', failure });
      return;
    }
    notify(context, { kind: 'failure', failure });
    const { isOpen, tool } = store.getState().correction;
    held?.writer.stop();
    held = null;
    await refresh(studyId);
    if (await open(base)) patchCorrection(context, { isOpen, tool });
    else leave();
  }

  function take(
    study: Study,
    base: MaskBase,
    loaded: { labels: Uint8Array<ArrayBuffer>; journal: readonly JournalEntry[] },
  ): void {
    const correction = correctionOn(study, base);
    const { studyId } = study;
    const correctionId = correction?.correctionId ?? crypto.randomUUID();
    const mask = createWorkingMask(study.geometry, loaded.labels, loaded.journal);
    const isHeld = (): boolean => held?.writer === writer;
    const writer = createJournalWriter(
      context,
      { studyId, correctionId, base, knownLines: loaded.journal.length },
      {
        onKept: (kept) => {
          list(studyId, kept);
          if (isHeld()) setJournal({ status: 'kept' });
        },
        onWriting: () => {
          if (isHeld()) setJournal({ status: 'writing' });
        },
        onFailed: (failure) => {
          if (isHeld()) void failed(failure, studyId, base);
          else notify(context, { kind: 'failure', failure });
        },
      },
    );
    held = { studyId, base, correctionId, mask, writer, lines: loaded.journal.length, revision: 0 };
    publish({ status: 'kept' });
  }

  async function open(base: MaskBase): Promise<boolean> {
    const study = openStudyOf(context)?.study;
    if (study === undefined) return false;
    if (held !== null && maskBaseKey(held.base) === maskBaseKey(base)) return true;
    // the last lines of a mask just left may still be on their way
    if (held !== null) await held.writer.settled();
    patchCorrection(context, { activity: 'opening', refusal: null });
    try {
      const labels = await readBase(context, study, base);
      const correction = correctionOn(openStudyOf(context, study.studyId)?.study ?? study, base);
      const journal =
        correction === undefined
          ? []
          : decodeJournal(new Uint8Array(await connection.readBlob(journalBlobId(correction.correctionId))));
      if (openStudyOf(context, study.studyId) === null) return false;
      take(openStudyOf(context, study.studyId)?.study ?? study, base, { labels, journal });
      return true;
    } catch (error) {
      const failure =
        error instanceof RangeError
          ? new GlioscopeError('storage-failed', { reason: 'damaged' }, { detail: error.message })
          : failureIn(context, error);
      notify(context, { kind: 'failure', failure });
      return false;
    } finally {
      patchCorrection(context, { activity: 'idle' });
    }
  }

  function write(entry: JournalEntry): void {
    if (held === null) return;
    held.lines += 1;
    held.writer.write(entry);
    publish();
  }

  async function attempt(
    activity: 'saving' | 'discarding',
    work: (from: Held) => Promise<string | null>,
  ): Promise<string | null> {
    const from = held;
    if (from === null || store.getState().correction.activity !== 'idle') return null;
    patchCorrection(context, { activity });
    try {
      const answer = await work(from);
      if (answer === null) return null;
      await refresh(from.studyId);
      if (held === from) leave();
      return answer;
    } catch (error) {
      const failure = failureIn(context, error);
      if (failure.code === 'edited-elsewhere') await failed(failure, from.studyId, from.base);
      else notify(context, { kind: 'failure', failure });
      return null;
    } finally {
      patchCorrection(context, { activity: 'idle' });
    }
  }

  return {
    open,
    leave,
    working: () => held?.mask ?? null,
    isBegun: () => held !== null && held.lines > 0,
    begin: () => held?.mask.begin() ?? null,
    touch: () => {
      publish();
    },
    keep(edit) {
      if (held === null) return;
      const delta: LabelDelta = edit.finish();
      if (delta.length === 0) return;
      held.mask.keep(delta);
      write({ kind: 'edit', delta });
    },
    undo() {
      if (held?.mask.undo() === true) write({ kind: 'undo' });
    },
    redo() {
      if (held?.mask.redo() === true) write({ kind: 'redo' });
    },
    retryWriting: () => held?.writer.retry(),
    saveVersion: (name) =>
      attempt('saving', async ({ writer, correctionId }) => {
        if (!(await writer.settled())) return null;
        const { knownLines } = writer;
        const version = await connection.client.corrections.saveVersion({ correctionId, knownLines, name });
        return version.resultId;
      }),
    discard: async () =>
      (await attempt('discarding', async ({ writer, correctionId, lines }) => {
        if (lines > 0) await writer.settled(); // or not: there is nothing to keep
        writer.stop();
        if (lines > 0) await ignoreNotFound(connection.client.corrections.discard({ correctionId }));
        return correctionId;
      })) !== null,
  };
}

/** None of its lines may ever have reached the disk. */
async function ignoreNotFound(discarding: Promise<void>): Promise<void> {
  try {
    await discarding;
  } catch (error) {
    if (failureOf(error).code !== 'not-found') throw error;
  }
}

function measure(mask: WorkingMask): Pick<MaskInHand, 'tissuesMl' | 'regionsMl' | 'voxelsByTissue'> {
  const [ncr, ed, et] = tissues.map((tissue) => mask.volumeMl(tissue));
  const tissuesMl = { ncr: ncr ?? 0, ed: ed ?? 0, et: et ?? 0 };
  return {
    tissuesMl,
    regionsMl: { wt: tissuesMl.ncr + tissuesMl.ed + tissuesMl.et, tc: tissuesMl.ncr + tissuesMl.et, et: tissuesMl.et },
    voxelsByTissue: { ncr: mask.voxelsOf('ncr'), ed: mask.voxelsOf('ed'), et: mask.voxelsOf('et') },
  };
}

function correctionOn(study: Study, base: MaskBase): Correction | undefined {
  return study.corrections.find((correction) => maskBaseKey(correction.base) === maskBaseKey(base));
}

/** A copy of the labels a mask begins with. */
async function readBase({ volumes }: WorkspaceContext, study: Study, base: MaskBase): Promise<Uint8Array<ArrayBuffer>> {
  if (base.kind === 'empty') return new Uint8Array(voxelCount(study.geometry.shape));
  const labelMapId =
    base.kind === 'reference'
      ? study.reference?.labelMapId
      : study.results.find(({ resultId }) => resultId === base.resultId)?.labelMapId;
  if (labelMapId === undefined)
    throw new GlioscopeError('not-found', {}, { detail: 'the base of a correction is gone' });
  return Uint8Array.from(await volumes.load(labelMapId, 'uint8'));
}
