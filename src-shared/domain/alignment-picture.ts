import { thumbnailSize } from './finding.ts';

/**
 * The planes of an alignment's picture, in their order: axial and coronal with the patient's right on the
 * left, sagittal with anterior on the left. Each is `thumbnailSize` squared greys of the modality, row by
 * row from above (axial: from anterior), then as many strengths of T1ce's edges at the same places.
 */
export const alignmentPlanes = ['axial', 'coronal', 'sagittal'] as const;
export type AlignmentPlane = (typeof alignmentPlanes)[number];

const pixels = thumbnailSize * thumbnailSize;

/** Bytes of a whole picture. */
export const alignmentPictureSize = alignmentPlanes.length * 2 * pixels;

/** The two halves of a plane, without a copy. */
export function planeOfPicture(
  picture: Uint8Array,
  plane: AlignmentPlane,
): { readonly greys: Uint8Array; readonly edges: Uint8Array } {
  const first = alignmentPlanes.indexOf(plane) * 2 * pixels;
  return {
    greys: picture.subarray(first, first + pixels),
    edges: picture.subarray(first + pixels, first + 2 * pixels),
  };
}
