import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { Affine, Geometry } from '#shared/domain/affine.ts';
import type { Plane } from '#shared/domain/display.ts';
import type { EngineFallback, EngineId, EngineTest } from '#shared/domain/engine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { FindingAnswer, FindingReason, IntakeNoteKind } from '#shared/domain/finding.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import type { JournalEntry } from '#shared/domain/edit/label-history.ts';
import type { MaskBase, ResultOrigin } from '#shared/domain/edit/mask-base.ts';
import type { LabelConvention, Tissue } from '#shared/domain/label-scheme.ts';
import type { MeasuredPlaces, MeasurementKind, MeasurementOrigin } from '#shared/domain/measure/measurement.ts';
import type { Modality, PerModality, Slot, SpareModality } from '#shared/domain/modality.ts';
import type { Expectation, PlaceToCheck, RegionRanges } from '#shared/domain/uncertainty.ts';
import type { DataType } from '#shared/domain/volume.ts';

/* What the library keeps, as the services see it. Times are ISO 8601 in UTC, ids are UUIDs. */

export type TissuesMl = Readonly<Record<Tissue, number>>;

export interface VolumeRecord extends Geometry {
  readonly volumeId: string;
  readonly modality: Modality;
  /** The file's own affine, where registration has put the image elsewhere: `affine` is the registered one then. */
  readonly fileAffine?: Affine | undefined;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly sizeBytes: number;
  readonly dataType: DataType;
  readonly slope: number;
  readonly intercept: number;
  /** Real intensities: extremes and the display window to start with. */
  readonly minimum: number;
  readonly maximum: number;
  readonly window: { readonly low: number; readonly high: number };
  /** What the header left open or contradicted. */
  readonly notes: ImageNote[];
}

/** An expert's label map: the file as it came, and its labels in internal codes. */
export interface ReferenceRecord {
  readonly labelMapId: string;
  readonly fileName: string;
  readonly fileSha256: string;
  readonly labelMapSha256: string;
  readonly tissuesMl: TissuesMl;
}

/** A segmentation and everything needed to make it again. */
export interface ResultRecord {
  readonly resultId: string;
  readonly studyId: string;
  readonly labelMapId: string;
  /** Of the uint8 labels on the study's grid, internal codes, uncompressed. */
  readonly labelMapSha256: string;
  readonly createdAt: string;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  readonly engine: string;
  readonly provider: string;
  readonly appVersion: string;
  readonly durationMs: number;
  readonly inputSha256: PerModality<string>;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** What the user calls it; null: nothing of its own. */
  readonly name: string | null;
  readonly origin: ResultOrigin;
  /** Engines that were tried first and given up. */
  readonly fallbacks: readonly EngineFallback[];
  readonly tissuesMl: TissuesMl;
  /** Null for masks corrected by hand, and for results older than this. */
  readonly uncertainty: UncertaintyRecord | null;
  /** Null where the images were taken as they are. */
  readonly brain: BrainRecord | null;
}

/** What was taken as brain, of images that showed more, and what found it. */
export interface BrainRecord {
  readonly maskId: string;
  /** Of the uint8 mask (0, 1) on the study's grid, uncompressed; kept among the label maps. */
  readonly maskSha256: string;
  readonly volumeMl: number;
  readonly modelId: string;
  readonly modelName: string;
  readonly modelVersion: string;
  readonly modelSha256: string;
  /** The images it was found in. */
  readonly foundIn: readonly Modality[];
}

/** How sure a result is (domain/uncertainty.ts). */
export interface UncertaintyRecord {
  readonly mapId: string;
  /** Of the uint8 map on the study's grid, uncompressed; kept among the label maps. */
  readonly mapSha256: string;
  /** Mirrored passes the probabilities are a mean of; 1: the study as it is. */
  readonly passes: number;
  readonly rangesMl: RegionRanges;
  /** Null of a network whose probabilities were not fitted, and of results made before there were others. */
  readonly expected: Expectation | null;
  readonly places: readonly PlaceToCheck[];
  readonly unlistedPlaces: number;
}

/** A mask in hand: corrected, journalled, and not a version yet. */
export interface CorrectionRecord {
  readonly correctionId: string;
  readonly studyId: string;
  readonly base: MaskBase;
  readonly startedAt: string;
  readonly lastEditedAt: string;
  /** Lines of the journal. */
  readonly lineCount: number;
  /** Edits in effect: those undone do not count. */
  readonly editCount: number;
}

