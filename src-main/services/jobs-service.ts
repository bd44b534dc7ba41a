import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import { usualBrainExtraction } from '#shared/domain/brain-extraction.ts';
import type { Precision } from '#shared/domain/precision.ts';
import type { Library } from '../library/library.ts';
import { refuseLacking } from '../inference/absent-modality.ts';
import { thoroughPasses } from '../inference/flips.ts';
import type { BlobReader } from './blob-reader.ts';
import type { EngineRoster } from './engine-roster.ts';
import { estimateDuration } from './estimate-duration.ts';
import type { JobRunner } from './job-runner.ts';
import { chooseModel, modelKey, type ModelFolders } from './models.ts';
import type { Operations } from './operations.ts';

export interface JobsDependencies {
  readonly library: Library;
  readonly jobs: JobRunner;
  readonly blobs: BlobReader;
  readonly roster: EngineRoster;
  readonly precision: () => Promise<Precision>;
  readonly folders: ModelFolders;
}

export function createJobsService(
  operations: Operations,
  dependencies: JobsDependencies,
): Router<Contract['jobs'], object> {
  const { library, jobs, folders } = dependencies;
  const group = operations.jobs;
  return group.router({
    estimate: group.estimate.handler(async ({ input }) => {
      const study = await library.getStudy(input.studyId);
      const model = await chooseModel(folders, input.modelId);
      const passes = input.isThorough ? thoroughPasses(model.manifest) : 1;
      const brainExtraction = input.brainExtraction ?? usualBrainExtraction;
      const estimating = { ...dependencies, modelsDirectory: folders.shipped };
      return estimateDuration(estimating, study, model, { passes, brainExtraction });
    }),
    start: group.start.handler(async ({ input }) => {
      const study = await library.getStudy(input.studyId);
      const model = await chooseModel(folders, input.modelId);
      refuseLacking(
        model,
        study.volumes.map(({ modality }) => modality),
      );
      const { isThorough = false, brainExtraction = usualBrainExtraction } = input;
      return jobs.start({ studyId: study.studyId, modelId: modelKey(model), isThorough, brainExtraction });
    }),
    running: group.running.handler(({ input }) => jobs.running(input.studyId)),
    watch: group.watch.handler(({ input, signal }) => jobs.watch(input.jobId, signal)),
    queue: group.queue.handler(({ signal }) => jobs.watchQueue(signal)),
    forgetEnded: group.forgetEnded.handler(() => jobs.forgetEnded()),
    cancel: group.cancel.handler(({ input }) => jobs.cancel(input.jobId)),
  });
}
