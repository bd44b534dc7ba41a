import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openLibrary } from '../../src-main/library/library.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  openTemporaryBackend,
  watchToEnd,
  type TemporaryBackend,
} from './temporary-backend.ts';

let home: TemporaryBackend;
afterEach(() => home.dispose());

/** On the closed library. */
function execute(statement: string, ...values: readonly string[]): void {
  const file = new Sqlite(join(home.dataDirectory, 'library.sqlite'));
  file.prepare(statement).run(...values);
  file.close();
}

test('a failure that a later release has kept, or that says nothing, does not keep the app from starting', async () => {
  const engine = createScriptedEngine();
  home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
  const { studyId } = await commitSmallStudy(home);
  const { jobId } = await home.client.jobs.start({ studyId, modelId: null });
  await home.client.jobs.cancel({ jobId });

  for (const kept of ['{"code":"of-tomorrow","params":{}}', '{}', '"cancelled"']) {
    await home.backend.close();
    execute(`UPDATE jobs SET state = 'failed', failure_json = ?`, kept);
    await home.reopen();
    expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({
      state: 'failed',
      failure: { code: 'internal', params: {}, detail: `kept as ${kept}` },
    });
  }
  // one that is known is told as it was
  await home.backend.close();
  execute(`UPDATE jobs SET failure_json = ?`, '{"code":"engine-failed","params":{"engine":"cpu"}}');
  await home.reopen();
  expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({
    failure: { code: 'engine-failed', params: { engine: 'cpu' } },
  });
});

test('a library whose queue cannot be taken up is closed again', async () => {
  home = await openTemporaryBackend();
  await home.backend.close();
  execute('ALTER TABLE jobs RENAME TO jobs_elsewhere');
  await expect(home.reopen()).rejects.toMatchObject({ code: 'storage-failed' });
  // fails with `in-use` while anybody holds it
  const library = await openLibrary(home.dataDirectory);
  await library.close();
});
