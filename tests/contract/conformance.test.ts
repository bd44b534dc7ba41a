import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDefinedError, ORPCError } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BackendClient, Job } from '#shared/contract/index.ts';
import { GlioscopeError, type FailureCode } from '#shared/domain/failure.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  fileNames,
  openTemporaryBackend,
  scriptedLabels,
  watchToEnd,
  type ScriptedEngine,
  type TemporaryBackend,
} from '../integration/temporary-backend.ts';
import { transports, type Connection } from './transports.ts';

/* One suite over every transport: what crosses one way must cross every way, unchanged. */
describe.each(transports)('the contract, $name', (transport) => {
  let home: TemporaryBackend;
  let engine: ScriptedEngine;
  let connection: Connection;
  let client: BackendClient;

  beforeEach(async () => {
    engine = createScriptedEngine();
    home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
    connection = await transport.connect(home.backend);
    client = connection.client;
  });
  afterEach(async () => {
    await connection.close();
    await home.dispose();
  });

  async function expectFailure(work: Promise<unknown>, code: FailureCode, params: object): Promise<void> {
    const error: unknown = await work.then(
      () => 'it did not fail',
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({ code: 'FAILED', defined: true, data: { code, params } });
    expect(error instanceof ORPCError && isDefinedError(error)).toBe(true);
  }

  test('answers, and keeps what it is told', async () => {
    expect(await client.app.info()).toEqual({
      ...{ appVersion: '0.0.0-test', host: 'test', dataDirectory: home.dataDirectory },
    });
    expect(await client.app.getPreferences()).toEqual({ language: 'system', engine: 'automatic' });
    const korean = { language: 'ko', engine: 'onnx-cpu' } as const;
    expect(await client.app.setPreferences(korean)).toEqual(korean);
    expect(await client.app.getPreferences()).toEqual(korean);
    // what is not named stays as it is: another window may have changed it
    expect(await client.app.setPreferences({ language: 'en' })).toEqual({ ...korean, language: 'en' });
    expect(await client.app.storageUse()).toMatchObject({ directory: home.dataDirectory, images: 0, models: 0 });
    expect(await client.studies.list()).toEqual([]);
    expect(await client.models.list()).toMatchObject([{ modelId: 'neighbours', failure: null }]);
  });

  test('failures arrive as typed errors, with their values', async () => {
    await expectFailure(client.studies.get({ studyId: 'nobody' }), 'not-found', {});
    const gone = { kind: 'path' as const, path: join(home.directory, 'gone.nii') };
    await expectFailure(client.intake.open({ files: [gone] }), 'file-not-found', { file: 'gone.nii' });
    await expectFailure(client.jobs.watch({ jobId: 'nobody' }), 'not-found', {});
  });

  test('input that breaks the contract is refused as such', async () => {
    await expectFailure(client.studies.get({ studyId: '' }), 'invalid-request', {});
    const foreign = { language: 'fr', engine: 'automatic' } as unknown as { language: 'en'; engine: 'automatic' }; // holds: wrong on purpose
    await expectFailure(client.app.setPreferences(foreign), 'invalid-request', {});
  });

  test('a study crosses whole, and its voxels are those of the files', async () => {
    const study = await commitSmallStudy(home);
    expect(await client.studies.get({ studyId: study.studyId })).toEqual(study);
    const blobs = await Promise.all(study.volumes.map((volume) => connection.readBlob(volume.volumeId)));
    expect(study.volumes.map((volume) => volume.modality)).toEqual(['t1n', 't1c', 't2w', 't2f']);
    for (const [index, { modality }] of study.volumes.entries()) {
      const file = await readFile(join(home.directory, 'case', fileNames[modality]));
      expect(Buffer.compare(blobs[index] ?? new Uint8Array(), file.subarray(352))).toBe(0);
    }
  });

  test('a blob that is none says so', async () => {
    await expect(connection.readBlob('nobody/../else')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('progress arrives as it happens, never falls, and ends with the result', async () => {
    const { studyId } = await commitSmallStudy(home);
    const started = await client.jobs.start({ studyId, modelId: null });
    expect(started).toMatchObject({ studyId, modelId: 'neighbours', state: 'running', resultId: null });
    const states: Job[] = [];
    for await (const job of await client.jobs.watch({ jobId: started.jobId })) {
      states.push(job);
      if (job.stage !== 'predicting' || job.state !== 'running') continue;
      expect(job.remainingMs).toBeGreaterThan(50_000);
      expect(job.remainingMs).toBeLessThanOrEqual(60_000);
      engine.finish();
    }
    const fractions = states.map((job) => job.fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(states.length).toBeGreaterThan(1);
    const last = states.at(-1);
    expect(last).toMatchObject({ state: 'done', fraction: 1, failure: null });
    expect(await client.jobs.running({ studyId })).toBeNull();
    const [result] = (await client.studies.get({ studyId })).results;
    expect(result?.resultId).toBe(last?.resultId);
    expect(Buffer.compare(await connection.readBlob(result?.labelMapId ?? ''), scriptedLabels)).toBe(0);
  });

  test('ending the iteration does not end the job; a late watcher sees how it ended', async () => {
    const { studyId } = await commitSmallStudy(home);
    const { jobId } = await client.jobs.start({ studyId, modelId: null });
    for await (const job of await client.jobs.watch({ jobId })) if (job.stage === 'predicting') break;
    expect(await client.jobs.running({ studyId })).toMatchObject({ jobId, state: 'running' });
    const end = watchToEnd(client, jobId);
    engine.finish();
    expect((await end).at(-1)).toMatchObject({ state: 'done' });
    expect(await watchToEnd(client, jobId)).toMatchObject([{ state: 'done' }]);
  });

  test('cancel returns once the engine has stopped', async () => {
    const { studyId } = await commitSmallStudy(home);
    const { jobId } = await client.jobs.start({ studyId, modelId: null });
    await expectFailure(client.jobs.start({ studyId, modelId: null }), 'job-running', {});
    const end = watchToEnd(client, jobId);
    const before = performance.now();
    expect(await client.jobs.cancel({ jobId })).toMatchObject({ state: 'cancelled', failure: null });
    expect(performance.now() - before).toBeLessThan(1000);
    expect((await end).at(-1)).toMatchObject({ state: 'cancelled' });
  });

  test('a job that fails carries the failure', async () => {
    const { studyId } = await commitSmallStudy(home);
    const { jobId } = await client.jobs.start({ studyId, modelId: null });
    for await (const job of await client.jobs.watch({ jobId })) {
      if (job.stage === 'predicting') engine.fail(new GlioscopeError('engine-crashed', { reason: 'SIGSEGV' }));
      if (job.state !== 'running') {
        expect(job).toMatchObject({
          state: 'failed',
          failure: { code: 'engine-crashed', params: { reason: 'SIGSEGV' } },
        });
      }
    }
  });
});
