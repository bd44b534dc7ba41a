import type { FlipDirection } from '#shared/domain/uncertainty.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { extractBrain } from './brain/extract-brain.ts';
import type { ExtractionPackage } from './brain/extraction-package.ts';
import { createLabeller } from './decide-labels.ts';
import type { Engine, Network } from './engine.ts';
import { flipCombinations } from './flips.ts';
import { defaultMemoryBudgetBytes, fitsBudget } from './memory-budget.ts';
import type { ModelPackage } from './model-package.ts';
import { answeredOutput, predictFlipped } from './predict-flipped.ts';
import { predictVolume } from './predict-volume.ts';
import { prepareStudy } from './prepare-study.ts';
import { readStudy, type ReadStudy, type Reporting } from './read-study.ts';
import type {
  BrainExtractionRequest,
  BrainOutcome,
  InferenceCommand,
  InferenceReport,
  SegmentationOutcome,
  SegmentationStage,
} from './segmentation.ts';
import { coverWith, planTiles, type TilePlan } from './tiling.ts';

/** A network, and what runs it. */
export interface OpenNetwork {
  readonly network: Network;
  readonly engine: Engine;
}

/** What finds the brain, and what runs it. */
export interface OpenExtractor {
  readonly extractor: ExtractionPackage;
  readonly engine: Engine;
}

export interface Networks {
  /** Called at once: the network is opened while the files are read. */
  readonly open: () => Promise<OpenNetwork>;
  /** Called where the brain has to be found first. */
  readonly openExtractor: (request: BrainExtractionRequest) => Promise<OpenExtractor>;
}

/**
 * The whole path of a job, in this process and on this thread: the study's files in, a label map on T1ce's grid out.
 *
 * @throws GlioscopeError what the reader throws (with the user's file names), geometry-mismatch, no-brain,
 *         brain-not-found, model-invalid, and what the engine throws.
 */
export async function segmentStudy(
  command: InferenceCommand,
  networks: Networks,
  reporting: Reporting,
): Promise<SegmentationOutcome> {
  const { report } = reporting;
  const { manifest } = command.model;
  const clock = createStageClock(report);

  clock.begin('reading');
  const [{ network, engine }, { volumes, withSkull }] = await Promise.all([
    networks.open(),
    readStudy(command, reporting),
  ]);
  const brain = await extractFrom({ volumes, withSkull }, command, networks, (done, count) => {
    if (done === 0) clock.begin('extracting');
    report({ kind: 'step', done, count });
  });

  clock.begin('preparing');
  const preparingSteps = manifest.input.channels.length;
  const prepared = prepareStudy(volumes, command, (done) => report({ kind: 'step', done, count: preparingSteps }));
  const shape = prepared.grid.padded;
  const memoryBudgetBytes = command.memoryBudgetBytes ?? defaultMemoryBudgetBytes();
  const plan = await planStudy(command.model, network, { shape, memoryBudgetBytes });
  const tileCount = plan.starts.length;
  const flips = flipCombinations(manifest.input.axes, thoroughFlips(command));
  const count = tileCount * flips.length;
  const megavoxels = (count * voxelCount(plan.tileShape)) / 1e6;
  report({ kind: 'plan', plan: { tileCount: count, megavoxels } });

  clock.begin('predicting');
  let done = 0;
  const onPassDone = (): void => {
    done += 1;
    if (count > 1) report({ kind: 'step', done, count });
    if (done === count) clock.begin('finishing');
  };
  const { output } = manifest;
  const labeller = createLabeller(prepared, { ...manifest, output: answeredOutput(output, flips) });
  await predictVolume(prepared.tensor, {
    ...{ shape, plan, onPlanes: labeller.take },
    predictTile: (tile, tileShape) => predictFlipped(engine, tile, { shape: tileShape, output, flips, onPassDone }),
  });
  await engine.release();
  const { labels, uncertainty } = labeller.finish(flips.length);
  const { spent: stages, peaks } = clock.end();
  return {
    labels,
    geometry: prepared.geometry,
    engine: engine.name,
    provider: engine.provider,
    stages,
    peakMemoryBytes: peaks.finishing,
    peakMemoryBytesAfter: peaks,
    memoryBudgetBytes,
    tileCount,
    uncertainty,
    brain,
    msPerMegavoxel: stages.predicting / megavoxels,
  };
}

/** One pass where memory allows it, or tiles. How far the network looks is read from its graph, where it matters. */
async function planStudy(
  { manifest }: ModelPackage,
  network: Network,
  { shape, memoryBudgetBytes }: { readonly shape: Vec3; readonly memoryBudgetBytes: number },
): Promise<TilePlan> {
  const { patch, multipleOf } = manifest.input;
  if (patch !== undefined) return coverWith(patch, shape, multipleOf);
  const fits = (tileShape: Vec3): boolean => fitsBudget(shape, manifest, memoryBudgetBytes, tileShape);
  if (fits(shape)) return coverWith(shape, shape, multipleOf);
  const { radiusOfNetwork } = await import('./onnx-file/receptive-field.ts');
  return planTiles(shape, { multipleOf, fits, radius: () => radiusOfNetwork(network.bytes) });
}

/** Directions to mirror along: none unless it is asked for and the network knows them. */
function thoroughFlips({ isThorough, model }: InferenceCommand): readonly FlipDirection[] {
  return isThorough === true ? (model.manifest.training?.flips ?? []) : [];
}

/**
 * Finds the brain where that is asked for, and makes the rest of every image background; null where the images stay
 * as they are, which costs nothing then.
 *
 * @param onStep told of the beginning too, with 0 steps done.
 */
async function extractFrom(
  { volumes, withSkull }: ReadStudy,
  { inputs, brainExtraction }: InferenceCommand,
  { openExtractor }: Networks,
  onStep: (done: number, count: number) => void,
): Promise<BrainOutcome | null> {
  if (brainExtraction === undefined) return null;
  const asked = brainExtraction.mode === 'on' ? new Set(volumes.keys()) : withSkull;
  if (asked.size === 0) return null;
  onStep(0, 1);
  const { extractor, engine } = await openExtractor(brainExtraction);
  const brain = await extractBrain(volumes, { inputs, asked, extractor, engine, onStep });
  await engine.release();
  return brain;
}

type PerStage = Record<SegmentationStage, number>;

interface StageClock {
  begin(stage: SegmentationStage): void;
  /** Milliseconds spent in each stage, and the largest resident memory so far, in bytes, at its end. */
  end(): { spent: PerStage; peaks: PerStage };
}

function createStageClock(report: (report: InferenceReport) => void): StageClock {
  const spent: PerStage = { reading: 0, extracting: 0, preparing: 0, predicting: 0, finishing: 0 };
  const peaks: PerStage = { ...spent };
  let current: SegmentationStage | null = null;
  let since = 0;
  const stop = (): void => {
    if (current === null) return;
    spent[current] = performance.now() - since;
    peaks[current] = process.resourceUsage().maxRSS * 1024;
  };
  return {
    begin(stage) {
      stop();
      current = stage;
      since = performance.now();
      report({ kind: 'stage', stage });
    },
    end() {
      stop();
      return { spent, peaks };
    },
  };
}
