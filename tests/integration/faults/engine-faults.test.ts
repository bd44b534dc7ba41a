import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Job, Study } from '#shared/contract/index.ts';
import { tinyManifest, writeTinyModel, type TinyNetwork } from '../../fixtures/tiny-model/tiny-model.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  openTemporaryBackend,
  storedNames,
  watchToEnd,
  type TemporaryBackend,
} from '../temporary-backend.ts';
import { followingParts, usualStages } from './follow-parts.ts';
import { commitLongStudy, runJob, sentencesOf } from './real-jobs.ts';

const hasProcessLimits = spawnSync('prlimit', ['--version']).status === 0;
if (!hasProcessLimits) process.stdout.write('memory that runs out is not tried: there is no prlimit here\n');

let home: TemporaryBackend;
afterEach(() => home.dispose());

/** A failed job has a sentence of its own, leaves nothing behind, and the next job runs. */
async function expectFailure(job: Job, study: Study, failure: unknown): Promise<void> {
  expect(job).toMatchObject({ state: 'failed', resultId: null, failure });
  sentencesOf(job);
  expect((await home.client.studies.get({ studyId: study.studyId })).results).toEqual([]);
}

describe('models and engines that fail, one after the other on one backend', () => {
  test('each has a sentence of its own in both languages, and the next job runs', async () => {
    home = await openTemporaryBackend();
    const study = await commitSmallStudy(home);
    const { studyId } = study;
    const told: Job[] = [];
    const expectToFail = async (modelId: TinyNetwork, failure: unknown): Promise<void> => {
      const job = await runJob(home, studyId, modelId);
      await expectFailure(job, study, failure);
      told.push(job);
    };

    await writeTinyModel(home.modelsDirectory, 'hungry');
    await expectToFail('hungry', { code: 'out-of-memory' });

    const corrupt = await writeTinyModel(home.modelsDirectory, 'fixed-size');
    await writeFile(corrupt.onnxPath, 'no network');
    const sha256 = createHash('sha256').update('no network').digest('hex');
    const manifest = join(home.modelsDirectory, 'fixed-size', 'model.json');
    await writeFile(manifest, JSON.stringify(tinyManifest('fixed-size', sha256)));
    await expectToFail('fixed-size', { code: 'model-invalid', params: { reason: 'network-unreadable' } });

    await writeFile(corrupt.onnxPath, 'another network');
    await expect(home.client.jobs.start({ studyId, modelId: 'fixed-size' })).rejects.toMatchObject({
      data: { code: 'model-invalid', params: { reason: 'hash-mismatch' } },
    });

    await writeTinyModel(home.modelsDirectory, 'fixed-size');
    await expectToFail('fixed-size', { code: 'engine-failed', params: { reason: 'failed' } });
    await writeTinyModel(home.modelsDirectory, 'not-finite');
    await expectToFail('not-finite', { code: 'engine-failed', params: { reason: 'wrong-numbers' } });

    const sentences = told.map(sentencesOf);
    expect(new Set(sentences.map(({ en }) => en)).size).toBe(told.length);
    expect(new Set(sentences.map(({ ko }) => ko)).size).toBe(told.length);
    expect(await runJob(home, studyId, 'neighbours')).toMatchObject({ state: 'done' });
  }, 30_000);

  test('a network cut off in the middle, its hash right: no network to run, and told so', async () => {
    home = await openTemporaryBackend();
    const study = await commitSmallStudy(home);
    const { onnxPath } = await writeTinyModel(home.modelsDirectory, 'u-net');
    const half = (await readFile(onnxPath)).subarray(0, 4000);
    await writeFile(onnxPath, half);
    const sha256 = createHash('sha256').update(half).digest('hex');
    await writeFile(join(home.modelsDirectory, 'u-net', 'model.json'), JSON.stringify(tinyManifest('u-net', sha256)));
    const failure = { code: 'model-invalid', params: { reason: 'network-unreadable' } };
    await expectFailure(await runJob(home, study.studyId, 'u-net'), study, failure);
    expect(await runJob(home, study.studyId, 'neighbours')).toMatchObject({ state: 'done' });
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

describe('memory that runs out in the inference process', () => {
  test.skipIf(!hasProcessLimits).each(usualStages)(
    'a limit the system sets it while %s: told, and the next job runs',
    async (stage) => {
      let isLimited = true;
      home = await openTemporaryBackend({
        runSegmentation: followingParts((part, child) => {
          // all it may still take is what it has
          if (part === stage && isLimited) spawnSync('prlimit', ['--pid', String(child.pid), '--data=1']);
        }),
      });
      const study = await commitLongStudy(home);
      const job = await runJob(home, study.studyId, 'neighbours');
      process.stdout.write(`  ${stage}: ${job.failure?.code ?? job.state}\n`);
      // the engine says what it lacks; elsewhere V8 may end without a word
      const codes = stage === 'predicting' ? /^out-of-memory$/u : /^(out-of-memory|engine-crashed)$/u;
      const failure: unknown = { code: expect.stringMatching(codes) };
      await expectFailure(job, study, failure);
      isLimited = false;
      expect(await runJob(home, study.studyId, 'neighbours')).toMatchObject({ state: 'done' });
    },
    30_000,
  );
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
  await expectFailure(await runJob(home, study.studyId, 'neighbours'), study, { code: 'storage-full' });
  expect(writing).toHaveBeenCalled();
  expect(await storedNames(home)).toEqual(content);
  writing.mockRestore();
  expect(await runJob(home, study.studyId, 'neighbours')).toMatchObject({ state: 'done' });
});
