import type { Correction, JournalLine } from '#shared/contract/index.ts';
import type { JournalEntry } from '#shared/domain/edit/label-history.ts';
import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { failureIn, type WorkspaceContext } from './context.ts';

/** Sends a correction's journal to the backend, line by line as they come, in order. */
export interface JournalWriter {
  /** Lines known to be on the disk. */
  readonly knownLines: number;
  write(entry: JournalEntry): void;
  /** Tries again what could not be written. */
  retry(): void;
  /** Resolves to true once everything is on the disk, to false when it could not be written. */
  settled(): Promise<boolean>;
  /** Sends nothing more. */
  stop(): void;
}

export interface JournalTarget {
  readonly studyId: string;
  readonly correctionId: string;
  readonly base: MaskBase;
  readonly baseLabelMapId: string | null;
  readonly knownLines: number;
}

export interface JournalEvents {
  /** Everything written so far is on the disk. */
  readonly onKept: (correction: Correction) => void;
  readonly onWriting: () => void;
  readonly onFailed: (failure: Failure) => void;
}

/** Numbers sent at once, about; a host takes messages of some megabytes (browser-host.ts). */
const numbersPerLot = 100_000;

/** As many of the first lines as go in one message; one at least. */
function nextLot(lines: readonly JournalLine[]): JournalLine[] {
  let numbers = 0;
  const end = lines.findIndex(({ delta }, index) => {
    numbers += delta.length;
    return index > 0 && numbers > numbersPerLot;
  });
  return end === -1 ? [...lines] : lines.slice(0, end);
}

/** @param writerId one per window and visit to the study (see the contract). */
export function createJournalWriter(
  context: WorkspaceContext,
  { knownLines: linesThere, ...target }: JournalTarget,
  events: JournalEvents,
  writerId: string = crypto.randomUUID(),
): JournalWriter {
  const { corrections } = context.connection.client;
  let waiting: readonly JournalLine[] = [];
  let knownLines = linesThere;
  let sending: Promise<boolean> | null = null;
  const stopping = { isStopped: false };
  // asked anew after every answer: the compiler would take it for the same
  const isStopped = (): boolean => stopping.isStopped;

  async function send(): Promise<boolean> {
    while (waiting.length > 0 && !isStopped()) {
      const lines = nextLot(waiting);
      try {
        const kept = await corrections.append({ ...target, writerId, knownLines, lines });
        knownLines += lines.length;
        waiting = waiting.slice(lines.length);
        if (waiting.length === 0 && !isStopped()) events.onKept(kept);
      } catch (error) {
        if (!isStopped()) events.onFailed(failureIn(context, error));
        return false;
      }
    }
    return waiting.length === 0;
  }

  function start(): Promise<boolean> {
    if (sending === null) {
      if (waiting.length > 0) events.onWriting();
      sending = send().finally(() => {
        sending = null;
      });
    }
    return sending;
  }

  return {
    get knownLines() {
      return knownLines;
    },
    write(entry) {
      waiting = [...waiting, { kind: entry.kind, delta: entry.kind === 'edit' ? [...entry.delta] : [] }];
      void start();
    },
    retry: () => void start(),
    async settled() {
      // what came while the last lot was on its way goes with the next
      while (waiting.length > 0) if (!(await start())) return false;
      return true;
    },
    stop() {
      stopping.isStopped = true;
      waiting = [];
    },
  };
}
