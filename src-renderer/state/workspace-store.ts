import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MenuCommand } from '#shared/contract/desktop-bridge.ts';
import type { BackendConnection, ConnectionStatus, GivenFiles } from '../backend/connection.ts';
import { createBatchActions, type BatchActions } from './batch-slice.ts';
import { createBrainActions, type BrainActions } from './brain-slice.ts';
import { openStudyOf, type WorkspaceContext } from './context.ts';
import { createCorrectionActions, type CorrectionActions } from './correction-slice.ts';
import { createDisplayActions, type DisplayActions } from './display-slice.ts';
import { keepEstimate } from './estimate.ts';
import { createExportActions, type ExportActions } from './export-slice.ts';
import { createHelpActions, type HelpActions } from './help-slice.ts';
import { createIntakeActions, type IntakeActions } from './intake-slice.ts';
import { createJobActions, showNewResult, type JobActions } from './job-slice.ts';
import { createMeasuringActions, type MeasuringActions } from './measuring-slice.ts';
import { createModelsActions, type ModelsActions } from './models-slice.ts';
import { createPictureActions, type PictureActions } from './picture-slice.ts';
import { createPreferencesActions, keepViewerPreferences, type PreferencesActions } from './preferences-slice.ts';
import { createResultsActions, takeReference, type ResultsActions } from './results-slice.ts';
import { createQueueActions, type QueueActions } from './queue-slice.ts';
import { createSceneSource, type SceneSource } from './scene.ts';
import { createSettingsActions, type SettingsActions } from './settings-slice.ts';
import { createShownViews, type ShownViews } from './shown-views.ts';
import { createStudiesActions, type StudiesActions } from './studies-slice.ts';
import { createStudyActions, type StudyActions } from './study-slice.ts';
import { createUncertaintyActions, type UncertaintyActions } from './uncertainty-slice.ts';
import { createViewerActions, type ViewerActions } from './viewer-slice.ts';
import { createVolumeCache } from './volume-cache.ts';
import { initialState, type WorkspaceState } from './workspace-state.ts';

export interface WorkspaceActions {
  readonly studies: StudiesActions;
  readonly intake: IntakeActions;
  readonly batch: BatchActions;
  readonly study: Pick<StudyActions, 'renamePatient' | 'setScanDate' | 'loadVoxels'>;
  readonly viewer: ViewerActions;
  readonly display: DisplayActions;
  readonly job: JobActions;
  readonly queue: QueueActions;
  readonly correction: CorrectionActions;
  readonly measuring: MeasuringActions;
  readonly uncertainty: UncertaintyActions;
  readonly brain: BrainActions;
  readonly results: ResultsActions;
  readonly resultExport: ExportActions;
  readonly picture: PictureActions;
  readonly preferences: PreferencesActions;
  readonly settings: SettingsActions;
  readonly help: HelpActions;
  readonly models: ModelsActions;
  /** First thing after the page is up. */
  readonly begin: () => Promise<void>;
  /** Brings a study to the screen, wherever the user is; one that is open already is left as it is. */
  readonly openStudy: (studyId: string) => Promise<void>;
  readonly backToStudies: () => Promise<void>;
  readonly chooseFiles: () => Promise<void>;
  readonly chooseFolder: () => Promise<void>;
  readonly drop: (transfer: DataTransfer) => Promise<void>;
  readonly reconnect: () => void;
  readonly dismissNotice: (noticeId: number) => void;
  /** Gives up what is begun; else puts down the tool in hand, whichever it is; else puts the tools away. */
  readonly stepBack: () => void;
}

/** The store, what may be done to it, and the voxels beside it. One per page; one per test. */
export interface Workspace {
  readonly store: StoreApi<WorkspaceState>;
  readonly actions: WorkspaceActions;
  readonly scenes: SceneSource;
  readonly views: ShownViews;
  /** What is chosen in the desktop window's menu; returns a function that stops listening. */
  readonly onMenuCommand: BackendConnection['onMenuCommand'];
  readonly dispose: () => void;
}

export interface WorkspaceOptions {
  readonly cacheBytes?: number;
  /** Milliseconds, any origin. */
  readonly now?: () => number;
}

export function createWorkspaceStore(connection: BackendConnection, options: WorkspaceOptions = {}): Workspace {
  const volumes = createVolumeCache((blobId) => connection.readBlob(blobId), options.cacheBytes);
  const store = createStore<WorkspaceState>()(() => ({
    ...initialState(connection.status()),
    hasMenu: connection.hasMenu,
    canShowDataDirectory: connection.showDataDirectory !== null,
  }));
  const context: WorkspaceContext = { store, connection, volumes };
  const actions = createActions(context, options.now ?? (() => performance.now()));

  const stopStatus = connection.onStatus((status) => {
    connectionChanged(context, actions, status);
  });
  const stopKeeping = keepViewerPreferences(context);
  const stopEstimates = keepEstimate(context, () => actions.job.estimate());
  const stopMenu = connection.onMenuCommand((command) => {
    runMenuCommand(actions, command);
  });
  return {
    store,
    actions,
    scenes: createSceneSource(volumes),
    views: createShownViews(),
    onMenuCommand: (listener) => connection.onMenuCommand(listener),
    dispose() {
      stopStatus();
      stopMenu();
      stopKeeping();
      stopEstimates();
      volumes.clear();
    },
  };
}

/** The slices' actions, and the few moves that cross slices. */
type AllActions = WorkspaceActions & { readonly study: StudyActions };

