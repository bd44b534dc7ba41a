import type { Study } from '#shared/contract/index.ts';
import type { LabelEdit } from '#shared/domain/edit/label-edit.ts';
import type { JournalEntry } from '#shared/domain/edit/label-history.ts';
import { maskBaseKey, type MaskBase } from '#shared/domain/edit/mask-base.ts';
import { GlioscopeError, type Failure } from '#shared/domain/failure.ts';
import { failureIn, notify, openStudyOf, patchCorrection, patchViewer, type WorkspaceContext } from './context.ts';
import type { MaskInHand } from './correction-state.ts';
import { ignoreNotFound, listCorrection } from './listed-corrections.ts';
import { createJournalWriter, type JournalWriter } from './journal-writer.ts';
import { correctionOn, hasBase, loadMask, type LoadedMask } from './load-mask.ts';
import { createWorkingMask, measureMask, type WorkingMask } from './working-mask.ts';

/** The one mask in hand: its voxels, its journal, and what the store shows of both. */
export interface MaskSession {
  /** Takes the mask made from a base in hand: as it was left, or a fresh copy. False when that was not possible. */
  open(base: MaskBase): Promise<boolean>;
  working(): WorkingMask | null;
  /** True once anything was ever done to the mask in hand. */
  isBegun(): boolean;
  /** Null while the mask is being saved or discarded: what came then would belong to no mask. */
  begin(): LabelEdit | null;
  /** Voxels changed: the views and volumes follow. */
  touch(): void;
  /** Makes an edit a step of the history, and writes it down. */
  keep(edit: LabelEdit): void;
  undo(): void;
  redo(): void;
  retryWriting(): void;
  /** Resolves to true once all of the mask in hand is on the disk, to false when it cannot be written. */
  settled(): Promise<boolean>;
  /** The id of the new result; null when it was not made. */
  saveVersion(name: string | null): Promise<string | null>;
  discard(): Promise<boolean>;
  /** Puts the mask away; what is not on the disk yet is still written. */
  leave(): void;
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

/** @param refresh takes over what the backend knows of a study. */
export function createMaskSession(context: WorkspaceContext, refresh: (studyId: string) => Promise<void>): MaskSession {
  const session = new StoredMaskSession(context, refresh);
  // whoever leaves the study leaves its mask; so does whoever removes what the mask began with
  context.store.subscribe(({ study }) => {
    session.stayWith(study.status === 'open' ? study.study : null);
  });
  return session;
}

class StoredMaskSession implements MaskSession {
  readonly #context: WorkspaceContext;
  readonly #refresh: (studyId: string) => Promise<void>;
  #held: Held | null = null;

  constructor(context: WorkspaceContext, refresh: (studyId: string) => Promise<void>) {
    this.#context = context;
    this.#refresh = refresh;
  }

