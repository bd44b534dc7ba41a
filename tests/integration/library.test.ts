import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, describe, expect, test } from 'vitest';
import { createBackend } from '../../src-main/services/backend.ts';
import { silentLogger } from '../../src-main/services/logger.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  inferenceEntry,
  registrationEntry,
  sampleEntry,
  openPaths,
  openTemporaryBackend,
  storedNames,
  watchToEnd,
  writeSmallStudy,
  type TemporaryBackend,
} from './temporary-backend.ts';

let home: TemporaryBackend;
afterEach(() => home.dispose());

describe('the library', () => {
  test('a removed study is gone from the disk, its running job too; others stay', async () => {
    const engine = createScriptedEngine();
    home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
    const first = await commitSmallStudy(home, 'first');
    const second = await commitSmallStudy(home, 'second');
    const { jobId } = await home.client.jobs.start({ studyId: first.studyId, modelId: null });
    const end = watchToEnd(home.client, jobId);
    for await (const job of await home.client.jobs.watch({ jobId })) if (job.stage === 'predicting') break;
    await home.client.studies.remove({ studyId: first.studyId });
    expect((await end).at(-1)).toMatchObject({ state: 'cancelled' });
    expect((await home.client.studies.list()).map((study) => study.studyId)).toEqual([second.studyId]);
    expect(new Set(await storedNames(home))).toEqual(new Set(second.volumes.map((volume) => volume.fileSha256)));
    await expect(home.backend.readBlob(first.volumes[0]?.volumeId ?? '')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a patient is renamed; a result is removed', async () => {
    const engine = createScriptedEngine();
    home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
    const { studyId } = await commitSmallStudy(home);
    expect(await home.client.studies.renamePatient({ studyId, patientName: 'Lee' })).toMatchObject({
      patientName: 'Lee',
    });
    expect(await home.client.studies.setScanDate({ studyId, scannedOn: '2024-02-29' })).toMatchObject({
      scannedOn: '2024-02-29',
    });
    await expect(home.client.studies.setScanDate({ studyId, scannedOn: '2023-02-29' })).rejects.toThrow();
    const { jobId } = await home.client.jobs.start({ studyId, modelId: null });
    for await (const job of await home.client.jobs.watch({ jobId })) if (job.stage === 'predicting') engine.finish();
    const [result] = (await home.client.studies.get({ studyId })).results;
    await home.client.results.remove({ resultId: result?.resultId ?? '' });
    expect(await home.client.studies.get({ studyId })).toMatchObject({
      ...{ patientName: 'Lee', scannedOn: '2024-02-29', results: [] },
    });
    expect(await home.client.studies.list()).toMatchObject([{ scannedOn: '2024-02-29', regionsMl: null }]);
    expect(await storedNames(home)).toHaveLength(4);
  });

  test('an export that cannot be written says so and leaves what was there', async () => {
    const engine = createScriptedEngine();
    home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
    const { studyId } = await commitSmallStudy(home);
    const { jobId } = await home.client.jobs.start({ studyId, modelId: null });
    for await (const job of await home.client.jobs.watch({ jobId })) if (job.stage === 'predicting') engine.finish();
    const resultId = (await home.client.studies.get({ studyId })).results[0]?.resultId ?? '';
    await writeFile(join(home.directory, 'file'), 'not a folder');
    const path = join(home.directory, 'file', 'seg.nii.gz');
    await expect(home.client.results.exportTo({ resultId, convention: 'brats-2018', path })).rejects.toMatchObject({
      data: { code: 'storage-failed', params: { reason: 'export', file: 'seg.nii.gz' } },
    });
    expect(await readFile(join(home.directory, 'file'), 'utf8')).toBe('not a folder');
    await expect(
      home.client.results.exportTo({ resultId, convention: 'brats-2018', path: 'relative.nii.gz' }),
    ).rejects.toMatchObject({ data: { code: 'invalid-request' } });
  });

  test('stored content that was damaged is not shown as a volume', async () => {
    home = await openTemporaryBackend();
    const { volumes } = await commitSmallStudy(home);
    const { fileSha256 = '', volumeId = '' } = volumes[0] ?? {};
    const path = join(home.dataDirectory, 'files', fileSha256.slice(0, 2), fileSha256);
    const bytes = await readFile(path);
    await writeFile(
      path,
      bytes.map((byte, index) => (index === 4000 ? byte ^ 1 : byte)),
    );
    await expect(home.backend.readBlob(volumeId)).rejects.toMatchObject({
      ...{ code: 'storage-failed', params: { reason: 'damaged' } },
    });
  });

  test('the browser host takes no paths of this machine and writes none', async () => {
    home = await openTemporaryBackend();
    const folder = await writeSmallStudy(home.directory);
    await home.restart({ host: 'browser' });
    await expect(openPaths(home.client, folder)).rejects.toMatchObject({ data: { code: 'invalid-request' } });
    const path = join(home.directory, 'seg.nii.gz');
    await expect(
      home.client.results.exportTo({ resultId: 'any', convention: 'brats-2018', path }),
    ).rejects.toMatchObject({ data: { code: 'invalid-request' } });
  });

  test('one program per data directory', async () => {
    home = await openTemporaryBackend();
    const { dataDirectory, modelsDirectory } = home;
    const second = createBackend({
      ...{
        dataDirectory,
        modelsDirectory,
        inferenceEntry,
        registrationEntry,
        sampleEntry,
        appVersion: '0',
        host: 'test',
        log: silentLogger,
      },
    });
    await expect(second).rejects.toMatchObject({ code: 'storage-failed', params: { reason: 'in-use' } });
    expect(await createRouterClient(home.backend.router).studies.list()).toEqual([]);
  });
});
