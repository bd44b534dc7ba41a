import { isSameGrid, voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { gridModality, modalityEntries, modalityNames, type Modality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { FlipDirection } from '#shared/domain/uncertainty.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { findPlacesToCheck } from '../analysis/places-to-check.ts';
import { readNiftiFile } from '../imaging/nifti-read.ts';
import type { Engine } from './engine.ts';
import { flipCombinations } from './flips.ts';
import { projectLabels } from './label-projection.ts';
import { defaultMemoryBudgetBytes, largestTileVoxels } from './memory-budget.ts';
import { markNonZero, markNonZeroOn, measureAs } from './normalisation.ts';
import { cropToMask, orientView } from './oriented-view.ts';
import { predictFlipped, type Prediction } from './predict-flipped.ts';
import type { InferenceCommand, InferenceReport, SegmentationOutcome, SegmentationStage } from './segmentation.ts';
import { fillChannel, planTensorGrid, type TensorGrid } from './tensor-grid.ts';
import { coverWith, planTiles } from './tiling.ts';
import { createUncertaintyMeter } from './uncertainty-meter.ts';

/** The network's view of a study, and what is needed to find the way back from it. */
export interface PreparedStudy {
  readonly geometry: Geometry;
  readonly grid: TensorGrid;
  /** Study grid, stored order: 1 where any modality is not zero. */
  readonly brain: Uint8Array;
  /** float32 [1, channels, D, H, W] of `grid.padded`, row-major; 0 everywhere in the channel of an absent modality. */
  readonly tensor: Float32Array;
}

/**
 * The whole path of a job, in this process and on this thread: the study's files in, a label map on T1ce's grid out.
 *
 * @param createEngine opens the model; called while preparing.
 * @param report       told of stages and steps.
 * @throws GlioscopeError what the reader throws (with the user's file names), geometry-mismatch, no-brain,
 *         and what the engine throws.
 */
export async function segmentStudy(
  command: InferenceCommand,
  createEngine: () => Promise<Engine>,
  report: (report: InferenceReport) => void,
): Promise<SegmentationOutcome> {
  const { manifest } = command.model;
  const clock = createStageClock(report);

  clock.begin('reading');
  const volumes = await readVolumes(command.inputs, report);

  clock.begin('preparing');
  const preparingSteps = manifest.input.channels.length + 1;
  const prepared = prepareStudy(volumes, command, (done) => report({ kind: 'step', done, count: preparingSteps }));
  const engine = await createEngine();

  const budgetBytes = command.memoryBudgetBytes ?? defaultMemoryBudgetBytes();
  const { padded } = prepared.grid;
  const { patch, multipleOf } = manifest.input;
  const plan =
    patch === undefined
      ? planTiles(padded, largestTileVoxels(padded, manifest, budgetBytes), multipleOf)
      : coverWith(patch, padded);
  const tileCount = plan.starts.length;
  const flips = flipCombinations(manifest.input.axes, thoroughFlips(command));
  const count = tileCount * flips.length;
  const megavoxels = (count * voxelCount(plan.tileShape)) / 1e6;
  report({ kind: 'plan', plan: { tileCount: count, megavoxels } });

  clock.begin('predicting');
  const prediction = await predictFlipped(engine, prepared.tensor, {
    ...{ shape: padded, plan, output: manifest.output, flips },
    onTileDone: (done) => report({ kind: 'step', done, count }),
  });

  clock.begin('finishing');
  await engine.release();
  const { labels, uncertainty } = decideLabels(prediction, prepared, flips.length);
  const { spent: stages, peaks } = clock.end();
  return {
    labels,
    geometry: prepared.geometry,
    engine: engine.name,
    provider: engine.provider,
    stages,
    peakMemoryBytes: peaks.finishing,
    peakMemoryBytesAfter: peaks,
    tileCount,
    uncertainty,
    msPerMegavoxel: stages.predicting / megavoxels,
  };
}

/** Directions to mirror along: none unless it is asked for and the network knows them. */
function thoroughFlips({ isThorough, model }: InferenceCommand): readonly FlipDirection[] {
  return isThorough === true ? (model.manifest.training?.flips ?? []) : [];
}

function decideLabels(
  prediction: Prediction,
  { geometry, grid, brain }: PreparedStudy,
  passes: number,
): Pick<SegmentationOutcome, 'labels' | 'uncertainty'> {
  const meter = createUncertaintyMeter(prediction, brain.length);
  const { map } = meter;
  const labels = projectLabels(prediction.values, grid, brain, meter.decide);
  const found = findPlacesToCheck(labels, map, geometry);
  return { labels, uncertainty: { map, passes, rangesMl: meter.rangesMl(voxelVolumeMl(geometry.affine)), ...found } };
}

/**
 * Brings a study into the shape a model wants. The grid of T1ce is the study's; what of the other
 * modalities lies outside it is not looked at.
 *
 * @param volumes       EMPTIED on the way, so that each can be freed once it is in the tensor.
 * @param onChannelDone told how many channels of the tensor are filled.
 * @throws GlioscopeError geometry-mismatch {file, other, reason: apart} when nothing of a modality lies on the grid; no-brain {file, modality}.
 */
export function prepareStudy(
  volumes: Map<Modality, Volume>,
  { inputs, model }: Pick<InferenceCommand, 'inputs' | 'model'>,
  onChannelDone: (done: number) => void,
): PreparedStudy {
  const geometry = gridOf(volumes);
  const { input } = model.manifest;
  const brain = new Uint8Array(voxelCount(geometry.shape));
  for (const [modality, volume] of volumes) {
    if (isSameGrid(volume, geometry)) markNonZero(volume, brain);
    else if (!markNonZeroOn(geometry, volume, brain)) throw elsewhere(inputs, modality);
  }
  const view = cropToMask(orientView(geometry, input.axes), brain);
  if (view === null) throw noBrain(inputs, gridModality);

  const grid = planTensorGrid(view, input.spacingMm, input.multipleOf, input.patch);
  const size = voxelCount(grid.padded);
  const tensor = new Float32Array(input.channels.length * size);
  for (const [channel, modality] of input.channels.entries()) {
    const volume = volumes.get(modality);
    // the channel of an absent modality stays 0, as the network was shown it in training
    if (volume !== undefined) {
      const normalisation = measureAs(volume, input.normalisation);
      // one value everywhere is a mask, not an image: it would pass as a brain without contrast
      if (!normalisation?.deviation) throw noBrain(inputs, modality);
      fillChannel(tensor.subarray(channel * size, (channel + 1) * size), volume, grid, normalisation);
      volumes.delete(modality);
    }
    onChannelDone(channel + 1);
  }
  return { geometry, grid, brain, tensor };
}

/** Reads the files side by side; failures carry the user's name of the file. */
async function readVolumes(
  inputs: InferenceCommand['inputs'],
  report: (report: InferenceReport) => void,
): Promise<Map<Modality, Volume>> {
  let done = 0;
  const given = modalityEntries(inputs);
  const entries = await Promise.all(
    given.map(async ([modality, { path, fileName, affine }]) => {
      const volume = await readNiftiFile(path).catch((error: unknown) => {
        throw withFileName(error, fileName);
      });
      done += 1;
      report({ kind: 'step', done, count: given.length });
      return [modality, affine === undefined ? volume : { ...volume, affine }] as const;
    }),
  );
  return new Map<Modality, Volume>(entries);
}

function withFileName(error: unknown, file: string): unknown {
  if (!(error instanceof GlioscopeError) || !('file' in error.params)) return error;
  const options = error.detail === undefined ? { cause: error } : { cause: error, detail: error.detail };
  return new GlioscopeError(error.code, { ...error.params, file }, options);
}

/** The grid of the study, which the label map is to lie on. */
function gridOf(volumes: ReadonlyMap<Modality, Volume>): Geometry {
  const volume = volumes.get(gridModality);
  if (volume === undefined) throw new RangeError(`a study without ${gridModality}`);
  return { shape: volume.shape, affine: volume.affine };
}

/** Intake has said so before, but files can change on disk. */
function elsewhere(inputs: InferenceCommand['inputs'], modality: Modality): GlioscopeError {
  const file = inputs[modality]?.fileName ?? '';
  const other = inputs[gridModality].fileName;
  return new GlioscopeError('geometry-mismatch', { file, other, reason: 'apart' });
}

function noBrain(inputs: InferenceCommand['inputs'], modality: Modality): GlioscopeError {
  return new GlioscopeError('no-brain', { file: inputs[modality]?.fileName ?? '', modality: modalityNames[modality] });
}

type PerStage = Record<SegmentationStage, number>;

interface StageClock {
  begin(stage: SegmentationStage): void;
  /** Milliseconds spent in each stage, and the largest resident memory so far, in bytes, at its end. */
  end(): { spent: PerStage; peaks: PerStage };
}

function createStageClock(report: (report: InferenceReport) => void): StageClock {
  const spent: PerStage = { reading: 0, preparing: 0, predicting: 0, finishing: 0 };
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