function createActions(context: WorkspaceContext, now: () => number): AllActions {
  const { store, connection } = context;
  const studies = createStudiesActions(context);
  const study = createStudyActions(context);
  const viewer = createViewerActions(context, () => study.loadVoxels());
  const display = createDisplayActions(context, () => study.loadVoxels());
  const job = createJobActions(
    context,
    {
      async onDone(studyId, resultId) {
        const isStillOpen = (): boolean => openStudyOf(context, studyId) !== null;
        await study.refresh(studyId);
        if (!isStillOpen() || !showNewResult(context, resultId)) return;
        await study.loadVoxels();
        if (isStillOpen()) viewer.goToTumour();
      },
    },
    now,
  );
  const queue = createQueueActions(context, { onStudiesChanged: studies.load, onOpenStudyRuns: () => job.resume() });
  const correction = createCorrectionActions(context, study);
  const measuring = createMeasuringActions(context);
  const batch = createBatchActions(context, studies.load);
  const intake = createIntakeActions(context, {
    batch,
    async onCommitted(committed, isAwaited) {
      if (isAwaited && (await correction.mayLeave())) await study.show(committed);
      await studies.load();
    },
    async onReference(changed) {
      takeReference(context, changed);
      await study.loadVoxels();
    },
  });
  const preferences = createPreferencesActions(context);
  const models = createModelsActions(context);

  return {
    studies,
    study,
    viewer,
    display,
    job,
    queue,
    ...{ correction, measuring },
    uncertainty: createUncertaintyActions(context, { loadVoxels: study.loadVoxels, estimate: job.estimate }),
    brain: createBrainActions(context, { loadVoxels: study.loadVoxels, estimate: job.estimate }),
    results: createResultsActions(context, study.refresh, study.loadVoxels),
    intake,
    batch,
    resultExport: createExportActions(context),
    picture: createPictureActions(context),
    preferences,
    settings: createSettingsActions(context),
    help: createHelpActions(context),
    models,
    async begin() {
      void queue.follow();
      await Promise.all([preferences.load(), studies.load(), models.load()]);
    },
    ...createGoing(context, { studies, study, job, correction, intake }),
    ...createGiving(context, intake),
    reconnect: () => {
      connection.reconnect();
    },
    stepBack: createStepBack(context, correction, measuring),
    dismissNotice: (noticeId) => {
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.noticeId !== noticeId) }));
    },
  };
}

function createGoing(
  context: WorkspaceContext,
  { studies, study, job, correction, intake }: Pick<AllActions, 'studies' | 'study' | 'job' | 'correction' | 'intake'>,
): Pick<WorkspaceActions, 'openStudy' | 'backToStudies'> {
  const { store } = context;
  return {
    async openStudy(studyId) {
      const isOpen = openStudyOf(context, studyId) !== null;
      if (!isOpen && !(await correction.mayLeave())) return;
      store.setState(({ batch: before }) => ({ batch: { ...before, isOpen: false }, isSettingsOpen: false }));
      if (isOpen) return; // behind what lay over it
      void studies.load(); // with what was changed in the study that is left
      // asked for before the study: a job that ends in between is followed to its result
      const running = job.find(studyId);
      await study.open(studyId);
      await job.resume(await running);
    },
    async backToStudies() {
      if (!(await correction.mayLeave())) return;
      intake.discard();
      study.close();
      await studies.load();
    },
  };
}

function createGiving(
  { store, connection }: WorkspaceContext,
  intake: IntakeActions,
): Pick<WorkspaceActions, 'chooseFiles' | 'chooseFolder' | 'drop'> {
  const give = (given: Promise<GivenFiles | null>): Promise<void> => {
    // over the settings nobody would see what becomes of the files
    store.setState({ isSettingsOpen: false });
    return intake.give(given);
  };
  return {
    chooseFiles: () => give(connection.chooseFiles()),
    chooseFolder: () => give(connection.chooseFolder()),
    drop: (transfer) => give(connection.takeDropped(transfer)),
  };
}

/** A measuring tool may be in hand over the tools of correction, and is put down before they are put away. */
function createStepBack(
  { store }: WorkspaceContext,
  correction: CorrectionActions,
  measuring: MeasuringActions,
): () => void {
  return () => {
    const state = store.getState();
    if (state.correction.isOpen && state.measuring.tool === null) correction.stepBack();
    else measuring.stepBack();
  };
}

/** Back after a loss: what the backend did meanwhile is asked for, and voxels that could not be read are read. */
function connectionChanged(context: WorkspaceContext, actions: AllActions, status: ConnectionStatus): void {
  const { store } = context;
  const before = store.getState();
  store.setState({ connection: status });
  if (status !== 'connected' || before.connection !== 'lost') return;
  void actions.begin();
  if (before.study.status !== 'open') return;
  const { studyId } = before.study.study;
  if (before.job.status === 'failed' && before.job.failure.code === 'connection-lost') actions.job.dismissFailure();
  void actions.study
    .refresh(studyId)
    .then(() => {
      actions.correction.retryWriting();
      return Promise.all([actions.study.loadVoxels(), actions.job.resume()]);
    })
    .catch(() => undefined); // lost again: the next time it is back this runs again
}

function runMenuCommand(actions: WorkspaceActions, command: MenuCommand): void {
  const commands: Record<MenuCommand, () => unknown> = {
    'open-files': actions.chooseFiles,
    'open-folder': actions.chooseFolder,
    'open-sample': actions.intake.openSample,
    'show-studies': actions.backToStudies,
    copy: () => undefined, // where the focus is decides: as its key does (keys/use-commands.tsx)
    'toggle-segmentation': actions.viewer.toggleLabels,
    export: actions.resultExport.exportShown,
    'show-keys': actions.help.toggle,
  };
  commands[command]();
}
