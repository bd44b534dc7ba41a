import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { openTemporaryBackend, type TemporaryBackend } from '../temporary-backend.ts';
import { followingParts, parts, type Part } from './follow-parts.ts';
import { commitLongStudy, runJob, seededRandom, sentencesOf, takeInventory } from './real-jobs.ts';

const kills = 20;
const alive = parts.filter((part) => part !== 'ended');

let home: TemporaryBackend;
afterEach(() => home.dispose());

test('kill -9 of the inference process at 20 random moments of real jobs: each is told or done, and nothing else changes', async () => {
  let onPart: (part: Part, child: ChildProcess) => void = () => undefined;
  home = await openTemporaryBackend({ runSegmentation: followingParts((part, child) => onPart(part, child)) });
  const { studyId } = await commitLongStudy(home);

  // how long each part lasts here, undisturbed
  const begunMs = new Map<Part, number>();
  onPart = (part) => begunMs.set(part, performance.now());
  expect(await runJob(home, studyId, 'neighbours')).toMatchObject({ state: 'done' });
  expect([...begunMs.keys()]).toEqual([...parts]);
  const lengthOf = (part: Part): number => {
    const next = parts.find((_, index) => parts[index - 1] === part) ?? 'ended';
    return (begunMs.get(next) ?? 0) - (begunMs.get(part) ?? 0);
  };

  const random = seededRandom('moments to kill');
  let earlier = await takeInventory(home);
  const failedIn = new Set<Part>();
  for (let kill = 0; kill < kills; kill += 1) {
    const part = alive[kill % alive.length] ?? 'starting';
    // in the first round at once: no part is missed because it is shorter this time
    const delayMs = kill < alive.length ? 0 : random() * lengthOf(part);
    let reached: Part = 'starting';
    onPart = (begun, child) => {
      if (begun !== 'ended') reached = begun;
      if (begun === part) setTimeout(() => child.kill('SIGKILL'), delayMs);
    };
    const job = await runJob(home, studyId, 'neighbours');
    process.stdout.write(`  ${part} + ${delayMs.toFixed(0)} ms, in ${reached}: ${job.failure?.code ?? job.state}\n`);
    if (job.state === 'done') {
      // it had said all it had to say
      expect(reached).toBe('reported');
      earlier = await takeInventory(home);
    } else {
      expect(job).toMatchObject({
        state: 'failed',
        failure: { code: 'engine-crashed', params: { reason: 'SIGKILL' } },
      });
      sentencesOf(job);
      expect(await takeInventory(home)).toEqual(earlier);
      failedIn.add(part);
    }
  }
  expect([...failedIn]).toEqual(expect.arrayContaining(alive.filter((part) => part !== 'reported')));
  onPart = () => undefined;
  expect(await runJob(home, studyId, 'neighbours')).toMatchObject({ state: 'done' });
}, 180_000);
