import type { Router } from '@orpc/server';
import type { AppInfo, Contract, FileRef } from '#shared/contract/index.ts';
import { parseThumbnailBlobId } from '#shared/contract/data-plane.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { runSegmentation } from '../inference/run-segmentation.ts';
import { openLibrary, type Library } from '../library/library.ts';
import { createAppService } from './app-service.ts';
import { createBlobReader } from './blob-reader.ts';
import { readThumbnail } from './draft-findings.ts';
import { createDraftStore } from './draft-store.ts';
import { exportResult, type ExportedFile } from './export-result.ts';
import { createInbox } from './inbox.ts';
import { createIntakeService } from './intake-service.ts';
import { createJobRunner, type JobRunner, type JobSubject } from './job-runner.ts';
import { createJobsService } from './jobs-service.ts';
import type { Logger } from './logger.ts';
import { chooseModel } from './models.ts';
import { createModelsService } from './models-service.ts';
import { createOperations } from './operations.ts';
import { createResultsService } from './results-service.ts';
import { createSegmentStudy } from './segment-study.ts';
import { createStudiesService } from './studies-service.ts';
import { createWorkQueue } from './work-queue.ts';

export interface BackendOptions {
  readonly dataDirectory: string;
  readonly modelsDirectory: string;
  /** Entry of the inference process: its source, or its bundle. */
  readonly inferenceEntry: URL;
  readonly appVersion: string;
  readonly host: AppInfo['host'];
  readonly log: Logger;
  /** For tests of what the engine cannot be made to do. */
  readonly runSegmentation?: typeof runSegmentation;
}

/** The whole backend behind the contract, and the data plane beside it. Knows no transport. */
export interface Backend {
  readonly router: Router<Contract, object>;
  /** Bytes of a volume or label map; shared, not to be changed or transferred. Throws GlioscopeError. */
  readBlob(blobId: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes a file in that has no path here. Throws GlioscopeError; nothing is left then. */
  acceptUpload(name: string, body: AsyncIterable<Uint8Array>): Promise<FileRef>;
  exportResult(resultId: string, convention: LabelConvention): Promise<ExportedFile>;
  /** Stops working and closes the library; jobs that wait or run go on at the next start. */
  close(): Promise<void>;
}

/** Throws what `openLibrary` throws. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const library = await openLibrary(options.dataDirectory);
  options.log.info('the library is open', { host: options.host, appVersion: options.appVersion });
  const { backend, jobs } = assemble(options, library);
  await jobs.resume();
  return backend;
}

function assemble(options: BackendOptions, library: Library): { backend: Backend; jobs: JobRunner } {
  const { dataDirectory, modelsDirectory, inferenceEntry, appVersion, host, log } = options;
  // a page that came over HTTP uploads and downloads; it has no business with paths of this machine
  const acceptsPaths = host !== 'browser';
  const storing = createWorkQueue();
  const inbox = createInbox(library.inboxDirectory);
  const drafts = createDraftStore({ inbox, acceptsPaths });
  const blobs = createBlobReader(library);
  const engine = options.runSegmentation ?? runSegmentation;
  const work = createSegmentStudy({ library, storing, inferenceEntry, appVersion, runSegmentation: engine });
  const load = async ({ studyId, modelId }: { studyId: string; modelId: string }): Promise<JobSubject> => ({
    study: await library.getStudy(studyId),
    model: await chooseModel(modelsDirectory, modelId),
  });
  const jobs = createJobRunner({ store: library.jobs, load, work, log });
  const operations = createOperations(log);
  const backend: Backend = {
    router: operations.router({
      app: createAppService(operations, library, { appVersion, host, dataDirectory }),
      intake: createIntakeService(operations, { library, drafts, storing }),
      studies: createStudiesService(operations, { library, jobs, blobs, storing }),
      models: createModelsService(operations, modelsDirectory),
      jobs: createJobsService(operations, { library, jobs, modelsDirectory }),
      results: createResultsService(operations, { library, acceptsPaths, storing }),
    }),
    async readBlob(blobId) {
      const thumbnail = parseThumbnailBlobId(blobId);
      return thumbnail === null ? blobs.read(blobId) : readThumbnail(drafts, thumbnail);
    },
    acceptUpload: (name, body) => inbox.accept(name, body),
    exportResult: (resultId, convention) => exportResult(library, resultId, convention),
    async close() {
      await jobs.close();
      await storing(() => library.close());
    },
  };
  return { backend, jobs };
}
