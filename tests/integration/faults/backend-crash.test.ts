import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { modalities } from '#shared/domain/modality.ts';
import { serialiseVolume } from '../../../src-main/imaging/nifti-write.ts';
import { coarsenVolume } from '../../../src-main/registration/coarse-volume.ts';
import { registrationSpacingMm } from '../../../src-main/registration/register-heads.ts';
import { createSampleStudy } from '../../../src-main/sample/sample-study.ts';
import { writeTinyExtraction } from '../../fixtures/tiny-extraction.ts';
import { writeTinyModel, type TinyNetwork } from '../../fixtures/tiny-model/tiny-model.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  fileNames,
  openTemporaryBackend,
  storedNames,
  watchToEnd,
  type TemporaryBackend,
} from '../temporary-backend.ts';
import { parts, type Part } from './follow-parts.ts';
import { commitHead, commitLongStudy, runJob, seededRandom, takeInventory } from './real-jobs.ts';

const segmentingProgram = fileURLToPath(new URL('./crashing-backend.ts', import.meta.url));
const aligningProgram = fileURLToPath(new URL('./aligning-backend.ts', import.meta.url));

let home: TemporaryBackend;
const processes: ChildProcess[] = [];
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await home.dispose();
});

/** Whether a process still computes: one that has ended, and whose new parent has not taken note of it yet, does not. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch {
    return false;
  }
  try {
    return !readFileSync(`/proc/${processId}/stat`, 'utf8').includes(') Z ');
  } catch {
    // a system that keeps no such list, or the process went just now
    return process.platform !== 'linux';
  }
}

interface Crash {
  /** Of the closed library. */
  readonly studyIds: readonly string[];
  readonly modelId: TinyNetwork;
  /** Killed this long after this part has begun; at the end of the job at the latest. */
  readonly part: Part;
  readonly delayMs?: number;
}

/** Runs a backend on the closed library until a part of a job; then kills it. Returns the inference process's id. */
function crash({ studyIds, modelId, part, delayMs = 0 }: Crash): Promise<number> {
  return crashProgram(
    [segmentingProgram, home.dataDirectory, home.modelsDirectory, modelId, ...studyIds],
    part,
    delayMs,
  );
}

/**
 * Runs a program that prints what begins and the id of the process that does it, and kills it some time after
 * `awaited` has begun; at the end of what it prints at the latest. Returns the last id.
 */
async function crashProgram(command: readonly string[], awaited: string, delayMs: number): Promise<number> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  processes.push(child);
  const exited = once(child, 'exit');
  let processId = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [begun, id] = line.split(' ');
    processId = Number(id);
    if (begun === awaited) break;
  }
  await sleep(delayMs);
  child.kill('SIGKILL');
  await exited;
  return processId;
}

async function untilGone(processId: number): Promise<number> {
  const before = performance.now();
  while (isAlive(processId) && performance.now() - before < 10_000) await sleep(20);
  return performance.now() - before;
}

const endless = { modelId: 'endless', part: 'predicting' } as const;

test('a killed backend: its inference process goes too, the queue goes on, and what kills twice is not tried again', async () => {
  const engine = createScriptedEngine();
  home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
  await writeTinyModel(home.modelsDirectory, 'endless');
  const [first, second] = [await commitSmallStudy(home, 'first'), await commitSmallStudy(home, 'second')];
  await home.backend.close();

  const orphan = await crash({ ...endless, studyIds: [first.studyId, second.studyId] });
  // a fifth of a second where the machine has nothing else to do
  expect(await untilGone(orphan)).toBeLessThan(5000);

  await home.reopen();
  const [running, waiting] = await queueOf(home);
  expect(running).toMatchObject({ studyId: first.studyId, state: 'running', modelId: 'endless' });
  expect(waiting).toMatchObject({ studyId: second.studyId, state: 'running', stage: 'queued' });
  await home.backend.close();

  // closing is no crash: it may crash once more, and is taken up once more
  const again = await crash({ ...endless, studyIds: [] });
  await untilGone(again);
  const third = await crash({ ...endless, studyIds: [] });
  await untilGone(third);
  await home.reopen();
  const queue = await queueOf(home);
  expect(queue.find(({ studyId }) => studyId === first.studyId)).toMatchObject({
    state: 'failed',
    failure: { code: 'job-interrupted' },
  });
  const next = queue.find(({ studyId }) => studyId === second.studyId);
  expect(next).toMatchObject({ state: 'running' });
  while (engine.requests.length < 2) await sleep(5);
  engine.finish();
  expect((await watchToEnd(home.client, next?.jobId ?? '')).at(-1)).toMatchObject({ state: 'done' });
  expect((await home.client.studies.get({ studyId: second.studyId })).results).toHaveLength(1);
}, 60_000);

