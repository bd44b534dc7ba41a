import { AsyncIteratorClass } from '@orpc/client';
import type {
  AlignmentEvent,
  BackendClient,
  BatchStudy,
  DurationEstimate,
  EnginesReport,
  FileRef,
  IntakeDraft,
  Job,
  Model,
  Preferences,
  StorageUse,
  Study,
} from '#shared/contract/index.ts';
import type { MenuCommand } from '#shared/contract/desktop-bridge.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { BackendConnection, ConnectionStatus, GivenFiles } from '../backend/connection.ts';
import type { Answer } from './answer.ts';
import { createEventLine, type EventLine } from './event-line.ts';
import { createFakeBatch } from './fake-batch.ts';
import { createFakeCorrections } from './fake-corrections.ts';
import { createFakeMeasurements } from './fake-measurements.ts';
import { createFakeStudies, withReference } from './fake-studies.ts';
import { testDraft, testJob, testModel, testReference, testShape } from './fixtures.ts';

/** A backend in memory for tests of what stands in front of one. Tests change its fields and read what was asked of it. */
export interface FakeBackend {
  readonly connection: BackendConnection;
  readonly studies: Map<string, Study>;
  /** What intake calls answer with. */
  draft: IntakeDraft;
  runningJob: Job | null;
  /** What watchers of the queue see. */
  readonly queue: EventLine<Job[]>;
  /** Blobs by id; those missing are int16 zeros on the test grid. */
  readonly blobs: Map<string, ArrayBuffer>;
  /** Operations that fail, by name ("studies.get", "readBlob"). */
  readonly failures: Map<string, Error>;
  readonly calls: { readonly operation: string; readonly input: unknown }[];
  preferences: Preferences;
  /** Reports of the engines, one after the other; the watch ends behind the last. */
  engines: readonly EnginesReport[];
  estimate: DurationEstimate | null;
  models: Model[];
  storage: StorageUse;
  /** What is found in files that are given. */
  batch: BatchStudy[];
  /** What every watcher of the job sees next. */
  report(job: Job): void;
  /** Ends the watchers with an error, as a lost connection does. */
  breakWatch(error: Error): void;
  setStatus(status: ConnectionStatus): void;
  /** As if the window had a menu and the user chose from it. */
  chooseInMenu(command: MenuCommand): void;
  callsOf(operation: string): readonly unknown[];
}

export function createFakeBackend(studies: readonly Study[] = []): FakeBackend {
  const statusListeners = new Set<(status: ConnectionStatus) => void>();
  const menuListeners = new Set<(command: MenuCommand) => void>();
  const watchers = new Set<Watcher>();
  let status: ConnectionStatus = 'connected';

  async function answer<T>(operation: string, input: unknown, make: () => T): Promise<T> {
    fake.calls.push({ operation, input });
    await Promise.resolve();
    const failure = fake.failures.get(operation);
    if (failure !== undefined) throw failure;
    return make();
  }

  const fake: FakeBackend = {
    studies: new Map(studies.map((study) => [study.studyId, study])),
    draft: testDraft([]),
    runningJob: null,
    queue: createEventLine<Job[]>([]),
    blobs: new Map(),
    failures: new Map(),
    calls: [],
    preferences: { language: 'system', engine: 'automatic' },
    engines: [],
    estimate: null,
    models: [testModel('ours', 'shipped')],
    storage: { directory: '/data', images: 4e9, labelMaps: 3e6, models: 0, rest: 2e6, free: null },
    batch: [],
    report(job) {
      fake.runningJob = job.state === 'running' ? job : null;
      for (const watcher of watchers) watcher.push(job);
    },
    breakWatch(error) {
      for (const watcher of watchers) watcher.fail(error);
    },
    setStatus(next) {
      status = next;
      for (const listener of statusListeners) listener(next);
    },
    chooseInMenu(command) {
      for (const listener of menuListeners) listener(command);
    },
    callsOf: (operation) => fake.calls.filter((call) => call.operation === operation).map((call) => call.input),
    connection: {
      get client() {
        return client;
      },
      readBlob: (blobId) =>
        answer('readBlob', blobId, () => fake.blobs.get(blobId) ?? new ArrayBuffer(voxelCount(testShape) * 2)),
      chooseFiles: () => answer('chooseFiles', null, (): GivenFiles => ({ kind: 'paths', paths: ['/a/kim_t1.nii'] })),
      chooseFolder: () => answer('chooseFolder', null, (): GivenFiles => ({ kind: 'paths', paths: ['/a'] })),
      takeDropped: () => answer('takeDropped', null, (): GivenFiles => ({ kind: 'paths', paths: ['/dropped'] })),
      toFileRefs: (given) =>
        answer('toFileRefs', given, () =>
          (given.kind === 'paths' ? given.paths : []).map((path): FileRef => ({ kind: 'path', path })),
        ),
      discardOnLeave: (draftId) => void answer('discardOnLeave', draftId, () => null),
      exportResult: (resultId, convention, name) => answer('exportResult', { resultId, convention, name }, () => name),
      exportStudy: (wanted, name) => answer('exportStudy', { ...wanted, name }, () => `${name}.zip`),
      exportTable: (studyIds) => answer('exportTable', studyIds, () => 'glioscope-volumes.csv'),
      saveFile: (file) => answer('saveFile', file, () => file.name),
      copyImage: async (png) => {
        const image = await png;
        await answer('copyImage', image, () => null);
      },
      status: () => status,
      onStatus(listener) {
        statusListeners.add(listener);
        return () => statusListeners.delete(listener);
      },
      reconnect: () => void answer('reconnect', null, () => null),
      setLanguage: (language) => void answer('setLanguage', language, () => null),
      ...{ showDataDirectory: null, hasMenu: false },
      onMenuCommand(listener) {
        menuListeners.add(listener);
        return () => menuListeners.delete(listener);
      },
    },
  };
  const client = createClient(fake, answer, watchers);
  return fake;
}

