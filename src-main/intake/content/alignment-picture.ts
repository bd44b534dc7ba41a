import { invertAffine, transformPoint, type Affine } from '#shared/domain/affine.ts';
import {
  alignmentPictureSize,
  alignmentPlanes,
  planeOfPicture,
  type AlignmentPlane,
} from '#shared/domain/alignment-picture.ts';
import { thumbnailSize } from '#shared/domain/finding.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

/*
 * Whether two heads lie over each other, for the eye: one modality in grey, and the edges of the other
 * over it. Contrasts differ between modalities, borders of tissue and fluid hardly do.
 */

/** Shares of the foreground shown as black and as white. */
const blackShare = 0.01;
const whiteShare = 0.995;
/** The strongest edges, as a share of all that are ridges. */
const edgeShare = 0.4;

/** @param transform rigid, world mm: where the moving head is shown, against where its header has it. */
export function drawAlignment(fixed: Sketch, moving: Sketch, transform: Affine): Uint8Array<ArrayBuffer> {
  const picture = new Uint8Array(alignmentPictureSize);
  const centre = mapAxes((axis) => (fixed.first[axis] + (fixed.size[axis] - 1) / 2) * sketchSpacingMm);
  const stepMm = (Math.max(...fixed.size) * sketchSpacingMm * 1.08) / thumbnailSize;
  const toMoving = invertAffine(transform);
  const stretch = stretchGreys(moving);
  for (const plane of alignmentPlanes) {
    const { greys, edges } = planeOfPicture(picture, plane);
    const places = placesOf(plane, centre, stepMm);
    const levels = Float32Array.from(places, (place) => sampleSketch(fixed, place));
    edges.set(findEdges(levels));
    places.forEach((place, pixel) => {
      greys[pixel] = stretch(sampleSketch(moving, transformPoint(toMoving, place)));
    });
  }
  return picture;
}

/** World places of the pixels, row by row. */
function placesOf(plane: AlignmentPlane, centre: Vec3, stepMm: number): readonly Vec3[] {
  const middle = (thumbnailSize - 1) / 2;
  return Array.from({ length: thumbnailSize * thumbnailSize }, (_, pixel): Vec3 => {
    const across = (middle - (pixel % thumbnailSize)) * stepMm;
    const up = (middle - Math.floor(pixel / thumbnailSize)) * stepMm;
    if (plane === 'axial') return [centre[0] + across, centre[1] + up, centre[2]];
    if (plane === 'coronal') return [centre[0] + across, centre[1], centre[2] + up];
    return [centre[0], centre[1] + across, centre[2] + up];
  });
}

/** Linear between the sketch's points; 0 outside. */
function sampleSketch({ first, size, values }: Sketch, place: Vec3): number {
  const [x, y, z] = mapAxes((axis) => place[axis] / sketchSpacingMm - first[axis]);
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  let value = 0;
  for (let corner = 0; corner < 8; corner += 1) {
    const right = corner & 1;
    const front = (corner >> 1) & 1;
    const up = corner >> 2;
    const isInside =
      i + right >= 0 && i + right < size[0] && j + front >= 0 && j + front < size[1] && k + up >= 0 && k + up < size[2];
    if (!isInside) continue;
    const weight = Math.abs(1 - right - (x - i)) * Math.abs(1 - front - (y - j)) * Math.abs(1 - up - (z - k));
    value += weight * (values[i + right + size[0] * (j + front + size[1] * (k + up))] ?? 0);
  }
  return value;
}

function stretchGreys({ values }: Sketch): (level: number) => number {
  const levels = values.filter((value) => value !== 0).sort();
  const low = levels[Math.floor(blackShare * (levels.length - 1))] ?? 0;
  const high = levels[Math.floor(whiteShare * (levels.length - 1))] ?? 255;
  return (level) => Math.min(255, Math.max(0, ((level - low) / Math.max(high - low, 1)) * 255));
}

/** Ridges of the gradient (Canny 1986, without its hysteresis), 0..255; only the stronger ones. */
function findEdges(levels: Float32Array): Uint8Array<ArrayBuffer> {
  const { across, down } = measureGradient(smooth(levels));
  const strength = across.map((value, pixel) => Math.hypot(value, down[pixel] ?? 0));
  const ridges = strength.map((value, pixel) => {
    const isAcross = Math.abs(across[pixel] ?? 0) > Math.abs(down[pixel] ?? 0);
    const step = isAcross ? 1 : thumbnailSize;
    return value > (strength[pixel - step] ?? 0) && value >= (strength[pixel + step] ?? 0) ? value : 0;
  });
  const sorted = ridges.filter((value) => value > 0).sort();
  const least = sorted[Math.floor((1 - edgeShare) * sorted.length)] ?? Infinity;
  return Uint8Array.from(ridges, (value) => (value < least ? 0 : Math.min(255, 90 + (165 * value) / (3 * least))));
}

/** Binomial, 5 pixels each way. */
function smooth(levels: Float32Array): Float32Array {
  const weights = [1, 4, 6, 4, 1];
  const along = (source: Float32Array, step: number): Float32Array =>
    source.map((_, pixel) =>
      weights.reduce((sum, weight, tap) => sum + (weight / 16) * (source[pixel + (tap - 2) * step] ?? 0), 0),
    );
  return along(along(levels, 1), thumbnailSize);
}

function measureGradient(levels: Float32Array): { across: Float32Array; down: Float32Array } {
  const difference = (step: number): Float32Array =>
    levels.map((_, pixel) => (levels[pixel + step] ?? 0) - (levels[pixel - step] ?? 0));
  return { across: difference(1), down: difference(thumbnailSize) };
}
