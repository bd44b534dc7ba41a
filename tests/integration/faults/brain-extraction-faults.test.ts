import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Job } from '#shared/contract/index.ts';
import { modalities } from '#shared/domain/modality.ts';
import { writeTinyExtraction } from '../../fixtures/tiny-extraction.ts';
import { openTemporaryBackend, watchToEnd, type TemporaryBackend } from '../temporary-backend.ts';
import { followingParts } from './follow-parts.ts';
import { commitHead, runJob, sentencesOf, takeInventory } from './real-jobs.ts';

/*
 * What goes wrong while the brain is looked for in a head as scanned. The network computes for hours, so that every
 * moment after the beginning of the stage lies within it; then one that ends shows that the next job runs.
 */

let home: TemporaryBackend;
afterEach(() => home.dispose());

/** Milliseconds after the stage has begun: at once, while the network is opened, and while it computes. */
const moments = [0, 20, 400] as const;

interface Follower {
  /** Of the inference process, as soon as it looks for the brain. */
  readonly untilExtracting: () => Promise<ChildProcess>;
}

async function openFollowedBackend(): Promise<Follower> {
  let onExtracting: (child: ChildProcess) => void = () => undefined;
  home = await openTemporaryBackend({
    runSegmentation: followingParts((part, child) => {
      if (part === 'extracting') onExtracting(child);
    }),
  });
  return {
    untilExtracting() {
      const { promise, resolve } = Promise.withResolvers<ChildProcess>();
      onExtracting = resolve;
      return promise;
    },
  };
}

async function expectNextToRun(studyId: string): Promise<void> {
  await writeTinyExtraction(home.modelsDirectory);
  const job = await runJob(home, studyId, 'neighbours');
  expect(job).toMatchObject({ state: 'done', failure: null });
  const [made] = (await home.client.studies.get({ studyId })).results;
  expect(made?.brain?.foundIn).toEqual(modalities);
}

test('cancelling while the brain is looked for: within a second, and nothing is left', async () => {
  const { untilExtracting } = await openFollowedBackend();
  const { studyId } = await commitHead(home);
  const earlier = await takeInventory(home);
  for (const momentMs of moments) {
    await writeTinyExtraction(home.modelsDirectory, 'endless');
    const isReached = untilExtracting();
    const { jobId } = await home.client.jobs.start({ studyId, modelId: 'neighbours' });
    const child = await isReached;
    await sleep(momentMs);
    expect(await home.client.jobs.running({ studyId })).toMatchObject({ state: 'running', stage: 'extracting' });
    const beforeMs = performance.now();
    const job = await home.client.jobs.cancel({ jobId });
    const tookMs = performance.now() - beforeMs;
    process.stdout.write(`  extracting + ${momentMs} ms: ${job.state} after ${tookMs.toFixed(0)} ms\n`);
    expect(job).toMatchObject({ state: 'cancelled', failure: null, resultId: null });
    expect(tookMs).toBeLessThan(1000);
    expect(child.exitCode ?? child.signalCode).not.toBeNull();
    expect(await home.client.jobs.running({ studyId })).toBeNull();
    expect(await takeInventory(home)).toEqual(earlier);
  }
  await expectNextToRun(studyId);
}, 60_000);

test('kill -9 of the inference process while the brain is looked for: told, nothing is lost, the next job runs', async () => {
  const { untilExtracting } = await openFollowedBackend();
  const { studyId } = await commitHead(home);
  await expectNextToRun(studyId);
  const earlier = await takeInventory(home);
  await writeTinyExtraction(home.modelsDirectory, 'endless');
  for (const momentMs of moments) {
    const isReached = untilExtracting();
    const { jobId } = await home.client.jobs.start({ studyId, modelId: 'neighbours' });
    const child = await isReached;
    await sleep(momentMs);
    child.kill('SIGKILL');
    const states = await watchToEnd(home.client, jobId);
    const job = states.at(-1);
    expect(job).toMatchObject({ state: 'failed', failure: { code: 'engine-crashed', params: { reason: 'SIGKILL' } } });
    if (job !== undefined) sentencesOf(job);
    expect(await takeInventory(home)).toEqual(earlier);
  }
  await expectNextToRun(studyId);
}, 60_000);

