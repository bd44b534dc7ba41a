import { expect, test } from 'vitest';
import type { EngineId, EngineTest } from '#shared/domain/engine.ts';
import { enginesToTry, speedOf } from './engine-choice.ts';

const works = (msPerMegavoxel: number): EngineTest => ({
  ...{ state: 'works', version: 'x 1', msPerMegavoxel, maxDifference: 0 },
});
const faulty: EngineTest = { state: 'faulty', fault: 'wrong-numbers', detail: '' };
const tests = (entries: Partial<Record<EngineId, EngineTest>>): ReadonlyMap<EngineId, EngineTest> =>
  new Map(Object.entries(entries) as [EngineId, EngineTest][]); // holds: the keys are ids

test('nothing known: the reference engine alone', () => {
  expect(enginesToTry('automatic', tests({}))).toEqual(['onnx-cpu']);
});

test('automatic: what is clearly faster, the fastest first, then the reference', () => {
  const known = tests({
    'onnx-cpu': works(100),
    'onnx-webgpu': works(20),
    'onnx-cuda': works(5),
    'onnx-dml': works(60),
  });
  expect(enginesToTry('automatic', known)).toEqual(['onnx-cuda', 'onnx-webgpu', 'onnx-cpu']);
  expect(speedOf('onnx-webgpu', known)).toBe(5);
});

test('a graphics card that is slower, or wrong, is not used', () => {
  const known = tests({ 'onnx-cpu': works(100), 'onnx-webgpu': works(900), 'onnx-cuda': faulty });
  expect(enginesToTry('automatic', known)).toEqual(['onnx-cpu']);
  expect(enginesToTry('onnx-cuda', known)).toEqual(['onnx-cpu']);
});

test('TensorFlow only where it was chosen', () => {
  const known = tests({ 'onnx-cpu': works(100), 'tensorflow-gpu': works(10) });
  expect(enginesToTry('automatic', known)).toEqual(['onnx-cpu']);
  expect(enginesToTry('tensorflow-gpu', known)).toEqual(['tensorflow-gpu', 'onnx-cpu']);
});

test('the choice comes first, the reference alone where it was chosen', () => {
  const known = tests({ 'onnx-cpu': works(100), 'onnx-webgpu': works(20) });
  expect(enginesToTry('onnx-coreml', known)).toEqual(['onnx-coreml', 'onnx-webgpu', 'onnx-cpu']);
  expect(enginesToTry('onnx-cpu', known)).toEqual(['onnx-cpu']);
});
