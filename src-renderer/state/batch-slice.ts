import type { BatchStudy } from '#shared/contract/index.ts';
import type { GivenFiles } from '../backend/connection.ts';
import { filesOf, findBatch, findTwin } from './batch-files.ts';
import { initialBatch, isLacking, isPlain, type BatchRow, type BatchState } from './batch-state.ts';
import { failureIn, notify, type WorkspaceContext } from './context.ts';
import { chosenModelKey } from './models-slice.ts';

export interface BatchActions {
  readonly tick: (rowId: number, isTicked: boolean) => void;
  /** All, or none. What would have to be decided about a study first is not decided so: its own tick does that. */
  readonly tickAll: (isTicked: boolean) => void;
  /** Takes those that lack a modality too, without it. */
  readonly tickLacking: () => void;
  /** Imports what is ticked, one study after the other, and puts each into the queue if asked to. */
  readonly run: (isSegmented: boolean) => Promise<void>;
  /** No further study is begun; those that were imported stay. */
  readonly stop: () => void;
  readonly open: () => void;
  /** Leaves the screen. What runs goes on; a batch that does not run is forgotten. */
  readonly leave: () => void;
}

/** What intake asks of the batch. */
export interface BatchIntake {
  readonly find: (given: GivenFiles) => Promise<readonly BatchStudy[]>;
  /** Shows what was found, behind what is there already. */
  readonly show: (found: readonly BatchStudy[], given: GivenFiles) => void;
}

export function createBatchActions(
  context: WorkspaceContext,
  onImported: () => Promise<void>,
): BatchActions & BatchIntake {
  const { store } = context;
  const { client } = context.connection;
  const givenOf = new Map<number, GivenFiles>();
  let lastRowId = 0;

  const batch = (): BatchState => store.getState().batch;

  function patch(change: Partial<BatchState>): void {
    store.setState({ batch: { ...batch(), ...change } });
  }

  function patchRow(rowId: number, change: Partial<BatchRow>): void {
    patch({ rows: batch().rows.map((row) => (row.rowId === rowId ? { ...row, ...change } : row)) });
  }

  function rowOf(rowId: number): BatchRow | undefined {
    return batch().rows.find((row) => row.rowId === rowId);
  }

  async function lookForTwins(rows: readonly BatchRow[]): Promise<void> {
    for (const { rowId, found } of rows) {
      const given = givenOf.get(rowId);
      if (!found.isMaybeThere || given === undefined || rowOf(rowId)?.step !== 'waiting') continue;
      // what cannot be read is told when the study is imported
      const twin = await findTwin(client, found, given).catch(() => null);
      if (twin !== null && rowOf(rowId)?.step === 'waiting') patchRow(rowId, { twin, isTicked: false });
    }
  }

  function forget(): void {
    givenOf.clear();
    store.setState({ batch: initialBatch });
  }

  return {
    find: (given) => findBatch(client, given),
    show(found, given) {
      const rows = found.map((study): BatchRow => {
        lastRowId += 1;
        givenOf.set(lastRowId, given);
        return newRow(lastRowId, study);
      });
      patch({ rows: [...batch().rows, ...rows], isOpen: true });
      void lookForTwins(rows);
    },
    tick: (rowId, isTicked) => patchRow(rowId, { isTicked }),
    tickAll(isTicked) {
      const isMeant = (row: BatchRow): boolean => row.step === 'waiting' && (!isTicked || isPlain(row));
      patch({ rows: batch().rows.map((row) => (isMeant(row) ? { ...row, isTicked } : row)) });
    },
    tickLacking() {
      patch({ rows: batch().rows.map((row) => (isLacking(row) ? { ...row, isTicked: true } : row)) });
    },
    async run(isSegmented) {
      if (batch().isRunning) return;
      patch({ isRunning: true, isStopping: false });
      const chosen = batch().rows.filter(({ isTicked, step }) => isTicked && step === 'waiting');
      for (const { rowId } of chosen) {
        const row = rowOf(rowId);
        if (batch().isStopping) break;
        const given = givenOf.get(rowId);
        if (row?.isTicked !== true || given === undefined) continue;
        if (!(await importRow(context, { row, given, isSegmented, patchRow }))) break;
        void onImported();
      }
      patch({ isRunning: false, isStopping: false });
    },
    stop: () => patch({ isStopping: true }),
    open: () => patch({ isOpen: true }),
    leave() {
      if (batch().isRunning) patch({ isOpen: false });
      else forget();
    },
  };
}

interface RowImport {
  readonly row: BatchRow;
  readonly given: GivenFiles;
  readonly isSegmented: boolean;
  readonly patchRow: (rowId: number, change: Partial<BatchRow>) => void;
}

/** Returns whether the rest can go on. */
async function importRow(context: WorkspaceContext, work: RowImport): Promise<boolean> {
  const { connection } = context;
  const { row, given, isSegmented, patchRow } = work;
  const { rowId, found, twin } = row;
  try {
    patchRow(rowId, { step: given.kind === 'files' ? 'sending' : 'reading' });
    const files = await connection.toFileRefs(filesOf(found, given));
    patchRow(rowId, { step: 'reading' });
    const patientName = found.name.trim().slice(0, 200);
    const outcome = await connection.client.batch.import({
      ...{ files, patientName, isTwinWanted: twin !== null },
      without: found.without,
    });
    if (outcome.kind === 'there-already') patchRow(rowId, { step: 'there-already', twin: outcome.twin });
    else {
      const { studyId, remarkCount } = outcome;
      patchRow(rowId, { step: 'imported', studyId, remarkCount });
      if (isSegmented) patchRow(rowId, await queueStudy(context, studyId));
    }
    return true;
  } catch (error) {
    const failure = failureIn(context, error);
    const isLost = failure.code === 'connection-lost';
    if (isLost) notify(context, { kind: 'failure', failure });
    // behind a lost connection it may be there by now: importing again would say so
    patchRow(rowId, isLost ? { step: 'waiting' } : { step: 'failed', failure });
    return !isLost;
  }
}

async function queueStudy(
  context: WorkspaceContext,
  studyId: string,
): Promise<Pick<BatchRow, 'isQueued'> | Pick<BatchRow, 'failure'>> {
  try {
    await context.connection.client.jobs.start({ studyId, modelId: chosenModelKey(context.store.getState()) });
    return { isQueued: true };
  } catch (error) {
    return { failure: failureIn(context, error) };
  }
}

/** Ticked unless it cannot become a study, or only without a modality: that is for the user to say. */
function newRow(rowId: number, found: BatchStudy): BatchRow {
  return {
    ...{ rowId, found, isTicked: isPlain({ found, twin: null }), step: 'waiting' },
    ...{ twin: null, studyId: null, remarkCount: 0, isQueued: false, failure: null },
  };
}