/** Damages the package as it lies there; what the failed job says. */
const damages: readonly (readonly [what: string, damage: () => Promise<unknown>, failure: object])[] = [
  [
    'it is not there',
    () => rm(packageFolder(), { recursive: true }),
    { code: 'model-invalid', params: { model: 'brain-extraction', reason: 'manifest-missing' } },
  ],
  [
    'its manifest is cut off',
    async () => {
      const path = join(packageFolder(), 'model.json');
      await writeFile(path, (await readFile(path)).subarray(0, 60));
    },
    { code: 'model-invalid', params: { model: 'brain-extraction', reason: 'manifest-invalid' } },
  ],
  [
    'its network is not there',
    () => rm(join(packageFolder(), 'tiny.onnx')),
    { code: 'model-invalid', params: { model: 'brain-extraction', reason: 'file-missing' } },
  ],
  [
    'one byte of its network is another',
    async () => {
      const path = join(packageFolder(), 'tiny.onnx');
      const bytes = await readFile(path);
      bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
      await writeFile(path, bytes);
    },
    { code: 'model-invalid', params: { model: 'brain-extraction', reason: 'hash-mismatch' } },
  ],
  [
    'its network is cut off, the checksum right',
    async () => {
      const path = join(packageFolder(), 'tiny.onnx');
      const half = (await readFile(path)).subarray(0, 90);
      await writeFile(path, half);
      const manifestPath = join(packageFolder(), 'model.json');
      const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as object; // holds: the fixture wrote an object
      const sha256 = createHash('sha256').update(half).digest('hex');
      await writeFile(manifestPath, JSON.stringify({ ...manifest, sha256 }));
    },
    { code: 'model-invalid', params: { model: 'brain-extraction', reason: 'network-unreadable' } },
  ],
  [
    'it answers what is no number',
    () => writeTinyExtraction(home.modelsDirectory, 'not-finite'),
    { code: 'engine-failed', params: { reason: 'wrong-numbers' } },
  ],
  [
    'it asks for more memory than there is',
    () => writeTinyExtraction(home.modelsDirectory, 'hungry'),
    { code: 'out-of-memory' },
  ],
  ['it sees no brain', () => writeTinyExtraction(home.modelsDirectory, 'blind'), { code: 'brain-not-found' }],
];

function packageFolder(): string {
  return join(home.modelsDirectory, 'brain-extraction');
}

test('a brain extraction that is damaged or not there, one after the other on one backend: each has a sentence of its own, nothing is lost, the next job runs', async () => {
  home = await openTemporaryBackend();
  const { studyId } = await commitHead(home);
  await expectNextToRun(studyId);
  const told: Job[] = [];
  for (const [what, damage, failure] of damages) {
    const earlier = await takeInventory(home);
    await damage();
    const job = await runJob(home, studyId, 'neighbours');
    expect(job, what).toMatchObject({ state: 'failed', resultId: null, failure });
    expect(await takeInventory(home), what).toEqual(earlier);
    told.push(job);
    await expectNextToRun(studyId);
  }
  const sentences = told.map(sentencesOf);
  expect(new Set(sentences.map(({ en }) => en)).size).toBe(told.length);
  expect(new Set(sentences.map(({ ko }) => ko)).size).toBe(told.length);
  // who does without it is not held up
  await rm(packageFolder(), { recursive: true });
  const { jobId } = await home.client.jobs.start({ studyId, modelId: 'neighbours', brainExtraction: 'off' });
  expect((await watchToEnd(home.client, jobId)).at(-1)).toMatchObject({ state: 'done' });
}, 120_000);
