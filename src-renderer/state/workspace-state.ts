import type {
  DurationEstimate,
  EnginesReport,
  IntakeDraft,
  Job,
  Model,
  Preferences,
  StorageUse,
  Study,
  StudySummary,
} from '#shared/contract/index.ts';
import {
  initiallyFolded,
  type ColourMapName,
  type DisplayConvention,
  type FoldableSection,
  type LabelStyle,
  type Plane,
  type ReadingLayout,
} from '#shared/domain/display.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { LabelConvention, Region, Tissue } from '#shared/domain/label-scheme.ts';
import type { Modality } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { ConnectionStatus } from '../backend/connection.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import type { ReadingFrame } from '../viewer/reading-frame.ts';
import { initialMeasuring, type MeasuringState } from './measuring-state.ts';
import { initialBatch, type BatchState } from './batch-state.ts';
import { initialBrain, type BrainState } from './brain-state.ts';
import { initialUncertainty, type UncertaintyState } from './uncertainty-state.ts';
import { initialPicture, type PictureState } from './picture-state.ts';
import { initialCorrection, type CorrectionState } from './correction-state.ts';
import { initialStudyOrder, type StudyOrder } from './study-order.ts';

/** The list on the start screen. A failed reload keeps what was there. */
export interface StudiesState {
  readonly list:
    | { readonly status: 'loading' }
    | { readonly status: 'ready'; readonly studies: readonly StudySummary[] }
    | { readonly status: 'failed'; readonly failure: Failure };
  readonly query: string;
  readonly order: StudyOrder;
}

/** Files on their way to become a study. */
export type IntakeState =
  | { readonly status: 'none' }
  | { readonly status: 'reading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | IntakeDraftState;

export interface AligningState {
  readonly modality: Modality | null;
  /** 0..1 */
  readonly fraction: number;
  readonly isCancelling: boolean;
}

export interface IntakeDraftState {
  readonly status: 'draft';
  readonly draft: IntakeDraft;
  readonly patientName: string;
  /** Once the user has typed a name, suggestions no longer replace it. */
  readonly isNameTyped: boolean;
  /** Grey pictures of files, `thumbnailSize` squared, by `thumbnailKey`; those still on their way are absent. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
  readonly activity: 'idle' | 'updating' | 'aligning' | 'committing';
  /** How far an alignment has come while `activity` is `aligning`. */
  readonly aligning: AligningState | null;
  /** Why the last change or the commit did not happen. */
  readonly failure: Failure | null;
}

/** The study on the screen. */
export type StudyState =
  | { readonly status: 'none' }
  | { readonly status: 'opening'; readonly studyId: string }
  | { readonly status: 'failed'; readonly studyId: string; readonly failure: Failure }
  | OpenStudyState;

export interface OpenStudyState {
  readonly status: 'open';
  readonly study: Study;
  readonly frame: ReadingFrame;
  /** Ids of the blobs whose voxels the volume cache holds now. */
  readonly heldBlobs: readonly string[];
  /** Why a blob could not be read, by its id. */
  readonly blobFailures: Readonly<Record<string, Failure>>;
}

/** Which label map lies over the image and is measured; `correction` is the mask in hand (correction-state.ts). */
export type ShownLabels =
  | { readonly kind: 'none' }
  | { readonly kind: 'result'; readonly resultId: string }
  | { readonly kind: 'reference' }
  | { readonly kind: 'correction' };

export interface ViewerState {
  readonly modality: Modality;
  /** What was shown before it, to go back and forth with one key; null before the first change. */
  readonly previousModality: Modality | null;
  /** Windows the user changed; a modality without one shows its volume's own. */
  readonly windows: Readonly<Partial<Record<Modality, IntensityWindow>>>;
  readonly crosshairMm: Vec3;
  /** The place under the mouse; null when it is not over a picture. */
  readonly pointerMm: Vec3 | null;
  readonly shownLabels: ShownLabels;
  /** Which label map to compare it with; `none`: the first other one there is. */
  readonly comparedLabels: ShownLabels;
  /** Instead of tissues: where the two label maps agree on `comparedRegion`. */
  readonly isAgreementShown: boolean;
  readonly comparedRegion: Region;
  readonly isLabelsVisible: boolean;
  /** Hidden for as long as a key is held. */
  readonly isPeeking: boolean;
  readonly labelStyle: LabelStyle;
  readonly hiddenTissues: readonly Tissue[];
  /** Regions with a line around them. */
  readonly outlinedRegions: readonly Region[];
  /** 0..1 */
  readonly labelOpacity: number;
  readonly displayConvention: DisplayConvention;
  readonly isCrosshairVisible: boolean;
  readonly isInterpolated: boolean;
  readonly colourMap: ColourMapName;
  /** As chosen; see `layoutOf` for what there is something to show in. */
  readonly layout: ReadingLayout;
  /** The plane that has the large view, and the only one where things are compared side by side. */
  readonly largePlane: Plane;
  /** Sections of the side panel of which only the title is shown. */
  readonly foldedSections: readonly FoldableSection[];
}

/** The segmentation of the open study. */
export type JobState =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly job: Job; readonly receivedAtMs: number; readonly isCancelling: boolean }
  | { readonly status: 'failed'; readonly failure: Failure };

