import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { writeTinyModel } from '../../fixtures/tiny-model/tiny-model.ts';
import { openTemporaryBackend, type TemporaryBackend } from '../temporary-backend.ts';
import { followingParts, parts, type Part } from './follow-parts.ts';
import { commitLongStudy, takeInventory } from './real-jobs.ts';

let home: TemporaryBackend;
afterEach(() => home.dispose());

test('cancelling in any part of a real job: within a second, and nothing is left', async () => {
  let onPart: (part: Part, child: ChildProcess) => void = () => undefined;
  home = await openTemporaryBackend({ runSegmentation: followingParts((part, child) => onPart(part, child)) });
  await writeTinyModel(home.modelsDirectory, 'endless');
  const { studyId } = await commitLongStudy(home);
  let earlier = await takeInventory(home);
  for (const part of parts) {
    const { promise: isReached, resolve } = Promise.withResolvers<ChildProcess>();
    onPart = (begun, child) => {
      if (begun === part) resolve(child);
    };
    // a network that computes for hours does not hear of it; what comes after needs one that ends
    const modelId = part === 'predicting' ? 'endless' : 'neighbours';
    const { jobId } = await home.client.jobs.start({ studyId, modelId });
    const child = await isReached;
    const beforeMs = performance.now();
    const job = await home.client.jobs.cancel({ jobId });
    const tookMs = performance.now() - beforeMs;
    process.stdout.write(`  ${part}: ${job.state} after ${tookMs.toFixed(0)} ms\n`);
    expect(tookMs).toBeLessThan(1000);
    expect(child.exitCode ?? child.signalCode).not.toBeNull();
    expect(await home.client.jobs.running({ studyId })).toBeNull();
    // what had come to its end before it was told is cancelled or done, and then wholly so
    if (part !== 'reported' && part !== 'ended')
      expect(job).toMatchObject({ state: 'cancelled', failure: null, resultId: null });
    if (job.state === 'done') earlier = await takeInventory(home);
    else expect(await takeInventory(home)).toEqual(earlier);
  }
  onPart = () => undefined;
}, 60_000);
