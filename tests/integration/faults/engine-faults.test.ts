import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Job, Study } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { forkInferenceProcess, runSegmentation } from '../../../src-main/inference/run-segmentation.ts';
import { loadSentences } from '../../../src-main/hosts/cli/sentences.ts';
import { tinyManifest, writeTinyModel } from '../../fixtures/tiny-model/tiny-model.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  openTemporaryBackend,
  storedNames,
  watchToEnd,
  type TemporaryBackend,
} from '../temporary-backend.ts';

const sentences = await loadSentences(new URL('../../../resources/locales', import.meta.url).pathname, 'en');

let home: TemporaryBackend;
afterEach(() => home.dispose());

/** Runs a job to its end, cancelled or killed by `act` as it goes. */
async function runJob(study: Study, modelId: string, act: (job: Job) => void = () => undefined): Promise<Job> {
  const { jobId } = await home.client.jobs.start({ studyId: study.studyId, modelId });
  let last: Job | undefined;
  for await (const job of await home.client.jobs.watch({ jobId })) {
    last = job;
    act(job);
  }
  if (last === undefined) throw new Error('a job has at least one state');
  return last;
}

/** A failed job has a sentence of its own, leaves nothing behind, and the next job runs. */
async function expectFailure(job: Job, study: Study, failure: unknown): Promise<void> {
  expect(job).toMatchObject({ state: 'failed', resultId: null, failure });
  const sentence = job.failure === null ? '' : sentences.failure(job.failure);
  expect(sentence).toMatch(/^[A-Z].+\.$/su);
  expect(sentence).not.toMatch(/failure\.|\{\{/u);
  expect((await home.client.studies.get({ studyId: study.studyId })).results).toEqual([]);
}

test('the inference process is killed at any moment: a failed job each time, and then one that works', async () => {
  let momentMs: number | null = null;
  home = await openTemporaryBackend({
    runSegmentation: (request, options) =>
      runSegmentation(request, {
        ...options,
        forkProcess(entry) {
          const child = forkInferenceProcess(entry);
          if (momentMs !== null) setTimeout(() => child.kill('SIGKILL'), momentMs);
          return child;
        },
      }),
  });
  await writeTinyModel(home.modelsDirectory, 'endless');
  const study = await commitSmallStudy(home);
  const content = await storedNames(home);
  for (momentMs of [0, 5, 10, 20, 30, 45, 60, 80, 100, 120, 145, 170, 200, 240, 280, 320, 380, 450, 520, 600]) {
    const job = await runJob(study, 'endless');
    await expectFailure(job, study, { code: 'engine-crashed', params: { reason: 'SIGKILL' } });
  }
  momentMs = null;
  expect(await storedNames(home)).toEqual(content);
  expect(await runJob(study, 'neighbours')).toMatchObject({ state: 'done' });
}, 60_000);

describe('models and engines that fail, one after the other on one backend', () => {
  test('out of memory, bytes that are no network, another hash, an exception of the engine: each is told, and the next runs', async () => {
    home = await openTemporaryBackend();
    await writeTinyModel(home.modelsDirectory, 'hungry');
    const study = await commitSmallStudy(home);
    await expectFailure(await runJob(study, 'hungry'), study, { code: 'out-of-memory' });

    const corrupt = await writeTinyModel(home.modelsDirectory, 'fixed-size');
    await writeFile(corrupt.onnxPath, 'no network');
    const sha256 = createHash('sha256').update('no network').digest('hex');
    const manifest = join(home.modelsDirectory, 'fixed-size', 'model.json');
    await writeFile(manifest, JSON.stringify(tinyManifest('fixed-size', sha256)));
    await expectFailure(await runJob(study, 'fixed-size'), study, {
      code: 'model-invalid',
      params: { reason: 'network-unreadable' },
    });

    await writeFile(corrupt.onnxPath, 'another network');
    await expect(home.client.jobs.start({ studyId: study.studyId, modelId: 'fixed-size' })).rejects.toMatchObject({
      data: { code: 'model-invalid', params: { reason: 'hash-mismatch' } },
    });

    await writeTinyModel(home.modelsDirectory, 'fixed-size');
    await expectFailure(await runJob(study, 'fixed-size'), study, { code: 'engine-failed' });
    expect(await runJob(study, 'neighbours')).toMatchObject({ state: 'done' });
  }, 30_000);

  test('a model damaged while its job waits fails when its turn comes', async () => {
    const engine = createScriptedEngine();
    home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
    const [first, second] = [await commitSmallStudy(home, 'first'), await commitSmallStudy(home, 'second')];
    const running = await home.client.jobs.start({ studyId: first.studyId, modelId: null });
    const waiting = await home.client.jobs.start({ studyId: second.studyId, modelId: null });
    while (engine.requests.length < 1) await new Promise(setImmediate);
    await writeFile(join(home.modelsDirectory, 'neighbours', 'tiny.onnx'), 'another network');
    engine.finish();
    expect((await watchToEnd(home.client, running.jobId)).at(-1)).toMatchObject({ state: 'done' });
    const ended = (await watchToEnd(home.client, waiting.jobId)).at(-1);
    expect(ended).toMatchObject({ state: 'failed', failure: { code: 'model-invalid' } });
  });
});

describe('cancelling', () => {
  test.each(['reading', 'preparing', 'predicting', 'finishing'] as const)(
    'while %s: within a second, and nothing is left',
    async (stage) => {
      // the last stage of a tiny network is over before one can act: it is held there
      home = await openTemporaryBackend({
        runSegmentation: (request, options) =>
          stage === 'finishing' ? holdAt(stage, options.signal, options.onProgress) : runSegmentation(request, options),
      });
      await writeTinyModel(home.modelsDirectory, 'endless');
      const study = await commitSmallStudy(home);
      const content = await storedNames(home);
      let cancelledMs = Infinity;
      let cancelling: Promise<unknown> | undefined;
      const job = await runJob(study, 'endless', (state) => {
        if (state.stage !== stage || cancelling !== undefined) return;
        const before = performance.now();
        cancelling = home.client.jobs.cancel({ jobId: state.jobId }).then(() => {
          cancelledMs = performance.now() - before;
        });
      });
      await cancelling;
      expect(job).toMatchObject({ state: 'cancelled', failure: null });
      expect(cancelledMs).toBeLessThan(1000);
      expect(await storedNames(home)).toEqual(content);
      expect(await home.client.jobs.running({ studyId: study.studyId })).toBeNull();
    },
  );

  function holdAt(
    stage: Job['stage'],
    signal: AbortSignal,
    onProgress: (progress: { stage: 'finishing'; fraction: number; estimatedTotalMs: null }) => void,
  ): Promise<never> {
    expect(stage).toBe('finishing');
    onProgress({ stage: 'finishing', fraction: 0.95, estimatedTotalMs: null });
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new GlioscopeError('cancelled')));
    });
  }
});

test('a disk that is full when the result comes: told, nothing half-stored, and the next one is stored', async () => {
  const engine = createScriptedEngine();
  home = await openTemporaryBackend({
    runSegmentation(request, options) {
      const running = engine.runSegmentation(request, options);
      engine.finish();
      return running;
    },
  });
  const study = await commitSmallStudy(home);
  const content = await storedNames(home);
  const file = await open(join(home.directory, 'any'), 'w');
  await file.close();
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  const writing = vi.spyOn(Object.getPrototypeOf(file) as typeof file, 'writeFile').mockRejectedValue(full); // holds: its class
  await expectFailure(await runJob(study, 'neighbours'), study, { code: 'storage-full' });
  expect(writing).toHaveBeenCalled();
  expect(await storedNames(home)).toEqual(content);
  writing.mockRestore();
  expect(await runJob(study, 'neighbours')).toMatchObject({ state: 'done' });
});
