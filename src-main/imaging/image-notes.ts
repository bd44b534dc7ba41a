import { maxCornerDistanceMm } from '#shared/domain/affine.ts';
import type { ImageNote } from '#shared/domain/image-note.ts';
import { affineOfHeader, isTransformSet, qformAffine, shearDegrees } from './nifti-affine.ts';
import { readLengths, type LengthReading } from './length-units.ts';
import type { NiftiHeader } from './nifti-header.ts';

/** Grids that differ by less are one grid: near half turns a quaternion in float32 is off by a tenth of a millimetre. */
const smallestDisagreementMm = 0.5;

/** Below, an angle is rounding. */
const smallestShearDegrees = 0.1;

/** What a header leaves open or contradicts, though the image can be read. */
export function findImageNotes(header: NiftiHeader): readonly ImageNote[] {
  const { shape, geometry } = header;
  const notes: ImageNote[] = [];
  const note = (code: ImageNote['code'], params: ImageNote['params'] = {}): void => {
    notes.push({ code, params });
  };
  const hasSform = isTransformSet(geometry.sformCode);
  const hasQform = isTransformSet(geometry.qformCode);
  if (header.isFromAnalyze) note('analyze-no-orientation');
  else if (!hasSform && !hasQform) note('no-orientation');
  const affine = affineOfHeader(geometry);
  const lengths = readLengths(header);
  if (hasSform && hasQform) {
    const distanceMm = lengths.mmPerUnit * maxCornerDistanceMm(shape, affine, qformAffine(geometry));
    if (distanceMm > smallestDisagreementMm) {
      note('sform-qform-disagree', { distanceMm: Number(distanceMm.toPrecision(3)) });
    }
  }
  const degrees = shearDegrees(affine);
  if (degrees > smallestShearDegrees) note('sheared', { degrees: Number(degrees.toPrecision(2)) });
  if (header.isScaleIgnored) note('scale-ignored');
  const lengthNote = noteOfLengths(lengths);
  if (lengthNote !== null) notes.push(lengthNote);
  if (!hasSform && isSpacingAssumed(header)) note('spacing-assumed');
  if (header.isOffsetAssumed) note('offset-assumed');
  if (shape.includes(1)) note('single-slice');
  return notes;
}

/** Whether voxel sizes count and one of an axis that counts is not there. */
function isSpacingAssumed({ geometry: { dim, pixdim } }: NiftiHeader): boolean {
  return [1, 2, 3].some((axis) => axis <= (dim[0] ?? 0) && (dim[axis] ?? 1) > 1 && pixdim[axis] === 0);
}

const lengthNotes = {
  applied: 'units-applied',
  guessed: 'units-guessed',
  ignored: 'units-ignored',
  implausible: 'lengths-implausible',
} as const;

function noteOfLengths({ basis, unit, otherEdgeMm }: LengthReading): ImageNote | null {
  if (basis === 'mm') return null;
  return { code: lengthNotes[basis], params: { unit, edgeMm: Number(otherEdgeMm.toPrecision(3)) } };
}
