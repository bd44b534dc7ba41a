import { expect, test } from 'vitest';
import type { EngineId } from '#shared/domain/engine.ts';
import { GlioscopeError, type FailureCode } from '#shared/domain/failure.ts';
import { tinyManifest } from '../../tests/fixtures/tiny-model/tiny-model.ts';
import type { ModelPackage } from './model-package.ts';
import { runWithFallback, type FallbackOptions } from './run-with-fallback.ts';
import type { SegmentationOutcome, SegmentationRequest } from './segmentation.ts';

const outcome = { engine: 'test 1', provider: 'cpu' } as SegmentationOutcome; // holds: nobody looks at the rest
const request = { model: { manifest: tinyManifest('m', '0'.repeat(64)) } as ModelPackage } as SegmentationRequest; // holds: likewise

function options(failures: Partial<Record<EngineId, GlioscopeError>>, signal = new AbortController().signal) {
  const tried: (string | undefined)[] = [];
  const given: FallbackOptions = {
    precision: 'int8',
    engineIds: ['onnx-cuda', 'onnx-webgpu', 'onnx-cpu'],
    processEntry: new URL('file:///nowhere'),
    signal,
    onProgress: () => undefined,
    speedOf: (engineId) => Promise.resolve(engineId === 'onnx-cpu' ? 3000 : undefined),
    run: ({ engineId, msPerMegavoxel }) => {
      tried.push(`${engineId} ${msPerMegavoxel}`);
      const failure = engineId === undefined ? undefined : failures[engineId];
      return failure === undefined ? Promise.resolve(outcome) : Promise.reject(failure);
    },
  };
  return { given, tried };
}

const failed = (code: FailureCode, reason?: string): GlioscopeError =>
  new GlioscopeError(code, reason === undefined ? {} : { reason });

test('the first that works has the job, with what came before it', async () => {
  const { given, tried } = options({
    'onnx-cuda': failed('engine-crashed', 'SIGSEGV'),
    'onnx-webgpu': failed('engine-failed', 'wrong-numbers'),
  });
  expect(await runWithFallback(request, given)).toMatchObject({
    outcome,
    engineId: 'onnx-cpu',
    fallbacks: [
      { engineId: 'onnx-cuda', fault: 'crashed' },
      { engineId: 'onnx-webgpu', fault: 'wrong-numbers' },
    ],
  });
  expect(tried).toEqual(['onnx-cuda undefined', 'onnx-webgpu undefined', 'onnx-cpu 3000']);
});

test('memory that runs out is a reason to go on, a file that is gone is not', async () => {
  const memory = options({ 'onnx-cuda': failed('out-of-memory') });
  expect((await runWithFallback(request, memory.given)).fallbacks).toEqual([
    { engineId: 'onnx-cuda', fault: 'out-of-memory' },
  ]);
  const gone = options({ 'onnx-cuda': new GlioscopeError('file-not-found', { file: 'a.nii' }) });
  await expect(runWithFallback(request, gone.given)).rejects.toMatchObject({ code: 'file-not-found' });
  expect(gone.tried).toHaveLength(1);
});

test('the last failure is the one that is told, and cancelling tries nothing else', async () => {
  const all = options({
    'onnx-cuda': failed('engine-failed', 'failed'),
    'onnx-webgpu': failed('engine-failed', 'failed'),
    'onnx-cpu': failed('engine-crashed', 'SIGKILL'),
  });
  await expect(runWithFallback(request, all.given)).rejects.toMatchObject({ code: 'engine-crashed' });
  const cancelling = new AbortController();
  cancelling.abort();
  const cancelled = options({ 'onnx-cuda': failed('engine-crashed', 'SIGKILL') }, cancelling.signal);
  await expect(runWithFallback(request, cancelled.given)).rejects.toMatchObject({ code: 'engine-crashed' });
  expect(cancelled.tried).toHaveLength(1);
});
