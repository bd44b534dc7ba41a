import type { Geometry } from '#shared/domain/affine.ts';
import { labelComponents } from '#shared/domain/components.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import type { MeasuredPlaces } from '#shared/domain/measure/measurement.ts';
import {
  longestAcross,
  longestDiameter,
  outlineParts,
  type Diameter,
  type Outline,
} from '#shared/domain/measure/slice-diameters.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { sliceCount, type ReadingFrame } from '../viewer/reading-frame.ts';
import { sampleLabelSlice } from '../viewer/sample-slice.ts';
import { createSliceRaster, pixelSizeMm, rasterToWorld, type SliceRaster } from '../viewer/slice-raster.ts';

/**
 * The bidimensional pair of RANO on the largest enhancing lesion: of all axial slices of the reading frame,
 * the longest diameter of the enhancing label, and in that slice the longest at a right angle to it. A lesion
 * is enhancing voxels that touch by a face, an edge or a corner; where a slice cuts it into several parts,
 * each is measured by itself. Null when nothing enhances.
 *
 * Wen et al., "Updated response assessment criteria for high-grade gliomas" (RANO), J Clin Oncol 28, 2010;
 * kept by RANO 2.0 (Wen et al., J Clin Oncol 41, 2023). RANO leaves the slice to the reader; the one with
 * the longest diameter is taken here.
 *
 * @param labels internal codes on the grid.
 */
export function measureLesion(labels: Uint8Array, grid: Geometry, frame: ReadingFrame): MeasuredPlaces | null {
  const lesion = largestLesion(labels, grid);
  if (lesion === null) return null;
  let longest: { diameter: Diameter; outline: Outline; raster: SliceRaster } | null = null;
  for (let slice = 0; slice < sliceCount(frame, 'axial'); slice += 1) {
    const raster = createSliceRaster(frame, { plane: 'axial', convention: 'radiological' }, slice);
    for (const outline of outlinesIn(lesion, grid, raster)) {
      const diameter = longestDiameter(outline);
      if (diameter !== null && diameter.lengthMm > (longest?.diameter.lengthMm ?? 0)) {
        longest = { diameter, outline, raster };
      }
    }
  }
  if (longest === null) return null;
  const { diameter, outline, raster } = longest;
  const across = longestAcross(outline, diameter);
  if (across === null) return null;
  const pixel = pixelSizeMm(raster);
  return [diameter.from, diameter.to, across.from, across.to].map(({ x, y }): Vec3 =>
    rasterToWorld(raster, x / pixel.width, y / pixel.height),
  );
}

/** Enhancing voxels of the component with the most of them, 0 or 1; null when nothing enhances. */
function largestLesion(labels: Uint8Array, { shape }: Geometry): Uint8Array | null {
  const enhancing = labels.map((code) => (code === internalLabels.et ? 1 : 0));
  const { numbers, sizes, count } = labelComponents(enhancing, shape, 26);
  if (count === 0) return null;
  const inside = sizes.slice(1);
  const largest = inside.indexOf(inside.reduce((most, size) => Math.max(most, size), 0)) + 1;
  return Uint8Array.from(numbers, (number) => (number === largest ? 1 : 0));
}

function outlinesIn(voxels: Uint8Array, { shape, affine }: Geometry, raster: SliceRaster): readonly Outline[] {
  const { width: columns, height: rows } = raster;
  const pixels = new Uint8Array(columns * rows);
  sampleLabelSlice({ shape, affine, voxels }, raster, pixels);
  return pixels.includes(1) ? outlineParts({ pixels, columns, rows, pixelMm: pixelSizeMm(raster) }) : [];
}
