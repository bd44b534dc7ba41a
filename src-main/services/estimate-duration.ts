import { availableParallelism } from 'node:os';
import type { DurationEstimate } from '#shared/contract/index.ts';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import { referenceEngine } from '#shared/domain/engine.ts';
import { gridModality } from '#shared/domain/modality.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { viewVoxels, type Volume } from '#shared/domain/volume.ts';
import { volumeShowsSkull } from '../imaging/skull.ts';
import { planBrainGrid } from '../inference/brain/brain-input.ts';
import { readExtractionPackage, requestExtraction } from '../inference/brain/extraction-package.ts';
import { speedOf } from '../inference/engine-choice.ts';
import { expectedMegavoxels, usualBrainMegavoxels } from '../inference/expected-size.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import { weightsFor } from '../inference/weights.ts';
import type { Library } from '../library/library.ts';
import type { RunTimes, StudyRecord } from '../library/records.ts';
import type { BlobReader } from './blob-reader.ts';
import type { EngineRoster } from './engine-roster.ts';
import { expectedRunTimes, usualSecondsBesideNetwork } from './run-times.ts';

export interface EstimateDependencies {
  readonly library: Library;
  readonly blobs: BlobReader;
  readonly roster: EngineRoster;
  /** What the user wants. */
  readonly precision: () => Promise<Precision>;
  /** Holds what finds the brain. */
  readonly modelsDirectory: string;
}

/** What of a segmentation decides how long it takes, beside the model. */
export interface EstimateWish {
  readonly passes: number;
  readonly brainExtraction: BrainExtractionMode;
}

/**
 * How long a segmentation will take: the network's measured time per voxel on the engine that comes first,
 * times the voxels of this brain, and all the rest as it was before. Where that engine has not run this model
 * yet, from the reference engine's time (measured, or from the self-test and what the model states) and the test's ratio.
 */
export async function estimateDuration(
  dependencies: EstimateDependencies,
  study: StudyRecord,
  chosen: ModelPackage,
  { passes, brainExtraction }: EstimateWish,
): Promise<DurationEstimate | null> {
  const { library, blobs, roster, precision } = dependencies;
  const volume = await gridVolumeOf(blobs, study);
  if (volume === null) return null;
  const extractionMs = await expectExtraction(dependencies, study, volume, brainExtraction);
  const once =
    extractionMs === null ? expectedMegavoxels(volume, chosen.manifest) : usualBrainMegavoxels(chosen.manifest);
  const [engineId = referenceEngine] = await roster.enginesToTry();
  const model = weightsFor(chosen, engineId, await precision());
  if (once === null) return null;
  const megavoxels = once * passes;
  const total = ({ secondsPerMegavoxel, secondsBesideNetwork: beside }: RunTimes): number =>
    (secondsPerMegavoxel * megavoxels + (beside ?? usualSecondsBesideNetwork)) * 1000 + (extractionMs ?? 0);

  const measured = await library.getRunTimes({ modelSha256: model.sha256, engineId });
  if (measured !== null) return { durationMs: total(measured), basis: 'measured', engineId };

  const tests = await roster.tests();
  const ratio = engineId === referenceEngine ? 1 : speedOf(engineId, tests);
  if (ratio === null) return null;
  const { coreMsPerMegavoxel } = model.manifest.cost;
  const reference =
    (await library.getRunTimes({ modelSha256: model.sha256, engineId: referenceEngine })) ??
    expectedRunTimes(coreMsPerMegavoxel, tests.get(referenceEngine), availableParallelism());
  const expected = { ...reference, secondsPerMegavoxel: reference.secondsPerMegavoxel / ratio };
  return { durationMs: total(expected), basis: 'expected', engineId };
}

/** Time of finding the brain per million voxels the network is given, where nobody has measured it. */
const usualSecondsPerMegavoxel = 0.6;

/** How long finding the brain will take; null where it will not be looked for. */
async function expectExtraction(
  { library, modelsDirectory }: EstimateDependencies,
  study: StudyRecord,
  volume: Volume,
  mode: BrainExtractionMode,
): Promise<number | null> {
  const request = requestExtraction(mode, [modelsDirectory]);
  if (request === undefined || (mode === 'auto' && !volumeShowsSkull(volume))) return null;
  const extractor = await readExtractionPackage(request.directory).catch(() => null);
  if (extractor === null) return null;
  const times = await library.getRunTimes({ modelSha256: extractor.sha256, engineId: referenceEngine });
  const megavoxels = (study.volumes.length * voxelCount(planBrainGrid(volume, extractor).padded)) / 1e6;
  return (times?.secondsPerMegavoxel ?? usualSecondsPerMegavoxel) * megavoxels * 1000;
}

/** The viewer has just read this volume, so it is at hand. */
async function gridVolumeOf(blobs: BlobReader, study: StudyRecord): Promise<Volume | null> {
  const volume = study.volumes.find(({ modality }) => modality === gridModality);
  if (volume === undefined) return null;
  const { buffer, byteOffset, byteLength } = await blobs.read(volume.volumeId);
  const voxels = viewVoxels(volume.dataType, buffer, byteOffset, byteLength);
  const { slope, intercept } = volume;
  return { ...volume, voxels, scale: { slope, intercept } };
}
