import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityAffine } from '#shared/domain/affine.ts';
import { checkModel } from '../../../src-main/inference/check-model.ts';
import { runSegmentation } from '../../../src-main/inference/run-segmentation.ts';
import { testEngine } from '../../../src-main/inference/test-engine.ts';
import { runRegistration } from '../../../src-main/registration/run-registration.ts';
import { writeTinyModel } from '../../fixtures/tiny-model/tiny-model.ts';

/*
 * A process that cannot be started says so twice: that, and that it cannot be told its command. Neither may take
 * the backend along; an error nobody listened to fails this file.
 */

let directory: string;
let closed: Promise<unknown>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'glioscope-not-started-'));
});
afterEach(async () => {
  await closed;
  await sleep(20);
  await rm(directory, { recursive: true });
});

function forkProcess(): ChildProcess {
  const child = fork('', [], {
    ...{ execPath: join(directory, 'no-such-program'), serialization: 'advanced' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  // not `once`, which would listen for errors too
  closed = new Promise((resolve) => void child.on('close', resolve));
  return child;
}

const common = {
  ...{ processEntry: new URL('file:///nowhere'), signal: new AbortController().signal, forkProcess },
  onProgress: () => undefined,
};
const source = { path: '/nowhere', fileName: 'a.nii' };

test('a segmentation', async () => {
  const model = await writeTinyModel(directory, 'neighbours');
  await expect(
    runSegmentation({ model, inputs: { t1n: source, t1c: source, t2w: source, t2f: source } }, common),
  ).rejects.toMatchObject({ code: 'engine-crashed', params: { reason: 'not started' } });
});

test('a registration', async () => {
  const moving = [{ modality: 't1n' as const, source, start: identityAffine }];
  await expect(runRegistration({ fixed: source, moving }, common)).rejects.toMatchObject({
    ...{ code: 'registration-failed', params: { reason: 'stopped' } },
  });
});

test('the test of an engine', async () => {
  expect(await testEngine('onnx-cpu', common)).toMatchObject({ state: 'faulty', fault: 'crashed' });
});

test('the check of a model', async () => {
  const model = await writeTinyModel(directory, 'neighbours');
  await expect(checkModel(model, common)).rejects.toMatchObject({ code: 'model-invalid' });
});
