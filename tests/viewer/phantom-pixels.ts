import type { Plane } from '#shared/domain/display.ts';
import { internalLabels, tissues, type Tissue } from '#shared/domain/label-scheme.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import type { CanvasPoint } from '../../src-renderer/viewer/viewport.ts';
import { phantomLabel, phantomPlaceMm, phantomSize, phantomSpacingMm } from './phantom.ts';

/* Where the phantom's voxels must lie on a canvas. */

/** CSS pixels of a view. */
export const view = { width: 520, height: 460 };
const marginPixels = 8;
/** The slices on show. */
export const slice = { axial: 4, coronal: 7, sagittal: 3 } as const;
export const crosshairMm = phantomPlaceMm([slice.sagittal, slice.coronal, slice.axial]);

/** Patient voxels of the slice shown, with the pixel their centre must lie on: said without the viewer's geometry. */
export function expectedPixels(plane: Plane): { voxel: Vec3; at: CanvasPoint }[] {
  const [across, down] =
    plane === 'axial' ? ([0, 1] as const) : plane === 'coronal' ? ([0, 2] as const) : ([1, 2] as const);
  const lengthMm = (axis: 0 | 1 | 2): number => phantomSize[axis] * phantomSpacingMm[axis];
  const pixelsPerMm = Math.min(
    (view.width - 2 * marginPixels) / lengthMm(across),
    (view.height - 2 * marginPixels) / lengthMm(down),
  );
  // right, anterior and superior decrease towards the right and the bottom of a radiological picture
  const place = (index: number, axis: 0 | 1 | 2, middle: number): number =>
    middle - (index - (phantomSize[axis] - 1) / 2) * phantomSpacingMm[axis] * pixelsPerMm;
  const pixels = [];
  for (let d = 0; d < phantomSize[down]; d += 1) {
    for (let a = 0; a < phantomSize[across]; a += 1) {
      const voxel: [number, number, number] = [slice.sagittal, slice.coronal, slice.axial];
      voxel[across] = a;
      voxel[down] = d;
      pixels.push({ voxel, at: { x: place(a, across, view.width / 2), y: place(d, down, view.height / 2) } });
    }
  }
  return pixels;
}

/** Middles of the edges between two voxels of different labels, with the tissue whose line is drawn there last. */
export function labelEdges(plane: Plane): { at: CanvasPoint; tissue: Tissue }[] {
  const pixels = expectedPixels(plane);
  const columns = pixels.findIndex(({ at }, n) => n > 0 && at.y !== pixels[0]!.at.y);
  return pixels.flatMap(({ voxel, at }, n) => {
    const neighbours = [(n + 1) % columns === 0 ? undefined : pixels[n + 1], pixels[n + columns]];
    return neighbours.flatMap((neighbour) => {
      if (neighbour === undefined) return [];
      const codes = [phantomLabel(voxel), phantomLabel(neighbour.voxel)];
      const tissue = tissues.findLast((candidate) => codes.includes(internalLabels[candidate]));
      if (codes[0] === codes[1] || tissue === undefined) return [];
      return [{ at: { x: (at.x + neighbour.at.x) / 2, y: (at.y + neighbour.at.y) / 2 }, tissue }];
    });
  });
}

/** Letters, caption and scale bar lie over the picture there. */
export function isUnderText({ x, y }: CanvasPoint): boolean {
  const nearMiddle = (value: number, length: number): boolean => Math.abs(value - length / 2) < 16;
  const nearSide = (value: number, length: number): boolean => value < 36 || value > length - 36;
  return (
    (nearMiddle(x, view.width) && nearSide(y, view.height)) ||
    (nearMiddle(y, view.height) && nearSide(x, view.width)) ||
    (x < 200 && nearSide(y, view.height))
  );
}
