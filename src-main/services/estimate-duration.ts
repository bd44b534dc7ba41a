import { availableParallelism } from 'node:os';
import type { DurationEstimate } from '#shared/contract/index.ts';
import { referenceEngine } from '#shared/domain/engine.ts';
import { gridModality } from '#shared/domain/modality.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { viewVoxels } from '#shared/domain/volume.ts';
import { speedOf } from '../inference/engine-choice.ts';
import { expectedMegavoxels } from '../inference/expected-size.ts';
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
}

/**
 * How long a segmentation will take: the network's measured time per voxel on the engine that comes first,
 * times the voxels of this brain, and all the rest as it was before. Where that engine has not run this model
 * yet, from the reference engine's time (measured, or from the self-test and what the model states) and the test's ratio.
 */
export async function estimateDuration(
  { library, blobs, roster, precision }: EstimateDependencies,
  study: StudyRecord,
  chosen: ModelPackage,
  passes = 1,
): Promise<DurationEstimate | null> {
  const once = await megavoxelsOf(blobs, study, chosen);
  const [engineId = referenceEngine] = await roster.enginesToTry();
  const model = weightsFor(chosen, engineId, await precision());
  if (once === null) return null;
  const megavoxels = once * passes;
  const total = ({ secondsPerMegavoxel, secondsBesideNetwork: beside }: RunTimes): number =>
    (secondsPerMegavoxel * megavoxels + (beside ?? usualSecondsBesideNetwork)) * 1000;

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

/** The viewer has just read this volume, so it is at hand. */
async function megavoxelsOf(blobs: BlobReader, study: StudyRecord, model: ModelPackage): Promise<number | null> {
  const volume = study.volumes.find(({ modality }) => modality === gridModality);
  if (volume === undefined) return null;
  const { buffer, byteOffset, byteLength } = await blobs.read(volume.volumeId);
  const voxels = viewVoxels(volume.dataType, buffer, byteOffset, byteLength);
  const { slope, intercept } = volume;
  return expectedMegavoxels({ ...volume, voxels, scale: { slope, intercept } }, model.manifest);
}
