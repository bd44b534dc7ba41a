import { afterEach, expect, test } from 'vitest';
import type { EnginesReport } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { runSegmentation } from '../../src-main/inference/run-segmentation.ts';
import { openLibrary } from '../../src-main/library/library.ts';
import { commitSmallStudy, openTemporaryBackend, watchToEnd, type TemporaryBackend } from './temporary-backend.ts';

/* Engines through the contract: what the settings see, what a job falls back on, and how long it says it takes. */

let home: TemporaryBackend;
afterEach(() => home.dispose());

async function firstReport(): Promise<EnginesReport> {
  for await (const report of await home.client.engines.watch()) return report;
  throw new Error('no report');
}

/** Makes the next start believe that a test found a graphics card ten times as fast as the processor. */
async function pretendFastGraphicsCard(): Promise<void> {
  await home.backend.close();
  const library = await openLibrary(home.dataDirectory);
  const works = { state: 'works', version: 'test 1', maxDifference: 0 } as const;
  const testedAt = '2026-01-01T00:00:00Z';
  await library.setEngineTest({ engineId: 'onnx-cpu', test: { ...works, msPerMegavoxel: 100 }, testedAt });
  await library.setEngineTest({ engineId: 'onnx-webgpu', test: { ...works, msPerMegavoxel: 10 }, testedAt });
  await library.close();
}

test('nothing is known at first, and the choice shows at once', async () => {
  home = await openTemporaryBackend();
  const { engines, isTesting, testedAt } = await firstReport();
  expect([isTesting, testedAt]).toEqual([false, null]);
  expect(engines.every(({ state }) => state === 'untested')).toBe(true);
  expect(engines.filter(({ isUsed }) => isUsed).map(({ engineId }) => engineId)).toEqual(['onnx-cpu']);
  await home.client.app.setPreferences({ language: 'en', engine: 'tensorflow-cpu' });
  const chosen = (await firstReport()).engines.filter(({ isUsed }) => isUsed);
  expect(chosen.map(({ engineId }) => engineId)).toEqual(['tensorflow-cpu']);
});

test('an engine that fails hands the job to the next, and the result says so', async () => {
  const tried: (string | undefined)[] = [];
  home = await openTemporaryBackend({
    runSegmentation: (request, options) => {
      tried.push(request.engineId);
      if (request.engineId === 'onnx-webgpu')
        return Promise.reject(new GlioscopeError('engine-crashed', { reason: 'SIGSEGV' }));
      return runSegmentation(request, options);
    },
  });
  await pretendFastGraphicsCard();
  await home.restart();
  const { studyId } = await commitSmallStudy(home);
  const job = await home.client.jobs.start({ studyId, modelId: null });
  expect((await watchToEnd(home.client, job.jobId)).at(-1)?.state).toBe('done');
  expect(tried).toEqual(['onnx-webgpu', 'onnx-cpu']);
  const { results } = await home.client.studies.get({ studyId });
  expect(results[0]).toMatchObject({ provider: 'cpu', fallbacks: [{ engineId: 'onnx-webgpu', fault: 'crashed' }] });
});

test('an estimate from the model alone, then from what was measured', async () => {
  home = await openTemporaryBackend();
  const { studyId } = await commitSmallStudy(home);
  const before = await home.client.jobs.estimate({ studyId, modelId: null });
  expect(before).toMatchObject({ basis: 'expected', engineId: 'onnx-cpu' });
  const job = await home.client.jobs.start({ studyId, modelId: null });
  await watchToEnd(home.client, job.jobId);
  const after = await home.client.jobs.estimate({ studyId, modelId: null });
  const { results } = await home.client.studies.get({ studyId });
  expect(after?.basis).toBe('measured');
  // the same study again: as long as it took, but for storing, which the estimate leaves out
  expect(after?.durationMs).toBeLessThanOrEqual((results[0]?.durationMs ?? 0) + 50);
  expect(after?.durationMs).toBeGreaterThan(0.5 * (results[0]?.durationMs ?? Infinity));
});
