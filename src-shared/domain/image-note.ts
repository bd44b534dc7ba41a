import type { FailureParams } from './failure.ts';

/**
 * Remarks about an image that was read nevertheless: what its header leaves open or contradicts.
 *
 * - `analyze-no-orientation`: Analyze 7.5, which does not say which side is left; x is assumed to run to the left, as SPM and nibabel do
 * - `no-orientation`: neither sform nor qform is set; the same assumption, the grid centred on the origin
 * - `sform-qform-disagree`: both are set and differ by up to `distanceMm` over the grid; the sform is used
 * - `sheared`: the voxel axes are off a right angle by up to `degrees`
 * - `scale-ignored`: an intensity scale that is no number, or an intercept without a slope, was left aside
 * - `units-ignored`: the header says lengths are in `unit`; they were read as mm, as nibabel does
 * - `offset-assumed`: the header does not say where the voxels begin; they were taken to follow it
 * - `single-slice`: one of the three axes has one voxel
 */
export const imageNoteCodes = [
  'analyze-no-orientation',
  'no-orientation',
  'sform-qform-disagree',
  'sheared',
  'scale-ignored',
  'units-ignored',
  'offset-assumed',
  'single-slice',
] as const;
export type ImageNoteCode = (typeof imageNoteCodes)[number];

/** A remark as data, like a failure: `params` are the values of its sentence. */
export interface ImageNote {
  readonly code: ImageNoteCode;
  readonly params: FailureParams;
}
