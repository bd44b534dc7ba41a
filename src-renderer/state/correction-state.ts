import type { MaskBase } from '#shared/domain/edit/mask-base.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { Region, Tissue } from '#shared/domain/label-scheme.ts';
import type { IntensityWindow } from '../viewer/display-volume.ts';

/** What a press in a view does while the mask is corrected. */
export const correctionTools = ['brush', 'eraser', 'fill', 'relabel', 'remove', 'keep'] as const;
export type CorrectionTool = (typeof correctionTools)[number];

/** Why a press changed nothing. */
export type CorrectionRefusal = 'open-region' | 'nothing-there' | 'no-label' | 'outside' | 'out-of-range';

export interface CorrectionState {
  /** The mask that is corrected; null when none is in hand. */
  readonly mask: MaskInHand | null;
  /** The tools are laid out. */
  readonly isOpen: boolean;
  readonly activity: 'idle' | 'opening' | 'saving' | 'discarding';
  readonly tool: CorrectionTool | null;
  /** What is painted, filled and changed into. */
  readonly tissue: Tissue;
  readonly radiusMm: number;
  /** Brush and fill: within the view's slice, or through all slices. */
  readonly isThroughSlices: boolean;
  /** The brush paints only within a range of the shown modality (see paint-range.ts). */
  readonly isRangeOn: boolean;
  /** As set by the user, by volume: numbers of one scan mean nothing in another. */
  readonly ranges: Readonly<Record<string, IntensityWindow>>;
  readonly refusal: CorrectionRefusal | null;
  /** The study is about to be left although strokes could not be written: the user is asked. */
  readonly isLeaveAsked: boolean;
}

/** What to do about strokes that are not on the disk. */
export type LeaveAnswer = 'stay' | 'try-again' | 'lose';

/** A mask in hand. Its voxels lie in the volume cache; they are other ones whenever `revision` is. */
export interface MaskInHand {
  readonly studyId: string;
  readonly correctionId: string;
  readonly base: MaskBase;
  /** Blob id of its voxels in the cache; the backend does not know it. */
  readonly labelMapId: string;
  readonly revision: number;
  readonly tissuesMl: Readonly<Record<Tissue, number>>;
  readonly regionsMl: Readonly<Record<Region, number>>;
  readonly voxelsByTissue: Readonly<Record<Tissue, number>>;
  /** Edits that are in the mask, and that were undone. */
  readonly done: number;
  readonly undone: number;
  /** Whether everything done is on the disk. */
  readonly journal: { readonly status: 'kept' | 'writing' } | { readonly status: 'failed'; readonly failure: Failure };
}

/** True while a mask in hand differs from its base by what was done to it. One that was only opened, or of which everything was undone, is still what made the base. */
export function isEdited(mask: Pick<MaskInHand, 'done'>): boolean {
  return mask.done > 0;
}

/** In mm; a brush below half a voxel still paints the voxel it is over. */
export const brushLimitsMm = { least: 0.5, most: 30, step: 0.5 } as const;

export const initialCorrection: CorrectionState = {
  mask: null,
  isOpen: false,
  activity: 'idle',
  tool: null,
  tissue: 'et',
  radiusMm: 4,
  isThroughSlices: false,
  isRangeOn: false,
  ranges: {},
  refusal: null,
  isLeaveAsked: false,
};
