import type { BatchStudy, BatchTwin } from '#shared/contract/index.ts';
import type { Failure } from '#shared/domain/failure.ts';

/** `sending`: to a backend that has no path of its own to the files. */
export type BatchStep = 'waiting' | 'sending' | 'reading' | 'imported' | 'there-already' | 'failed';

/** One of several studies that were given together. */
export interface BatchRow {
  readonly rowId: number;
  readonly found: BatchStudy;
  readonly isTicked: boolean;
  readonly step: BatchStep;
  /** The study of the library with the same files; null: none is known. */
  readonly twin: BatchTwin | null;
  /** The study it became. */
  readonly studyId: string | null;
  /** What was remarked on its pictures, unanswered. */
  readonly remarkCount: number;
  readonly isQueued: boolean;
  /** Why it did not become a study, or why it was not queued. */
  readonly failure: Failure | null;
}

/** Several studies on their way in, by one common path; it goes on when nobody looks. */
export interface BatchState {
  /** Empty: there is no batch. */
  readonly rows: readonly BatchRow[];
  readonly isOpen: boolean;
  readonly isRunning: boolean;
  /** No further study is begun. */
  readonly isStopping: boolean;
}

export const initialBatch: BatchState = { rows: [], isOpen: false, isRunning: false, isStopping: false };

/** True where nothing is left for the user to decide: whole by its names, and not in the library as far as is known. */
export function isPlain({ found, twin }: Pick<BatchRow, 'found' | 'twin'>): boolean {
  return found.files.length >= 4 && found.problems.length === 0 && found.without === null && twin === null;
}

/** True where a study waits to be taken without the modality it lacks. */
export function isLacking({ found, twin, step, isTicked }: BatchRow): boolean {
  return step === 'waiting' && !isTicked && found.without !== null && found.problems.length === 0 && twin === null;
}

export interface BatchCounts {
  readonly chosen: number;
  /** Waiting, and nothing to decide about them; and those of them that are chosen. */
  readonly plain: number;
  readonly plainChosen: number;
  /** Left out as long as the user does not say to go on without what they lack. */
  readonly lacking: number;
  readonly ended: number;
  readonly imported: number;
  readonly queued: number;
  readonly failed: number;
  readonly thereAlready: number;
}

export function countBatch(rows: readonly BatchRow[]): BatchCounts {
  const count = (isCounted: (row: BatchRow) => boolean): number => rows.filter(isCounted).length;
  return {
    chosen: count(({ isTicked, step }) => isTicked && step === 'waiting'),
    plain: count((row) => row.step === 'waiting' && isPlain(row)),
    plainChosen: count((row) => row.step === 'waiting' && isPlain(row) && row.isTicked),
    lacking: count(isLacking),
    ended: count(({ step }) => step === 'imported' || step === 'failed' || step === 'there-already'),
    imported: count(({ step }) => step === 'imported'),
    queued: count(({ isQueued }) => isQueued),
    failed: count(({ step }) => step === 'failed'),
    thereAlready: count(({ step }) => step === 'there-already'),
  };
}