  async open(base: MaskBase): Promise<boolean> {
    const context = this.#context;
    const studyId = openStudyOf(context)?.study.studyId;
    if (studyId === undefined) return false;
    if (this.#held !== null && maskBaseKey(this.#held.base) === maskBaseKey(base)) return true;
    // the last lines of a mask just left may still be on their way
    if (this.#held !== null) await this.#held.writer.settled();
    patchCorrection(context, { activity: 'opening', refusal: null });
    try {
      const loaded = await loadMask(context, studyId, base);
      if (loaded === null) return false;
      this.#take(studyId, base, loaded);
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

  working(): WorkingMask | null {
    return this.#held?.mask ?? null;
  }

  isBegun(): boolean {
    return this.#held !== null && this.#held.lines > 0;
  }

  begin(): LabelEdit | null {
    return this.#isIdle() ? (this.#held?.mask.begin() ?? null) : null;
  }

  touch(): void {
    this.#publish(null);
  }

  keep(edit: LabelEdit): void {
    const delta = edit.finish();
    if (this.#held === null || delta.length === 0) return;
    this.#held.mask.keep(delta);
    this.#write({ kind: 'edit', delta });
  }

  undo(): void {
    if (this.#isIdle() && this.#held?.mask.undo() === true) this.#write({ kind: 'undo' });
  }

  redo(): void {
    if (this.#isIdle() && this.#held?.mask.redo() === true) this.#write({ kind: 'redo' });
  }

  retryWriting(): void {
    this.#held?.writer.retry();
  }

  async settled(): Promise<boolean> {
    return this.#held === null || this.#held.writer.settled();
  }

  saveVersion(name: string | null): Promise<string | null> {
    return this.#attempt('saving', async ({ writer, correctionId }) => {
      if (!(await writer.settled())) {
        this.#tellUnwritten();
        return null;
      }
      const { corrections } = this.#context.connection.client;
      const version = await corrections.saveVersion({ correctionId, knownLines: writer.knownLines, name });
      return version.resultId;
    });
  }

  async discard(): Promise<boolean> {
    const discarded = await this.#attempt('discarding', async ({ writer, correctionId, lines }) => {
      if (lines > 0) await writer.settled(); // or not: there is nothing to keep
      writer.stop();
      if (lines > 0) await ignoreNotFound(this.#context.connection.client.corrections.discard({ correctionId }));
      return correctionId;
    });
    return discarded !== null;
  }

  leave(): void {
    this.#held = null;
    this.#context.volumes.unpin(workingLabelMapId);
    patchCorrection(this.#context, { mask: null, isOpen: false, tool: null, refusal: null });
  }

  /** Puts the mask away when another study, or none, is on the screen, or when its base is gone. */
  stayWith(study: Study | null): void {
    if (this.#held === null) return;
    const { studyId, base, writer } = this.#held;
    if (study?.studyId !== studyId) this.leave();
    else if (!hasBase(study, base)) {
      writer.stop(); // its lines would belong to no mask
      this.leave();
    }
  }

  #isIdle(): boolean {
    return this.#context.store.getState().correction.activity === 'idle';
  }

  #take(studyId: string, base: MaskBase, { study, labels, baseLabelMapId, journal }: LoadedMask): void {
    const correctionId = correctionOn(study, base)?.correctionId ?? crypto.randomUUID();
    const mask = createWorkingMask(study.geometry, labels, journal);
    const isHeld = (): boolean => this.#held?.writer === writer;
    const writer = createJournalWriter(
      this.#context,
      { studyId, correctionId, base, baseLabelMapId, knownLines: journal.length },
      {
        onKept: (kept) => {
          listCorrection(this.#context, studyId, kept);
          if (isHeld()) this.#setJournal({ status: 'kept' });
        },
        onWriting: () => {
          if (isHeld()) this.#setJournal({ status: 'writing' });
        },
        onFailed: (failure) => {
          if (isHeld()) void this.#failed(failure, studyId, base);
          else notify(this.#context, { kind: 'failure', failure });
        },
      },
    );
    this.#held = { studyId, base, correctionId, mask, writer, lines: journal.length, revision: 0 };
    this.#publish({ status: 'kept' });
  }

  /** @param journal null: as it was. */
  #publish(journal: MaskInHand['journal'] | null): void {
    if (this.#held === null) return;
    const { mask, studyId, base, correctionId } = this.#held;
    this.#held.revision += 1;
    // the same memory as another object: the views compare voxels by identity
    this.#context.volumes.pin(workingLabelMapId, new Uint8Array(mask.labels.buffer));
    const before = this.#context.store.getState().correction.mask;
    patchCorrection(this.#context, {
      mask: {
        ...{ studyId, base, correctionId, labelMapId: workingLabelMapId, revision: this.#held.revision },
        ...measureMask(mask),
        ...{ done: mask.done, undone: mask.undone },
        journal: journal ?? before?.journal ?? { status: 'kept' },
      },
    });
  }

  #setJournal(journal: MaskInHand['journal']): void {
    const { mask } = this.#context.store.getState().correction;
    if (mask !== null) patchCorrection(this.#context, { mask: { ...mask, journal } });
  }

  #tellUnwritten(): void {
    const { mask } = this.#context.store.getState().correction;
    if (mask?.journal.status === 'failed') notify(this.#context, { kind: 'failure', failure: mask.journal.failure });
  }

  /** What another window did is taken over; any other failure waits to be tried again. */
  async #failed(failure: Failure, studyId: string, base: MaskBase): Promise<void> {
    if (failure.code !== 'edited-elsewhere') {
      this.#setJournal({ status: 'failed', failure });
      return;
    }
    const context = this.#context;
    const { isOpen, tool } = context.store.getState().correction;
    this.#held?.writer.stop();
    this.leave(); // before the refresh: where the base is gone, that shows another label map
    if (!(await this.#isRefreshed(studyId))) {
      patchViewer(context, { shownLabels: { kind: 'none' } });
      return;
    }
    notify(context, { kind: 'failure', failure });
    const study = openStudyOf(context, studyId)?.study;
    if (study === undefined || !hasBase(study, base) || !(await this.open(base))) return;
    patchViewer(context, { shownLabels: { kind: 'correction' } });
    patchCorrection(context, { isOpen, tool });
  }

  /** False, and told, when the study itself is gone: the other window has deleted it. */
  async #isRefreshed(studyId: string): Promise<boolean> {
    try {
      await this.#refresh(studyId);
      return true;
    } catch (error) {
      notify(this.#context, { kind: 'failure', failure: failureIn(this.#context, error) });
      return false;
    }
  }

  #write(entry: JournalEntry): void {
    if (this.#held === null) return;
    this.#held.lines += 1;
    this.#held.writer.write(entry);
    this.#publish(null);
  }

  async #attempt(
    activity: 'saving' | 'discarding',
    work: (from: Held) => Promise<string | null>,
  ): Promise<string | null> {
    const context = this.#context;
    const from = this.#held;
    if (from === null || !this.#isIdle()) return null;
    patchCorrection(context, { activity });
    try {
      const answer = await work(from);
      if (answer === null) return null;
      await this.#refresh(from.studyId);
      if (this.#held === from) this.leave();
      return answer;
    } catch (error) {
      const failure = failureIn(context, error);
      if (failure.code === 'edited-elsewhere') await this.#failed(failure, from.studyId, from.base);
      else notify(context, { kind: 'failure', failure });
      return null;
    } finally {
      patchCorrection(context, { activity: 'idle' });
    }
  }
}
