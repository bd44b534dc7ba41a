import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { internalLabels, labelConventions, recodingTable } from '#shared/domain/label-scheme.ts';
import { measureTissuesMl } from '../../src-main/analysis/tissue-volumes.ts';
import { parseNifti, readNiftiFile } from '../../src-main/imaging/nifti-read.ts';
import { forkChild } from '../../src-main/processes/fork-child.ts';
import { runSegmentation } from '../../src-main/inference/run-segmentation.ts';
import { openLibrary } from '../../src-main/library/library.ts';
import { writeTinyModel } from '../fixtures/tiny-model/tiny-model.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  openTemporaryBackend,
  watchToEnd,
  type TemporaryBackend,
} from './temporary-backend.ts';

let home: TemporaryBackend;
afterEach(() => home.dispose());

describe('the whole path', () => {
  test(
    'sample study in, segmented by a real engine, still there after a restart, exported voxel by voxel',
    { timeout: 120_000 },
    async () => {
      home = await openTemporaryBackend();
      const draft = await home.client.intake.openSample();
      expect(draft).toMatchObject({ isReady: true, problems: [] });
      expect(draft.files.map((file) => file.slot).toSorted()).toEqual(['reference', 't1c', 't1n', 't2f', 't2w']);
      const { studyId } = await home.client.intake.commit({ draftId: draft.draftId, patientName: '김 하나/1' });
      const { jobId } = await home.client.jobs.start({ studyId, modelId: null });
      expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done', failure: null });
      const study = await home.client.studies.get({ studyId });
      await home.restart();

      expect(await home.client.studies.list()).toMatchObject([
        { studyId, patientName: '김 하나/1', hasReference: true, resultCount: 1, regionsMl: study.regionsMl },
      ]);
      expect(await home.client.studies.get({ studyId })).toEqual(study);
      const [result] = study.results;
      const labels = await home.backend.readBlob(result?.labelMapId ?? '');
      expect(measureTissuesMl(labels, internalLabels, study.geometry.affine)).toEqual(result?.tissuesMl);
      expect(result?.regionsMl.wt).toBeGreaterThan(0);
      expect(result).toMatchObject({ modelId: 'neighbours', provider: 'cpu', appVersion: '0.0.0-test' });

      const path = join(home.directory, 'export', 'seg.nii.gz');
      for (const convention of ['brats-2018', 'brats-2023'] as const) {
        await home.client.results.exportTo({ resultId: result?.resultId ?? '', convention, path });
        const image = await readNiftiFile(path);
        const table = recodingTable(internalLabels, labelConventions[convention]);
        expect(
          Buffer.compare(
            new Uint8Array(image.voxels),
            labels.map((code) => table[code] ?? 0),
          ),
        ).toBe(0);
        expect({ shape: image.shape, affine: image.affine }).toEqual(study.geometry);
      }
      expect(await readdir(join(home.directory, 'export'))).toEqual(['seg.nii.gz']);
      const download = await home.backend.exportResult(result?.resultId ?? '', 'brats-2018');
      expect(download.fileName).toBe('김_하나_1_glioscope-seg.nii.gz');
      const t1ce = study.volumes.find((volume) => volume.modality === 't1c');
      const stored = await parseNifti(await openStored(t1ce?.fileSha256 ?? ''), 't1ce');
      expect((await parseNifti(download.bytes, 'x')).header).toEqual({
        ...stored.header,
        dim: [3, ...stored.shape, 1, 1, 1, 1],
      });

      const reference = await home.backend.readBlob(study.reference?.labelMapId ?? '');
      expect(new Set(reference)).toEqual(new Set([0, 1, 2, 3]));
    },
  );

  async function openStored(sha256: string): Promise<Uint8Array> {
    return readFile(join(home.dataDirectory, 'files', sha256.slice(0, 2), sha256));
  }

  test('a result says how to make it again, and the same study gives the same label map', async () => {
    home = await openTemporaryBackend();
    const { studyId, volumes } = await commitSmallStudy(home);
    for (let run = 0; run < 2; run += 1) {
      const { jobId } = await home.client.jobs.start({ studyId, modelId: 'neighbours' });
      expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done' });
    }
    await home.backend.close();
    const library = await openLibrary(home.dataDirectory);
    const { results } = await library.getStudy(studyId);
    const key = { modelSha256: results[0]?.modelSha256 ?? '', engineId: 'onnx-cpu' } as const;
    expect((await library.getRunTimes(key))?.secondsPerMegavoxel).toBeGreaterThan(0);
    await library.close();
    await home.restart();
    expect(results).toHaveLength(2);
    expect(results[0]?.labelMapSha256).toBe(results[1]?.labelMapSha256);
    expect(results[0]).toMatchObject({
      settings: { tileCount: 1 },
      modelSha256: expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
    expect(results[0]?.inputSha256).toEqual(
      Object.fromEntries(volumes.map(({ modality, fileSha256 }) => [modality, fileSha256])),
    );
  });
});

test('a result that took more memory than was planned says so, and one that did not says nothing', async () => {
  let memoryBudgetBytes = 1e6;
  home = await openTemporaryBackend({
    runSegmentation: (request, options) => runSegmentation({ ...request, memoryBudgetBytes }, options),
  });
  const { studyId } = await commitSmallStudy(home);
  for (memoryBudgetBytes of [1e6, 1e12]) {
    const { jobId } = await home.client.jobs.start({ studyId, modelId: 'neighbours' });
    expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done' });
  }
  const [within, beyond] = (await home.client.studies.get({ studyId })).results;
  expect(within?.beyondBudget).toBeNull();
  expect(beyond?.beyondBudget?.budgetBytes).toBe(1e6);
  // a process of Node alone is larger than 20 MB
  expect(beyond?.beyondBudget?.peakBytes).toBeGreaterThan(2e7);
});

describe('when the engine fails', () => {
  test('a killed inference process is a failed job, and the next one works', async () => {
    let kill = (): void => undefined;
    home = await openTemporaryBackend({
      runSegmentation: (request, options) =>
        runSegmentation(request, {
          ...options,
          forkProcess(entry) {
            const child = forkChild(entry);
            kill = () => void child.kill('SIGKILL');
            return child;
          },
        }),
    });
    await writeTinyModel(home.modelsDirectory, 'endless');
    const { studyId } = await commitSmallStudy(home);
    const { jobId } = await home.client.jobs.start({ studyId, modelId: 'endless' });
    for await (const job of await home.client.jobs.watch({ jobId })) {
      if (job.stage === 'predicting') kill();
      if (job.state !== 'running') expect(job).toMatchObject({ state: 'failed', failure: { code: 'engine-crashed' } });
    }
    const next = await home.client.jobs.start({ studyId, modelId: 'neighbours' });
    expect((await watchToEnd(home.client, next.jobId)).at(-1)).toMatchObject({ state: 'done' });
    expect((await home.client.studies.get({ studyId })).results).toHaveLength(1);
  });

  test('a computing engine is cancelled within a second, and leaves no result', async () => {
    home = await openTemporaryBackend();
    await writeTinyModel(home.modelsDirectory, 'endless');
    const { studyId } = await commitSmallStudy(home);
    const { jobId } = await home.client.jobs.start({ studyId, modelId: 'endless' });
    for await (const job of await home.client.jobs.watch({ jobId })) if (job.stage === 'predicting') break;
    const before = performance.now();
    expect(await home.client.jobs.cancel({ jobId })).toMatchObject({ state: 'cancelled' });
    expect(performance.now() - before).toBeLessThan(1000);
    expect((await home.client.studies.get({ studyId })).results).toEqual([]);
  });

  test('studies wait for their turn; a waiting one is cancelled at once', async () => {
    const engine = createScriptedEngine();
    home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
    const first = await commitSmallStudy(home, 'first');
    const second = await commitSmallStudy(home, 'second');
    const third = await commitSmallStudy(home, 'third');
    const start = ({ studyId }: { studyId: string }) => home.client.jobs.start({ studyId, modelId: null });
    const [running, waiting, next] = [await start(first), await start(second), await start(third)];
    expect(await home.client.jobs.running({ studyId: second.studyId })).toMatchObject({ stage: 'queued' });
    expect(await home.client.jobs.cancel({ jobId: waiting.jobId })).toMatchObject({ state: 'cancelled' });
    engine.finish();
    expect((await watchToEnd(home.client, running.jobId)).at(-1)).toMatchObject({ state: 'done' });
    while (engine.requests.length < 2) await sleep(5);
    expect(engine.requests[1]?.inputs.t1n?.fileName).toBe('third_t1.nii');
    // the first run told how fast this machine is
    expect(engine.requests.map((request) => request.msPerMegavoxel)).toEqual([undefined, 2500]);
    engine.finish();
    expect((await watchToEnd(home.client, next.jobId)).at(-1)).toMatchObject({ state: 'done' });
  });

  test('without a sound model nothing starts, and the reason is told', async () => {
    home = await openTemporaryBackend();
    const { studyId } = await commitSmallStudy(home);
    await writeFile(join(home.modelsDirectory, 'neighbours', 'tiny.onnx'), 'another network');
    expect(await home.client.models.list()).toMatchObject([{ failure: { code: 'model-invalid' } }]);
    await expect(home.client.jobs.start({ studyId, modelId: null })).rejects.toMatchObject({
      data: { code: 'model-invalid', params: { model: 'neighbours', reason: 'hash-mismatch' } },
    });
    await expect(home.client.jobs.start({ studyId, modelId: 'other' })).rejects.toMatchObject({
      data: { code: 'not-found' },
    });
  });
});
