/*
 * A whole case on every engine of this machine, in turns: its self-test, time of the whole and of each stage,
 * peak memory of the inference process and of the graphics card, and how far the label map is from that of
 * the processor. An engine that is not here is named with the reason.
 *
 *   node bench/engines.ts [STUDY_DIRECTORY] [--engine cuda]... [--model DIRECTORY] [--rounds 3] [--software-vulkan]
 *
 * Without a study the synthetic one, without engines all of them. `cuda`, `dml`, `coreml`, `webgpu` and `cpu`
 * are ONNX Runtime's. Variables of an engine's own (TF_SET_ONEDNN_FPMATH_MODE ...) reach it;
 * --software-vulkan lets WebGPU run on Chromium's software renderer. Ends with 1 when an engine that was
 * asked for did not run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { engineIds, referenceEngine, type EngineId } from '#shared/domain/engine.ts';
import { toFailure } from '#shared/domain/failure.ts';
import { internalLabels, tissues } from '#shared/domain/label-scheme.ts';
import { readModelPackage, type ModelPackage } from '../src-main/inference/model-package.ts';
import { forkChild } from '../src-main/processes/fork-child.ts';
import { runSegmentation } from '../src-main/inference/run-segmentation.ts';
import {
  segmentationStages,
  type SegmentationOutcome,
  type SegmentationRequest,
} from '../src-main/inference/segmentation.ts';
import { testEngine } from '../src-main/inference/test-engine.ts';
import { writeSampleStudy } from '../src-main/sample/write-sample-study.ts';
import { findSoftwareVulkan } from '../tests/fixtures/software-vulkan.ts';
import { processorSeconds, watchCardMemory } from './child-usage.ts';
import { findInputs } from './study-inputs.ts';

const processEntry = new URL('../src-main/inference/inference-process.ts', import.meta.url);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

/** Voxels that differ, and the Dice of all tumour and of each tissue. */
function describeAgreement(labels: Uint8Array, reference: Uint8Array): string {
  const dice = (matches: (label: number) => boolean): string => {
    let [both, sum] = [0, 0];
    for (let voxel = 0; voxel < labels.length; voxel += 1) {
      const [a, b] = [matches(labels[voxel] ?? 0), matches(reference[voxel] ?? 0)];
      if (a && b) both += 1;
      sum += Number(a) + Number(b);
    }
    return (sum === 0 ? 1 : (2 * both) / sum).toFixed(5);
  };
  const different = labels.reduce((count, label, voxel) => count + Number(label !== reference[voxel]), 0);
  const each = tissues.map((tissue) => `${tissue} ${dice((label) => label === internalLabels[tissue])}`);
  return `${different} of ${labels.length} voxels differ; Dice wt ${dice((label) => label !== 0)}, ${each.join(', ')}`;
}

/** Runs the test every engine takes in Settings; says what came of it. */
async function isWorking(engineId: EngineId): Promise<boolean> {
  const test = await testEngine(engineId, { processEntry, signal: new AbortController().signal, limitMs: 180_000 });
  if (test.state === 'works') {
    const { version, msPerMegavoxel, maxDifference } = test;
    const figures = `${msPerMegavoxel.toFixed(0)} ms per megavoxel, probabilities within ${maxDifference.toExponential(1)}`;
    say(`${engineId}: ${version}; self-test: ${figures}`);
    return true;
  }
  say(`${engineId}: not used, ${test.fault}\n    ${test.detail.trim().replaceAll('\n', '\n    ')}`);
  return false;
}

async function runCase(
  engineId: EngineId,
  request: SegmentationRequest,
  reference: SegmentationOutcome | null,
): Promise<SegmentationOutcome | null> {
  const memory = await watchCardMemory();
  const taken: { processor: number | null } = { processor: null };
  const start = performance.now();
  try {
    const outcome = await runSegmentation(
      { ...request, engineId },
      {
        processEntry,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        forkProcess: (entry) => {
          const child = forkChild(entry);
          child.on('message', () => (taken.processor = processorSeconds(child.pid) ?? taken.processor));
          return child;
        },
      },
    );
    const whole = performance.now() - start;
    const card = memory.stop();
    const stages = segmentationStages.map((stage) => `${stage} ${seconds(outcome.stages[stage])}`);
    const took = taken.processor === null ? '' : `, processor time ${seconds(taken.processor * 1000)}`;
    say(`  whole case ${seconds(whole)} (${stages.join(', ')}; the rest is its process)${took}`);
    const onCard = card === null ? 'not told (no nvidia-smi)' : `${card} MiB`;
    const passes = `passes: ${outcome.tileCount}, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
    say(`  peak memory ${(outcome.peakMemoryBytes / 1e6).toFixed(0)} MB; of the graphics card: ${onCard}; ${passes}`);
    if (reference !== null)
      say(`  beside the first ${referenceEngine}: ${describeAgreement(outcome.labels, reference.labels)}`);
    return outcome;
  } catch (error) {
    memory.stop();
    const { code, params, detail } = toFailure(error);
    say(`  failed after ${seconds(performance.now() - start)}: ${code} ${JSON.stringify(params)} ${detail ?? ''}`);
    return null;
  }
}

function engineOf(name: string): EngineId {
  const engineId = engineIds.find((known) => known === name || known === `onnx-${name}`);
  if (engineId === undefined) throw new Error(`${name}: not one of ${engineIds.join(', ')}`);
  return engineId;
}

/** Every engine asked for, each once, the reference before all others. */
function enginesToRun(names: readonly string[]): readonly EngineId[] {
  return [...new Set<EngineId>([referenceEngine, ...(names.length === 0 ? engineIds : names.map(engineOf))])];
}

async function compareEngines(
  wanted: readonly EngineId[],
  request: { model: ModelPackage; inputs: SegmentationRequest['inputs'] },
  rounds: number,
): Promise<ReadonlySet<EngineId>> {
  const ran = new Set<EngineId>();
  const working: EngineId[] = [];
  for (const engineId of wanted) if (await isWorking(engineId)) working.push(engineId);
  let reference: SegmentationOutcome | null = null;
  for (let round = 1; round <= rounds; round += 1) {
    for (const engineId of working) {
      say(`\n${engineId}, round ${round}`);
      const outcome = await runCase(engineId, request, reference);
      if (outcome !== null) ran.add(engineId);
      if (engineId === referenceEngine) reference ??= outcome;
    }
  }
  return ran;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      engine: { type: 'string', multiple: true, default: [] },
      model: { type: 'string', default: join(import.meta.dirname, '../models/glioscope-unet') },
      rounds: { type: 'string', default: '1' },
      'software-vulkan': { type: 'boolean', default: false },
    },
  });
  const wanted = enginesToRun(values.engine);
  if (values['software-vulkan']) {
    const { environment, missing } = findSoftwareVulkan();
    if (missing !== null) throw new Error(missing);
    Object.assign(process.env, environment); // for the processes that start from here
  }
  const scratch = positionals[0] === undefined ? await mkdtemp(join(tmpdir(), 'glioscope-bench-')) : null;
  try {
    if (scratch !== null) await writeSampleStudy(scratch);
    const model = await readModelPackage(resolve(values.model));
    say(`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads; ${model.modelId}`);
    const inputs = await findInputs(positionals[0] ?? scratch ?? '');
    const ran = await compareEngines(wanted, { model, inputs }, Number(values.rounds));
    if (values.engine.some((name) => !ran.has(engineOf(name)))) process.exitCode = 1;
  } finally {
    if (scratch !== null) await rm(scratch, { recursive: true });
  }
}

await main();
