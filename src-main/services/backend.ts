import type { Router } from '@orpc/server';
import type { AppInfo, Contract, FileRef, StudyExport } from '#shared/contract/index.ts';
import { parseAlignmentBlobId, parseJournalBlobId, parseThumbnailBlobId } from '#shared/contract/data-plane.ts';
import { encodeJournal } from '#shared/domain/edit/label-history.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import { usualPrecision, type Precision } from '#shared/domain/precision.ts';
import { runSegmentation } from '../inference/run-segmentation.ts';
import { testEngine } from '../inference/test-engine.ts';
import { openLibrary, type Library } from '../library/library.ts';
import { runRegistration } from '../registration/run-registration.ts';
import { createAppService, readPreferences } from './app-service.ts';
import { createBatchService } from './batch-service.ts';
import { createBlobReader } from './blob-reader.ts';
import { readThumbnail } from './draft-findings.ts';
import { createCorrectionsService } from './corrections-service.ts';
import { readAlignmentPicture } from './alignment-pictures.ts';
import { createDraftAlignments } from './draft-alignments.ts';
import { createDraftStore } from './draft-store.ts';
import { exportResult, type ExportedFile } from './export-result.ts';
import { exportStudy, type StudyFiles } from './export-study.ts';
import { createEngineRoster } from './engine-roster.ts';
import { createEnginesService } from './engines-service.ts';
import { createInbox } from './inbox.ts';
import { createIntakeService } from './intake-service.ts';
import { createJobRunner, type JobRunner, type JobSubject } from './job-runner.ts';
import { createJobsService } from './jobs-service.ts';
import type { Logger } from './logger.ts';
import { addedModelsDirectory, chooseModel } from './models.ts';
import { createMeasurementsService } from './measurements-service.ts';
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
  /** Likewise of the registration process. */
  readonly registrationEntry: URL;
  /** Of the thread that makes the sample study, likewise. */
  readonly sampleEntry: URL;
  readonly appVersion: string;
  readonly host: AppInfo['host'];
  readonly log: Logger;
  /** For tests of what the engine cannot be made to do. */
  readonly runSegmentation?: typeof runSegmentation;
  readonly runRegistration?: typeof runRegistration;
}

/** The whole backend behind the contract, and the data plane beside it. Knows no transport. */
export interface Backend {
  readonly router: Router<Contract, object>;
  /** Bytes of a volume or label map; shared, not to be changed or transferred. Throws GlioscopeError. */
  readBlob(blobId: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes a file in that has no path here. Throws GlioscopeError; nothing is left then. */
  acceptUpload(name: string, body: AsyncIterable<Uint8Array>): Promise<FileRef>;
  exportResult(resultId: string, convention: LabelConvention): Promise<ExportedFile>;
  exportStudy(wanted: StudyExport): Promise<StudyFiles>;
  /** Forgets a draft whose page goes. Throws `intake-lost`. */
  discardDraft(draftId: string): Promise<void>;
  /** Tests the engines nobody has tested yet, in the background: the first thing on a new machine. */
  testNewEngines(): Promise<void>;
  /** Stops working and closes the library; jobs that wait or run go on at the next start. */
  close(): Promise<void>;
}

/** Throws what `openLibrary` throws, and `storage-failed` when the queue cannot be taken up; nothing stays open then. */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const library = await openLibrary(options.dataDirectory);
  options.log.info('the library is open', { host: options.host, appVersion: options.appVersion });
  const { backend, jobs } = assemble(options, library);
  try {
    await jobs.resume();
  } catch (error) {
    // else the library stays locked until this program ends
    await backend.close();
    throw error;
  }
  return backend;
}

function assemble(options: BackendOptions, library: Library): { backend: Backend; jobs: JobRunner } {
  const { dataDirectory, modelsDirectory, inferenceEntry, registrationEntry, sampleEntry, appVersion, host, log } =
    options;
  // a page that came over HTTP uploads and downloads; it has no business with paths of this machine
  const acceptsPaths = host !== 'browser';
  const storing = createWorkQueue();
  const folders = { shipped: modelsDirectory, added: addedModelsDirectory(dataDirectory) };
  const inbox = createInbox(library.inboxDirectory);
  const drafts = createDraftStore({ inbox, acceptsPaths });
  const registration = options.runRegistration ?? runRegistration;
  const alignments = createDraftAlignments({ drafts, registrationEntry, runRegistration: registration });
  const blobs = createBlobReader(library);
  const engine = options.runSegmentation ?? runSegmentation;
  const roster = createEngineRoster({
    ...{ library, log },
    choice: async () => (await readPreferences(library)).engine,
    testEngine: (engineId, signal) => testEngine(engineId, { processEntry: inferenceEntry, signal }),
  });
  const precision = async (): Promise<Precision> => (await readPreferences(library)).precision ?? usualPrecision;
  const work = createSegmentStudy({
    ...{ library, roster, precision, storing, inferenceEntry, modelsDirectory, appVersion },
    runSegmentation: engine,
  });
  const load = async ({ studyId, modelId }: { studyId: string; modelId: string }): Promise<JobSubject> => ({
    study: await library.getStudy(studyId),
    model: await chooseModel(folders, modelId),
  });
  const jobs = createJobRunner({ store: library.jobs, load, work, log });
  const operations = createOperations(log);
  const backend: Backend = {
    router: operations.router({
      app: createAppService(
        operations,
        { library, roster, dataDirectory, addedModelsDirectory: folders.added },
        { appVersion, host, dataDirectory },
      ),
      intake: createIntakeService(operations, { library, drafts, sampleEntry, alignments, storing }),
      batch: createBatchService(operations, { library, drafts, acceptsPaths, storing }),
      studies: createStudiesService(operations, { library, jobs, blobs, acceptsPaths, storing }),
      models: createModelsService(operations, { folders, inbox, acceptsPaths, inferenceEntry }),
      engines: createEnginesService(operations, roster),
      jobs: createJobsService(operations, { library, jobs, blobs, roster, precision, folders }),
      results: createResultsService(operations, { library, blobs, acceptsPaths, storing }),
      measurements: createMeasurementsService(operations, library),
      corrections: createCorrectionsService(operations, { library, storing, appVersion }),
    }),
    async readBlob(blobId) {
      const correctionId = parseJournalBlobId(blobId);
      if (correctionId !== null) return encodeJournal(await library.readJournal(correctionId));
      const picture = parseAlignmentBlobId(blobId);
      if (picture !== null) return readAlignmentPicture(drafts, picture);
      const thumbnail = parseThumbnailBlobId(blobId);
      return thumbnail === null ? blobs.read(blobId) : readThumbnail(drafts, thumbnail);
    },
    acceptUpload: (name, body) => inbox.accept(name, body),
    discardDraft: (draftId) => alignments.discard(draftId),
    exportResult: (resultId, convention) => exportResult(library, resultId, convention),
    exportStudy: (wanted) => exportStudy(library, wanted),
    testNewEngines: () => roster.testUntested(),
    async close() {
      await alignments.cancelAll();
      await jobs.close();
      await roster.close();
      await storing(() => library.close());
    },
  };
  return { backend, jobs };
}
