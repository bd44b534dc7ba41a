import type { IntakeDraft, Job, Preferences, Study, StudySummary } from '#shared/contract/index.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { LabelConvention } from '#shared/domain/label-scheme.ts';
import type { Modality } from '#shared/domain/modality.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { ConnectionStatus } from '../backend/connection.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';
import type { DisplayConvention, Plane } from '../viewer/planes.ts';
import type { ReadingFrame } from '../viewer/reading-frame.ts';

/** The list on the start screen. A failed reload keeps what was there. */
export interface StudiesState {
  readonly list:
    | { readonly status: 'loading' }
    | { readonly status: 'ready'; readonly studies: readonly StudySummary[] }
    | { readonly status: 'failed'; readonly failure: Failure };
  readonly query: string;
}

/** Files on their way to become a study. */
export type IntakeState =
  | { readonly status: 'none' }
  | { readonly status: 'reading' }
  | { readonly status: 'failed'; readonly failure: Failure }
  | IntakeDraftState;

export interface IntakeDraftState {
  readonly status: 'draft';
  readonly draft: IntakeDraft;
  readonly patientName: string;
  /** Once the user has typed a name, suggestions no longer replace it. */
  readonly isNameTyped: boolean;
  /** Grey pictures of files, `thumbnailSize` squared, by `thumbnailKey`; those still on their way are absent. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
  readonly activity: 'idle' | 'updating' | 'committing';
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

/** Which label map lies over the image, and is measured and exported. */
export type ShownLabels =
  { readonly kind: 'none' } | { readonly kind: 'result'; readonly resultId: string } | { readonly kind: 'reference' };

export interface ViewerState {
  readonly modality: Modality;
  /** Windows the user changed; a modality without one shows its volume's own. */
  readonly windows: Readonly<Partial<Record<Modality, IntensityWindow>>>;
  readonly crosshairMm: Vec3;
  readonly shownLabels: ShownLabels;
  readonly isLabelsVisible: boolean;
  /** 0..1 */
  readonly labelOpacity: number;
  readonly displayConvention: DisplayConvention;
  readonly isCrosshairVisible: boolean;
  readonly isInterpolated: boolean;
  /** The plane that has the large view. */
  readonly largePlane: Plane;
}

/** The segmentation of the open study. */
export type JobState =
  | { readonly status: 'idle' }
  | { readonly status: 'starting' }
  | { readonly status: 'running'; readonly job: Job; readonly receivedAtMs: number; readonly isCancelling: boolean }
  | { readonly status: 'failed'; readonly failure: Failure };

export interface ExportState {
  /** null: the convention of the study's own files. */
  readonly convention: LabelConvention | null;
  readonly isBusy: boolean;
}

/** Something the user should know once, and need not answer. */
export type Notice =
  | { readonly noticeId: number; readonly kind: 'failure'; readonly failure: Failure }
  | { readonly noticeId: number; readonly kind: 'exported'; readonly fileName: string };

export interface WorkspaceState {
  readonly connection: ConnectionStatus;
  readonly studies: StudiesState;
  readonly intake: IntakeState;
  readonly study: StudyState;
  readonly viewer: ViewerState;
  readonly job: JobState;
  readonly resultExport: ExportState;
  readonly preferences: Preferences;
  readonly notices: readonly Notice[];
}

export const initialViewer: ViewerState = {
  modality: 't1c',
  windows: {},
  crosshairMm: [0, 0, 0],
  shownLabels: { kind: 'none' },
  isLabelsVisible: true,
  labelOpacity: 0.5,
  displayConvention: 'radiological',
  isCrosshairVisible: true,
  isInterpolated: true,
  largePlane: 'axial',
};

export function initialState(connection: ConnectionStatus): WorkspaceState {
  return {
    connection,
    studies: { list: { status: 'loading' }, query: '' },
    intake: { status: 'none' },
    study: { status: 'none' },
    viewer: initialViewer,
    job: { status: 'idle' },
    resultExport: { convention: null, isBusy: false },
    preferences: { language: 'system' },
    notices: [],
  };
}