const kills = 8;

test('kill -9 of the backend at random moments of real jobs: its process goes, each job goes on at the next start, nothing is lost', async () => {
  home = await openTemporaryBackend();
  const { studyId } = await commitLongStudy(home);
  expect(await runJob(home, studyId, 'neighbours')).toMatchObject({ state: 'done' });
  const random = seededRandom('moments to kill the backend');
  for (let kill = 0; kill < kills; kill += 1) {
    const earlier = await home.client.studies.get({ studyId });
    const part = parts[kill % parts.length] ?? 'ended';
    const delayMs = random() * (part === 'ended' ? 30 : 150);
    await home.backend.close();
    const orphan = await crash({ studyIds: [studyId], modelId: 'neighbours', part, delayMs });
    const goneMs = await untilGone(orphan);
    expect(goneMs).toBeLessThan(5000);

    await home.reopen();
    await takeInventory(home);
    const [job] = await queueOf(home);
    process.stdout.write(
      `  ${part} + ${delayMs.toFixed(0)} ms: ${job?.state ?? 'none'}, process gone after ${goneMs.toFixed(0)} ms\n`,
    );
    expect(job).toMatchObject({ studyId, modelId: 'neighbours', failure: null });
    expect((await watchToEnd(home.client, job?.jobId ?? '')).at(-1)).toMatchObject({ state: 'done' });
    const { results, ...study } = await home.client.studies.get({ studyId });
    expect(results.slice(1)).toEqual(earlier.results);
    expect(study).toEqual({ ...earlier, results: undefined, resultCount: earlier.resultCount + 1 });
    await home.client.jobs.forgetEnded();
  }
}, 120_000);

test('a backend killed while the brain is looked for: the process goes too, and the job begins anew', async () => {
  home = await openTemporaryBackend();
  await writeTinyExtraction(home.modelsDirectory, 'endless');
  const { studyId } = await commitHead(home);
  const earlier = await takeInventory(home);
  await home.backend.close();
  const orphan = await crash({ studyIds: [studyId], modelId: 'neighbours', part: 'extracting', delayMs: 300 });
  expect(await untilGone(orphan)).toBeLessThan(5000);
  await writeTinyExtraction(home.modelsDirectory);
  await home.reopen();
  expect(await takeInventory(home)).toEqual(earlier);
  const [job] = await queueOf(home);
  expect((await watchToEnd(home.client, job?.jobId ?? '')).at(-1)).toMatchObject({ studyId, state: 'done' });
  const { results } = await home.client.studies.get({ studyId });
  expect(results.map(({ brain }) => brain?.modelId)).toEqual(['brain-extraction']);
}, 60_000);

test('a backend killed while heads are registered: the registration process goes too, in the middle of an image', async () => {
  home = await openTemporaryBackend();
  await home.backend.close();
  const { volumes } = createSampleStudy();
  const paths = await Promise.all(
    modalities.map(async (modality) => {
      const { values: voxels, shape, affine } = coarsenVolume(volumes[modality], registrationSpacingMm);
      const volume = { shape, affine, dataType: 'float32', scale: { slope: 1, intercept: 0 }, voxels } as const;
      const path = join(home.directory, fileNames[modality]);
      await writeFile(path, serialiseVolume(volume, { description: 'test' }));
      return path;
    }),
  );
  // reading has ended by then, and an image takes seconds
  const orphan = await crashProgram(
    [aligningProgram, home.dataDirectory, home.modelsDirectory, ...paths],
    'begun',
    700,
  );
  expect(isAlive(orphan)).toBe(true);
  const goneMs = await untilGone(orphan);
  process.stdout.write(`  registration: process gone after ${goneMs.toFixed(0)} ms\n`);
  expect(goneMs).toBeLessThan(2000);
  await home.reopen();
  expect(await storedNames(home)).toEqual([]);
}, 120_000);

async function queueOf({ client }: TemporaryBackend) {
  for await (const queue of await client.jobs.queue()) return queue;
  return [];
}
