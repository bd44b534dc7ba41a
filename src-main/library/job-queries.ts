import type { Kysely, Selectable } from 'kysely';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { keptFailureSchema } from './failure-schema.ts';
import type { JobRecord, ResultRecord } from './records.ts';
import { insertResult } from './result-queries.ts';
import type { LibraryTables } from './schema.ts';
import { withStorageErrors } from './storage-failure.ts';

type Database = Kysely<LibraryTables>;

type NewJob = Pick<JobRecord, 'jobId' | 'studyId' | 'modelId' | 'isThorough' | 'brainExtraction' | 'createdAt'>;

/** The segmentations that wait, run or have ended lately. Everything throws `storage-full`, `storage-failed`. */
export interface JobStore {
  /** In the order they came. */
  list(): Promise<readonly JobRecord[]>;
  /** At the end of the line. Throws `not-found` when there is no such study. */
  add(job: NewJob): Promise<void>;
  /** Its work begins: found like this at the next start, it was interrupted. */
  begin(jobId: string): Promise<void>;
  /** Back into the line, where it was. */
  requeue(jobId: string, interruptions: number): Promise<void>;
  /** Keeps the result and ends the job: both, or neither. */
  complete(jobId: string, result: ResultRecord): Promise<void>;
  end(jobId: string, ending: Pick<JobRecord, 'state' | 'endedAt' | 'failure'>): Promise<void>;
  /** Forgets the jobs that have ended, but for the newest `kept`. */
  forgetEnded(kept: number): Promise<void>;
}

export function createJobStore(database: Database): JobStore {
  const query = withStorageErrors;
  return {
    list: () => query(() => selectJobs(database)),
    add: (job) => query(() => insertJob(database, job)),
    begin: (jobId) => query(() => updateJob(database, jobId, { state: 'running' })),
    requeue: (jobId, interruptions) => query(() => updateJob(database, jobId, { state: 'queued', interruptions })),
    complete: (jobId, result) =>
      query(() =>
        database.transaction().execute(async (transaction) => {
          await insertResult(transaction, result);
          const { resultId, createdAt } = result;
          await updateJob(transaction, jobId, { state: 'done', resultId, endedAt: createdAt });
        }),
      ),
    end: (jobId, { state, endedAt, failure }) =>
      query(() =>
        updateJob(database, jobId, {
          ...{ state, endedAt },
          failureJson: failure === null ? null : JSON.stringify(failure),
        }),
      ),
    forgetEnded: (kept) => query(() => deleteEnded(database, kept)),
  };
}

async function selectJobs(database: Database): Promise<readonly JobRecord[]> {
  const rows = await database.selectFrom('jobs').selectAll().orderBy('sequence').execute();
  return rows.map(jobOf);
}

function jobOf(row: Selectable<LibraryTables['jobs']>): JobRecord {
  const { jobId, studyId, modelId, brainExtraction, state, interruptions, createdAt, endedAt, resultId } = row;
  const { failureJson } = row;
  const isThorough = row.isThorough !== 0;
  const failure = failureJson === null ? null : keptFailureSchema.parse(JSON.parse(failureJson));
  return {
    ...{ jobId, studyId, modelId, isThorough, brainExtraction },
    ...{ state, interruptions, createdAt, endedAt, resultId, failure },
  };
}

async function insertJob(database: Database, job: NewJob): Promise<void> {
  const { jobId, studyId, modelId, brainExtraction, createdAt } = job;
  await database.transaction().execute(async (transaction) => {
    const study = transaction.selectFrom('studies').select('studyId').where('studyId', '=', studyId);
    if ((await study.executeTakeFirst()) === undefined) {
      throw new GlioscopeError('not-found', {}, { detail: `no study ${studyId}` });
    }
    const isThorough = job.isThorough ? 1 : 0;
    const wish = { jobId, studyId, modelId, isThorough, brainExtraction };
    const row = { ...wish, createdAt, state: 'queued' as const, interruptions: 0 };
    await transaction.insertInto('jobs').values(row).execute();
  });
}

async function updateJob(
  database: Database,
  jobId: string,
  change: Partial<Omit<Selectable<LibraryTables['jobs']>, 'sequence' | 'jobId'>>,
): Promise<void> {
  await database.updateTable('jobs').set(change).where('jobId', '=', jobId).execute();
}

async function deleteEnded(database: Database, kept: number): Promise<void> {
  const ended = database.selectFrom('jobs').select('sequence').where('endedAt', 'is not', null);
  await database
    .deleteFrom('jobs')
    .where('sequence', 'in', ended)
    .where('sequence', 'not in', ended.orderBy('endedAt', 'desc').limit(kept))
    .execute();
}
