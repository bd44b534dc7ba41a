import type { Affine, Geometry } from '#shared/domain/affine.ts';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { EngineId, EngineTest } from '#shared/domain/engine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { Modality, PerModality } from '#shared/domain/modality.ts';
import type { Expectation, RegionRanges } from '#shared/domain/uncertainty.ts';
import type { PlacesToCheck } from '../analysis/places-to-check.ts';
import type { ReadImage } from '../imaging/image-facts.ts';
import type { ModelPackage } from './model-package.ts';

/* Shapes of a segmentation job, as its caller and the inference process see it. */

/** In this order; `extracting`, the brain out of heads as scanned, only where it is done. */
export const segmentationStages = ['reading', 'extracting', 'preparing', 'predicting', 'finishing'] as const;
export type SegmentationStage = (typeof segmentationStages)[number];

/** The file of a modality; `fileName` is what the user calls it. */
export interface SegmentationInput {
  readonly path: string;
  readonly fileName: string;
  /** Takes the place of the file's own: where registration has put the image. */
  readonly affine?: Affine | undefined;
}

export interface SegmentationRequest {
  readonly model: ModelPackage;
  /** An absent modality is a channel of zeros, for a model that was measured so (`refuseLacking`). */
  readonly inputs: PerModality<SegmentationInput>;
  /**
   * What it is planned with; a share of the free memory when not given. Beyond it the network runs in tiles, and in
   * tiles that take more where smaller ones would change the mask (`planTiles`).
   */
  readonly memoryBudgetBytes?: number | undefined;
  /** What runs the network; the reference engine when not given. */
  readonly engineId?: EngineId | undefined;
  /** Threads of the engine; one per physical core when not given. */
  readonly threads?: number | undefined;
  /** Asks the network about the mirrored study too, along the directions its manifest names, and takes the mean. */
  readonly isThorough?: boolean | undefined;
  /** Finds the brain first, and makes everything else background; left out: the images are taken as they are. */
  readonly brainExtraction?: BrainExtractionRequest | undefined;
  /** `msPerMegavoxel` of an earlier outcome on this machine, for the estimate of the time left. */
  readonly msPerMegavoxel?: number | undefined;
}

export interface BrainExtractionRequest {
  /** `auto`: where an image shows a skull (imaging/skull.ts); a study of which none does is not touched. */
  readonly mode: Exclude<BrainExtractionMode, 'off'>;
  /** Of the package (brain/extraction-package.ts), which is read when it is needed. */
  readonly directory: string;
}

export interface SegmentationOutcome {
  /** Internal label codes on the grid of the T1ce file, stored order. */
  readonly labels: Uint8Array<ArrayBuffer>;
  readonly geometry: Geometry;
  readonly engine: string;
  readonly provider: string;
  /** Milliseconds each stage took; 0 for one that was left out. */
  readonly stages: Readonly<Record<SegmentationStage, number>>;
  /** Largest resident memory of the inference process. */
  readonly peakMemoryBytes: number;
  /** The same as it stood at the end of each stage. */
  readonly peakMemoryBytesAfter: Readonly<Record<SegmentationStage, number>>;
  /** What was planned with; less than the peak where the plan could not keep to it. */
  readonly memoryBudgetBytes: number;
  /** Runs of the network in a pass: 1, or the number of tiles. */
  readonly tileCount: number;
  /** How sure it was. */
  readonly uncertainty: UncertaintyOutcome;
  /** What was taken as brain; null where the images were taken as they are. */
  readonly brain: BrainOutcome | null;
  /** Time of the network per million voxels it was given; feed it into the next request. */
  readonly msPerMegavoxel: number;
}

export interface UncertaintyOutcome extends PlacesToCheck {
  /** Study grid, stored order (domain/uncertainty.ts). */
  readonly map: Uint8Array<ArrayBuffer>;
  /** Over how many mirrored passes the probabilities are a mean; 1: the study as it is. */
  readonly passes: number;
  readonly rangesMl: RegionRanges;
  /** Null of a network whose probabilities were not fitted. */
  readonly expected: Expectation | null;
}

export interface BrainOutcome {
  /** uint8 on the study's grid, stored order: 1 in the brain. */
  readonly mask: Uint8Array<ArrayBuffer>;
  readonly volumeMl: number;
  /** What has found it. */
  readonly extractor: Pick<ModelPackage, 'modelId' | 'name' | 'version' | 'sha256'>;
  /** The images it was found in; others of the study showed nothing but the brain. */
  readonly asked: readonly Modality[];
  /** Million voxels the network was given, over all images; `stages.extracting` over it is a speed. */
  readonly megavoxels: number;
}

/** What the inference process is told: one job, then it ends. */
export type InferenceCommand = Pick<
  SegmentationRequest,
  'model' | 'inputs' | 'engineId' | 'memoryBudgetBytes' | 'threads' | 'isThorough' | 'brainExtraction'
> & {
  /** Reports of each file what intake wants to know. */
  readonly describesImages?: boolean | undefined;
};

/** How much the network will have to do: tiles, and `megavoxels`, over all passes. */
export interface PredictionPlan {
  readonly tileCount: number;
  readonly megavoxels: number;
}

/** What the inference process says: stages as they begin, steps within them, and one last word. */
export type InferenceReport =
  | { readonly kind: 'stage'; readonly stage: SegmentationStage }
  | { readonly kind: 'step'; readonly done: number; readonly count: number }
  | { readonly kind: 'plan'; readonly plan: PredictionPlan }
  /** As the file has it, wherever its input's `affine` puts it. */
  | { readonly kind: 'image'; readonly modality: Modality; readonly image: ReadImage }
  | { readonly kind: 'done'; readonly outcome: SegmentationOutcome }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** The inference process tests an engine instead (see `measure-engine.ts`). */
export interface EngineTestCommand {
  readonly testedEngine: EngineId;
}

export type EngineTestReport =
  { readonly kind: 'tested'; readonly test: EngineTest } | { readonly kind: 'failed'; readonly failure: Failure };

/** ... or tries a model somebody wants to add (see `self-test.ts`). */
export interface ModelCheckCommand {
  readonly checkedModel: ModelPackage;
}

export type ModelCheckReport = { readonly kind: 'checked' } | { readonly kind: 'failed'; readonly failure: Failure };