/** All segmentations of this machine, and the studies that are chosen for more. */
export interface QueueState {
  /** The one that is worked on, those that wait in their order, those that have ended lately. */
  readonly jobs: readonly Job[];
  readonly selectedStudyIds: readonly string[];
}

export interface ExportState {
  /** null: the convention of the study's own files. */
  readonly convention: LabelConvention | null;
  readonly isBusy: boolean;
}

/** Something the user should know once, and need not answer. */
export type Notice =
  | { readonly noticeId: number; readonly kind: 'failure'; readonly failure: Failure }
  | { readonly noticeId: number; readonly kind: 'picture-copied' }
  /** A new result of the open study is there, and is not shown because its mask is being corrected. */
  | { readonly noticeId: number; readonly kind: 'result-waits' }
  | SavedNotice;

/** Something went to a file of this name. */
export interface SavedNotice {
  readonly noticeId: number;
  readonly kind: 'exported' | 'study-exported' | 'table-exported' | 'picture-saved';
  readonly fileName: string;
}

export interface WorkspaceState {
  readonly connection: ConnectionStatus;
  readonly studies: StudiesState;
  readonly intake: IntakeState;
  readonly batch: BatchState;
  readonly study: StudyState;
  readonly viewer: ViewerState;
  readonly job: JobState;
  readonly queue: QueueState;
  readonly correction: CorrectionState;
  readonly uncertainty: UncertaintyState;
  readonly brain: BrainState;
  readonly measuring: MeasuringState;
  readonly resultExport: ExportState;
  readonly picture: PictureState;
  readonly preferences: Preferences;
  /** How long a segmentation of the open study would take; null while that is not known. */
  readonly estimate: DurationEstimate | null;
  /** The settings lie over whatever was there. */
  readonly isSettingsOpen: boolean;
  /** The sheet of keys and mouse lies over whatever is there. */
  readonly isHelpOpen: boolean;
  /** The window has a menu of its own, with keys of its own. */
  readonly hasMenu: boolean;
  /** The host can open the data directory in the system's file manager. */
  readonly canShowDataDirectory: boolean;
  /** null until the settings have been looked at. */
  readonly engines: EnginesReport | null;
  /** null until the settings have been looked at. */
  readonly storage: StorageUse | null;
  /** Empty until they have been asked for. */
  readonly models: readonly Model[];
  readonly isAddingModel: boolean;
  readonly notices: readonly Notice[];
}

export const initialViewer: ViewerState = {
  modality: 't1c',
  previousModality: null,
  windows: {},
  crosshairMm: [0, 0, 0],
  pointerMm: null,
  shownLabels: { kind: 'none' },
  comparedLabels: { kind: 'none' },
  isAgreementShown: false,
  comparedRegion: 'wt',
  isLabelsVisible: true,
  isPeeking: false,
  labelStyle: 'fill',
  hiddenTissues: [],
  outlinedRegions: [],
  labelOpacity: 0.5,
  displayConvention: 'radiological',
  isCrosshairVisible: true,
  isInterpolated: true,
  colourMap: 'grey',
  layout: 'planes',
  largePlane: 'axial',
  foldedSections: initiallyFolded,
};

export function initialState(connection: ConnectionStatus): WorkspaceState {
  return {
    connection,
    studies: { list: { status: 'loading' }, query: '', order: initialStudyOrder },
    intake: { status: 'none' },
    batch: initialBatch,
    study: { status: 'none' },
    viewer: initialViewer,
    job: { status: 'idle' },
    queue: { jobs: [], selectedStudyIds: [] },
    correction: initialCorrection,
    uncertainty: initialUncertainty,
    brain: initialBrain,
    measuring: initialMeasuring,
    resultExport: { convention: null, isBusy: false },
    picture: initialPicture,
    preferences: { language: 'system', engine: 'automatic' },
    estimate: null,
    isSettingsOpen: false,
    isHelpOpen: false,
    hasMenu: false,
    canShowDataDirectory: false,
    engines: null,
    storage: null,
    models: [],
    isAddingModel: false,
    notices: [],
  };
}