function createClient(fake: FakeBackend, answer: Answer, watchers: Set<Watcher>): BackendClient {
  function studyOf(studyId: string): Study {
    const study = fake.studies.get(studyId);
    if (study === undefined) throw new GlioscopeError('not-found');
    return study;
  }
  function change(studyId: string, changes: Partial<Study>): Study {
    const changed = { ...studyOf(studyId), ...changes };
    fake.studies.set(studyId, changed);
    return changed;
  }
  const draft =
    (operation: string) =>
    (input?: unknown): Promise<IntakeDraft> =>
      answer(operation, input, () => fake.draft);
  return {
    app: createFakeApp(fake, answer),
    intake: {
      open: draft('intake.open'),
      openSample: draft('intake.openSample'),
      addFiles: draft('intake.addFiles'),
      assign: draft('intake.assign'),
      removeFile: draft('intake.removeFile'),
      answerFinding: draft('intake.answerFinding'),
      align: (input) =>
        answer('intake.align', input, () => {
          const events = alignmentEvents(fake);
          return new AsyncIteratorClass(
            () => events.next(),
            async () => {
              await events.return();
            },
          );
        }),
      cancelAlignment: (input) => answer('intake.cancelAlignment', input, () => undefined),
      answerAlignment: draft('intake.answerAlignment'),
      goOnWithout: draft('intake.goOnWithout'),
      commit: (input) => answer('intake.commit', input, () => studyOf('study-1')),
      commitReference: (input) =>
        answer('intake.commitReference', input, () => change(input.studyId, withReference(testReference))),
      discard: (input) => answer('intake.discard', input, () => undefined),
    },
    studies: createFakeStudies(answer, { studies: fake.studies, studyOf, change }),
    models: {
      list: () => answer('models.list', null, () => [...fake.models]),
      add: (input) => answer('models.add', input, () => testModel('added', 'added')),
      remove: (input) => answer('models.remove', input, () => undefined),
    },
    engines: {
      watch: () =>
        answer('engines.watch', null, () => {
          const reports = fake.engines.values();
          return new AsyncIteratorClass(
            () => Promise.resolve(reports.next()),
            () => Promise.resolve(),
          );
        }),
      test: () => answer('engines.test', null, () => undefined),
    },
    jobs: createFakeJobs(fake, answer, watchers),
    results: {
      exportTo: (input) => answer('results.exportTo', input, () => ({ path: input.path })),
      remove: (input) => answer('results.remove', input, () => undefined),
      rename: (input) => answer('results.rename', input, () => undefined),
    },
    batch: createFakeBatch(fake, answer),
    measurements: createFakeMeasurements(answer),
    corrections: createFakeCorrections(fake, answer),
  };
}

function createFakeApp(fake: FakeBackend, answer: Answer): BackendClient['app'] {
  return {
    info: () => answer('app.info', null, () => ({ appVersion: '0.1.0', host: 'test', dataDirectory: '/data' })),
    getPreferences: () => answer('app.getPreferences', null, () => fake.preferences),
    setPreferences: (input) =>
      answer('app.setPreferences', input, () => (fake.preferences = { ...fake.preferences, ...input })),
    storageUse: () => answer('app.storageUse', null, () => fake.storage),
  };
}

function createFakeJobs(fake: FakeBackend, answer: Answer, watchers: Set<Watcher>): BackendClient['jobs'] {
  return {
    estimate: (input) => answer('jobs.estimate', input, () => fake.estimate),
    start: (input) => answer('jobs.start', input, () => (fake.runningJob = testJob({ studyId: input.studyId }))),
    running: (input) => answer('jobs.running', input, () => fake.runningJob),
    watch: (input) =>
      answer('jobs.watch', input, () => {
        const watcher = new Watcher(() => watchers.delete(watcher));
        watchers.add(watcher);
        const jobs = watcher.jobs();
        return new AsyncIteratorClass(
          () => jobs.next(),
          async () => {
            await jobs.return();
          },
        );
      }),
    queue: () => answer('jobs.queue', null, () => fake.queue.subscribe()),
    forgetEnded: () => answer('jobs.forgetEnded', null, () => undefined),
    cancel: (input) => answer('jobs.cancel', input, () => fake.runningJob ?? testJob({ state: 'cancelled' })),
  };
}

async function* alignmentEvents(fake: FakeBackend): AsyncGenerator<AlignmentEvent, void, void> {
  yield { kind: 'progress', modality: 't1n', fraction: 0.5 };
  await Promise.resolve();
  yield { kind: 'done', draft: fake.draft };
}

/** One `watch` call: hands on what is reported until the job ends. */
class Watcher {
  readonly #onEnd: () => void;
  readonly #queue: (Job | Error)[] = [];
  #wake: () => void = () => undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(job: Job): void {
    this.#queue.push(job);
    this.#wake();
  }

  fail(error: Error): void {
    this.#queue.push(error);
    this.#wake();
  }

  async *jobs(): AsyncGenerator<Job, void, void> {
    try {
      for (;;) {
        const next = this.#queue.shift();
        if (next instanceof Error) throw next;
        if (next === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
        else {
          yield next;
          if (next.state !== 'running') return;
        }
      }
    } finally {
      this.#onEnd();
    }
  }
}
