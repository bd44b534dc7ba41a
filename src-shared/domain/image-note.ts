import type { FailureParams } from './failure.ts';

/**
 * Remarks about an image that was read nevertheless: what its header leaves open or contradicts.
 *
 * - `analyze-no-orientation`: Analyze 7.5, which does not say which side is left; x is assumed to run to the left, as SPM and nibabel do
 * - `no-orientation`: neither sform nor qform is set; the same assumption, the grid centred on the origin
 * - `sform-qform-disagree`: both are set and differ by up to `distanceMm` over the grid; the sform is used
 * - `sheared`: the voxel axes are off a right angle by up to `degrees`
 * - `scale-ignored`: an intensity scale that is no number, or an intercept without a slope, was left aside
 * - `units-ignored`: the header says lengths are in `unit`, which would make the image `edgeMm` long; they were read as mm, as nibabel does
 * - `units-applied`: the header says lengths are in `unit`, and so they were read: as mm the image would be `edgeMm` long
 * - `units-guessed`: lengths were read in `unit`, which the header does not say: as mm the image would be `edgeMm` long
 * - `lengths-implausible`: the image is `edgeMm` long, and in no unit a head
 * - `spacing-assumed`: the header gives voxels a size of 0 along an axis; 1 mm is assumed, as nibabel does
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
  'units-applied',
  'units-guessed',
  'lengths-implausible',
  'spacing-assumed',
  'offset-assumed',
  'single-slice',
] as const;
export type ImageNoteCode = (typeof imageNoteCodes)[number];

/** A remark as data, like a failure: `params` are the values of its sentence. */
export interface ImageNote {
  readonly code: ImageNoteCode;
  readonly params: FailureParams;
}
