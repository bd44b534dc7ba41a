import { randomUUID } from 'node:crypto';
import { referenceEngine } from '#shared/domain/engine.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import { absentModality, perModality } from '#shared/domain/modality.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import { requestExtraction } from '../inference/brain/extraction-package.ts';
import type { runSegmentation } from '../inference/run-segmentation.ts';
import { runWithFallback } from '../inference/run-with-fallback.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import type { BrainOutcome, SegmentationOutcome } from '../inference/segmentation.ts';
import type { Library, RunTimesKey } from '../library/library.ts';
import type { BrainRecord, ResultRecord, RunTimes, StudyRecord } from '../library/records.ts';
import type { EngineRoster } from './engine-roster.ts';
import type { JobWork } from './job-runner.ts';
import { blendRunTimes } from './run-times.ts';
import type { WorkQueue } from './work-queue.ts';

export interface SegmentStudyOptions {
  readonly library: Library;
  readonly roster: EngineRoster;
  /** What the user wants, at the time of the job. */
  readonly precision: () => Promise<Precision>;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
  readonly inferenceEntry: URL;
  /** Holds what finds the brain. */
  readonly modelsDirectory: string;
  readonly appVersion: string;
  readonly runSegmentation: typeof runSegmentation;
}

/** The work of a job: runs the model on a stored study and keeps the result with how it was made. */
export function createSegmentStudy(options: SegmentStudyOptions): JobWork {
  const { library, roster, storing, inferenceEntry, appVersion } = options;
  return async ({ jobId, study, model: chosen, isThorough, brainExtraction: mode }, signal, onProgress) => {
    const startMs = performance.now();
    const inputs = perModality(
      study.volumes.map(({ modality, fileSha256, fileName, affine, fileAffine }) => [
        modality,
        { path: library.files.pathOf(fileSha256), fileName, ...(fileAffine === undefined ? {} : { affine }) },
      ]),
    );
    const brainExtraction = requestExtraction(mode, [options.modelsDirectory]);
    const { outcome, engineId, model, runMs, fallbacks } = await runWithFallback(
      { model: chosen, inputs, isThorough, brainExtraction },
      {
        ...{ processEntry: inferenceEntry, signal, onProgress, run: options.runSegmentation },
        engineIds: await roster.enginesToTry(),
        precision: await options.precision(),
        speedOf: async (candidate, { sha256 }) => {
          const times = await library.getRunTimes({ modelSha256: sha256, engineId: candidate });
          return times === null ? undefined : times.secondsPerMegavoxel * 1000;
        },
      },
    );
    const durationMs = performance.now() - startMs;
    await keepRunTimes(library, outcome, { modelSha256: model.sha256, engineId }, runMs);
    return storing(async () => {
      const { sha256 } = await library.labelMaps.addBytes(outcome.labels);
      const { map, ...sureness } = outcome.uncertainty;
      const { sha256: mapSha256 } = await library.labelMaps.addBytes(map);
      const brain = outcome.brain === null ? null : await keepBrain(library, outcome.brain);
      const result: ResultRecord = {
        ...{ resultId: randomUUID(), studyId: study.studyId, labelMapId: randomUUID(), labelMapSha256: sha256 },
        ...{ createdAt: new Date().toISOString(), appVersion, durationMs },
        ...{ modelId: model.modelId, modelVersion: model.version, modelSha256: model.sha256 },
        ...{ engine: outcome.engine, provider: outcome.provider },
        ...{ name: null, origin: { kind: 'network' } },
        inputSha256: perModality(study.volumes.map(({ modality, fileSha256 }) => [modality, fileSha256])),
        fallbacks,
        settings: { ...describeRun(outcome, model), ...describeAbsence(study), intakeNotes: describeNotes(study) },
        tissuesMl: measureTissuesMl(outcome.labels, internalLabels, study.geometry.affine),
        uncertainty: { mapId: randomUUID(), mapSha256, ...sureness },
        brain,
      };
      await library.jobs.complete(jobId, result);
      return result.resultId;
    }, signal);
  };
}

/** For the next estimate: the network's time, that of finding the brain, where it was, and all the rest. */
async function keepRunTimes(
  library: Library,
  { msPerMegavoxel, stages, brain }: SegmentationOutcome,
  key: RunTimesKey,
  runMs: number,
): Promise<void> {
  const keep = async (of: RunTimesKey, times: RunTimes): Promise<void> =>
    library.setRunTimes(of, blendRunTimes(await library.getRunTimes(of), times));
  if (brain !== null) {
    const secondsPerMegavoxel = stages.extracting / brain.megavoxels / 1000;
    const extractor: RunTimesKey = { modelSha256: brain.extractor.sha256, engineId: referenceEngine };
    await keep(extractor, { secondsPerMegavoxel, secondsBesideNetwork: null });
  }
  if (!(msPerMegavoxel > 0)) return;
  const beside = Math.max(0, runMs - stages.predicting - stages.extracting) / 1000;
  await keep(key, { secondsPerMegavoxel: msPerMegavoxel / 1000, secondsBesideNetwork: beside });
}

async function keepBrain(library: Library, { mask, volumeMl, extractor, asked }: BrainOutcome): Promise<BrainRecord> {
  const { sha256: maskSha256 } = await library.labelMaps.addBytes(mask);
  const { modelId, name: modelName, version: modelVersion, sha256: modelSha256 } = extractor;
  const how = { modelId, modelName, modelVersion, modelSha256 };
  return { maskId: randomUUID(), maskSha256, volumeMl, ...how, foundIn: asked };
}

/** What was remarked about the inputs and what the user decided: `swapped:kept`, several with blanks between; '' for none. */
function describeNotes({ intakeNotes }: StudyRecord): string {
  return intakeNotes.map(({ kind, reason, answer }) => `${reason ?? kind}:${answer}`).join(' ');
}

/** How the run went, beside what the row's own columns say. */
function describeRun(outcome: SegmentationOutcome, { precision }: ModelPackage): ResultRecord['settings'] {
  const { tileCount, peakMemoryBytes, memoryBudgetBytes } = outcome;
  const { reading, extracting, preparing, predicting, finishing } = outcome.stages;
  return {
    ...{ precision, tileCount, peakMemoryBytes, memoryBudgetBytes },
    ...(outcome.brain === null ? {} : { extractingMs: extracting }),
    ...{ readingMs: reading, preparingMs: preparing, predictingMs: predicting, finishingMs: finishing },
  };
}

function describeAbsence({ volumes }: StudyRecord): ResultRecord['settings'] {
  const without = absentModality(volumes.map(({ modality }) => modality));
  return without === null ? {} : { without };
}
