import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { writeTinyModel } from '../../fixtures/tiny-model/tiny-model.ts';
import {
  commitSmallStudy,
  createScriptedEngine,
  openTemporaryBackend,
  watchToEnd,
  type TemporaryBackend,
} from '../temporary-backend.ts';

const program = fileURLToPath(new URL('./crashing-backend.ts', import.meta.url));

let home: TemporaryBackend;
const processes: ChildProcess[] = [];
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await home.dispose();
});

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** Runs a backend on the closed library until its network computes; then kills it. Returns the inference process's id. */
async function crashWhilePredicting(studyIds: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [program, home.dataDirectory, home.modelsDirectory, 'endless', ...studyIds], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]; // holds: readline's event
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  return Number(line);
}

async function untilGone(processId: number): Promise<number> {
  const before = performance.now();
  while (isAlive(processId) && performance.now() - before < 10_000) await sleep(20);
  return performance.now() - before;
}

test('a killed backend: its inference process goes too, the queue goes on, and what kills twice is not tried again', async () => {
  const engine = createScriptedEngine();
  home = await openTemporaryBackend({ runSegmentation: engine.runSegmentation });
  await writeTinyModel(home.modelsDirectory, 'endless');
  const [first, second] = [await commitSmallStudy(home, 'first'), await commitSmallStudy(home, 'second')];
  await home.backend.close();

  const orphan = await crashWhilePredicting([first.studyId, second.studyId]);
  // a fifth of a second where the machine has nothing else to do
  expect(await untilGone(orphan)).toBeLessThan(5000);

  await home.reopen();
  const [running, waiting] = await queueOf(home);
  expect(running).toMatchObject({ studyId: first.studyId, state: 'running', modelId: 'endless' });
  expect(waiting).toMatchObject({ studyId: second.studyId, state: 'running', stage: 'queued' });
  await home.backend.close();

  // closing is no crash: it may crash once more, and is taken up once more
  const again = await crashWhilePredicting([]);
  await untilGone(again);
  const third = await crashWhilePredicting([]);
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

async function queueOf({ client }: TemporaryBackend) {
  for await (const queue of await client.jobs.queue()) return queue;
  return [];
}