/** Something measured in a slice of a study. */
export interface MeasurementRecord {
  readonly measurementId: string;
  readonly studyId: string;
  readonly kind: MeasurementKind;
  /** Of the slice it lies on. */
  readonly plane: Plane;
  readonly placesMm: MeasuredPlaces;
  readonly origin: MeasurementOrigin;
  /** What the user calls it; null: nothing of its own. */
  readonly name: string | null;
  readonly createdAt: string;
}

export interface JournalLine {
  readonly kind: JournalEntry['kind'];
  /** Encoded; empty for undo and redo. */
  readonly delta: Uint8Array;
}

/** Lines for the end of a journal. */
export interface JournalAppend {
  readonly studyId: string;
  readonly correctionId: string;
  readonly base: MaskBase;
  /** The label map the writer's mask began with; null for an empty base. */
  readonly baseLabelMapId: string | null;
  /** One window's visit to the study: tells lines sent twice from another's. */
  readonly writerId: string;
  /** How many lines the writer knows to be there. */
  readonly knownLines: number;
  readonly lines: readonly JournalLine[];
  readonly writtenAt: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** A segmentation that was asked for. */
export interface JobRecord {
  readonly jobId: string;
  readonly studyId: string;
  readonly modelId: string;
  /** Over mirrored passes. */
  readonly isThorough: boolean;
  readonly brainExtraction: BrainExtractionMode;
  readonly state: JobState;
  /** How many times in a row the program died while it ran. */
  readonly interruptions: number;
  readonly createdAt: string;
  /** Null exactly while it waits or runs. */
  readonly endedAt: string | null;
  readonly resultId: string | null;
  readonly failure: Failure | null;
}

/** What was remarked about the files when they came in, and what the user did about it. */
export interface IntakeNoteRecord {
  readonly kind: IntakeNoteKind;
  readonly reason: FindingReason | null;
  readonly answer: FindingAnswer;
  readonly confidence: number | null;
  /** Set for `apart`: about how far the heads' centres lay apart, and how far they were turned, at most. */
  readonly distanceMm?: number | undefined;
  readonly degrees?: number | undefined;
  /** Set for `without`: what the user went on without. */
  readonly modality?: SpareModality | undefined;
  /** Set for `lengths`: the unit, and how long the image would be in the one not taken. */
  readonly lengths?: { readonly unit: string; readonly edgeMm: number } | undefined;
  readonly files: readonly {
    readonly fileName: string;
    readonly slot: Slot | null;
    readonly suggestedSlot: Slot | null;
  }[];
}

/** A study on its way in. `patientName` names the patient: an existing one of exactly that name, or a new one. */
export interface NewStudyRecord {
  readonly studyId: string;
  readonly patientName: string;
  readonly createdAt: string;
  readonly labelConvention: LabelConvention;
  readonly geometry: Geometry;
  readonly volumes: readonly VolumeRecord[];
  readonly reference: ReferenceRecord | null;
  readonly intakeNotes: readonly IntakeNoteRecord[];
}

export interface StudyRecord extends NewStudyRecord {
  readonly patientId: string;
  /** YYYY-MM-DD; null while nobody has said. */
  readonly scannedOn: string | null;
  /** Newest first. */
  readonly results: readonly ResultRecord[];
  /** Masks in hand, the one worked on last first. */
  readonly corrections: readonly CorrectionRecord[];
}

export interface StudySummaryRecord {
  readonly studyId: string;
  readonly patientId: string;
  readonly patientName: string;
  readonly createdAt: string;
  readonly scannedOn: string | null;
  readonly modalities: readonly Modality[];
  readonly hasReference: boolean;
  readonly resultCount: number;
  /** Of the leading result (domain/leading-result.ts); null before the first segmentation. */
  readonly tissuesMl: TissuesMl | null;
  /** Whether the network itself doubts that result (domain/uncertainty.ts). */
  readonly isDoubtful: boolean;
}

/** What stands behind a blob id: a volume's original file, or a label map. */
export type BlobRecord =
  | { readonly kind: 'volume'; readonly fileName: string; readonly sha256: string }
  | { readonly kind: 'label-map'; readonly sha256: string };

/** How long a model took on an engine of this machine. */
export interface RunTimes {
  /** Of the network, per million voxels it was given. */
  readonly secondsPerMegavoxel: number;
  /** All the rest of a job, from its start to the stored result; null when it was not measured. */
  readonly secondsBesideNetwork: number | null;
}

export interface EngineTestRecord {
  readonly engineId: EngineId;
  readonly test: EngineTest;
  readonly testedAt: string;
}
