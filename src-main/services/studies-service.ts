import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Library } from '../library/library.ts';
import type { BlobReader } from './blob-reader.ts';
import { exportStudy, writeStudyExport } from './export-study.ts';
import type { JobRunner } from './job-runner.ts';
import type { Operations } from './operations.ts';
import { viewStudy, viewSummary } from './study-view.ts';
import type { WorkQueue } from './work-queue.ts';

export interface StudiesDependencies {
  readonly library: Library;
  readonly jobs: JobRunner;
  readonly blobs: BlobReader;
  /** False where the other side of the wire has no business with paths of this machine. */
  readonly acceptsPaths: boolean;
  /** Keeps storing apart from sweeping. */
  readonly storing: WorkQueue;
}

export function createStudiesService(
  { studies }: Operations,
  { library, jobs, blobs, acceptsPaths, storing }: StudiesDependencies,
): Router<Contract['studies'], object> {
  return studies.router({
    list: studies.list.handler(async () => (await library.listStudies()).map(viewSummary)),
    get: studies.get.handler(async ({ input }) => viewStudy(await library.getStudy(input.studyId))),
    renamePatient: studies.renamePatient.handler(async ({ input }) => {
      await library.renamePatient(input.studyId, input.patientName);
      return viewStudy(await library.getStudy(input.studyId));
    }),
    setScanDate: studies.setScanDate.handler(async ({ input }) => {
      await library.setScanDate(input.studyId, input.scannedOn);
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
    removeReference: studies.removeReference.handler(({ input }) =>
      storing(async () => {
        await library.removeReference(input.studyId);
        blobs.clear();
        await library.sweep();
        return viewStudy(await library.getStudy(input.studyId));
      }),
    ),
    exportTo: studies.exportTo.handler(async ({ input }) => {
      if (!acceptsPaths) throw new GlioscopeError('invalid-request', {}, { detail: 'this host exports by download' });
      return { directory: await writeStudyExport(input.directory, await exportStudy(library, input)) };
    }),
  });
}
