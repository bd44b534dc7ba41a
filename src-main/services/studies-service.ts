import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import type { Library } from '../library/library.ts';
import type { BlobReader } from './blob-reader.ts';
import type { JobRunner } from './job-runner.ts';
import type { Operations } from './operations.ts';
import { viewStudy, viewSummary } from './study-view.ts';
import type { WorkQueue } from './work-queue.ts';

export interface StudiesDependencies {
  readonly library: Library;
  readonly jobs: JobRunner;
  readonly blobs: BlobReader;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
}

export function createStudiesService(
  { studies }: Operations,
  { library, jobs, blobs, storing }: StudiesDependencies,
): Router<Contract['studies'], object> {
  return studies.router({
    list: studies.list.handler(async () => (await library.listStudies()).map(viewSummary)),
    get: studies.get.handler(async ({ input }) => viewStudy(await library.getStudy(input.studyId))),
    renamePatient: studies.renamePatient.handler(async ({ input }) => {
      await library.renamePatient(input.studyId, input.patientName);
      return viewStudy(await library.getStudy(input.studyId));
    }),
    remove: studies.remove.handler(async ({ input }) => {
      await jobs.removeStudy(input.studyId, () =>
        storing(async () => {
          await library.removeStudy(input.studyId);
          blobs.clear();
          // a removed study is gone from the disk now, not at the next start
          await library.sweep();
        }),
      );
    }),
  });
}
