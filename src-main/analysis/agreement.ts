import { voxelSpacingMm, voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { internalLabels, regionTissues, type Region, type Tissue } from '#shared/domain/label-scheme.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import { boxAround, cutBox, type Box } from '#shared/domain/bounding-box.ts';
import { hd95Mm } from './surface-distance.ts';

/**
 * How well a predicted mask agrees with a reference, voxel by voxel.
 *
 * Empty masks: where both are empty Dice and IoU are 1 and HD95 0; where one is, 0, 0 and 374 mm (the
 * rule of BraTS). A share of nothing is null: sensitivity without reference, precision without
 * prediction, specificity without background.
 */
export interface Agreement {
  readonly dice: number;
  readonly iou: number;
  readonly hd95Mm: number;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly precision: number | null;
  /** Share of all voxels of the grid on which both agree; near 1 for any small mask, right or wrong. */
  readonly accuracy: number;
  readonly predictedMl: number;
  readonly referenceMl: number;
}

/** Agreement per tissue and region; enhancing tumour is both. */
export type AgreementTable = Readonly<Record<Tissue | Region, Agreement>>;

/**
 * @param prediction,reference internal label codes on one grid, stored order.
 * @throws RangeError when their lengths are not that of the grid.
 */
export function measureAgreement(prediction: Uint8Array, reference: Uint8Array, geometry: Geometry): AgreementTable {
  const size = voxelCount(geometry.shape);
  if (prediction.length !== size || reference.length !== size) {
    throw new RangeError(`${size} voxels expected, got ${prediction.length} and ${reference.length}`);
  }
  // what lies outside the box around all tumour adds nothing but background
  const box: Box = boxAround(prediction, reference, geometry.shape) ?? { start: [0, 0, 0], shape: [1, 1, 1] };
  const predicted = cutBox(prediction, geometry.shape, box);
  const expected = cutBox(reference, geometry.shape, box);
  const grid = { ...geometry, shape: box.shape, voxelsAround: size - voxelCount(box.shape) };
  const measure = (members: readonly Tissue[]): Agreement =>
    measureMasks(maskOf(predicted, members), maskOf(expected, members), grid);
  return {
    ncr: measure(['ncr']),
    ed: measure(['ed']),
    et: measure(['et']),
    wt: measure(regionTissues.wt),
    tc: measure(regionTissues.tc),
  };
}

/** A mask, 0 or 1, of some tissues of a label map (internal codes). */
export function maskOf(labels: Uint8Array, members: readonly Tissue[]): Uint8Array {
  const isMember = new Uint8Array(256);
  for (const tissue of members) isMember[internalLabels[tissue]] = 1;
  const mask = new Uint8Array(labels.length);
  for (let voxel = 0; voxel < labels.length; voxel += 1) mask[voxel] = isMember[labels[voxel] ?? 0] ?? 0;
  return mask;
}

/** The grid of two masks, and how many voxels of background lie around it in the whole volume. */
interface MaskGrid extends Geometry {
  readonly voxelsAround?: number;
}

/** Agreement of two masks, 0 or 1, on one grid. */
export function measureMasks(prediction: Uint8Array, reference: Uint8Array, grid: MaskGrid): Agreement {
  const { shape, affine, voxelsAround = 0 } = grid;
  let [both, predicted, expected] = [0, 0, 0];
  for (let voxel = 0; voxel < prediction.length; voxel += 1) {
    const isPredicted = prediction[voxel] ?? 0;
    const isExpected = reference[voxel] ?? 0;
    predicted += isPredicted;
    expected += isExpected;
    both += isPredicted & isExpected;
  }
  const either = predicted + expected - both;
  const all = prediction.length + voxelsAround;
  const negatives = all - expected;
  const voxelMl = voxelVolumeMl(affine);
  return {
    dice: either === 0 ? 1 : (2 * both) / (predicted + expected),
    iou: either === 0 ? 1 : both / either,
    hd95Mm: hd95Mm(prediction, reference, shape, voxelSpacingMm(affine)),
    sensitivity: share(both, expected),
    specificity: share(negatives - (predicted - both), negatives),
    precision: share(both, predicted),
    accuracy: (all - (either - both)) / all,
    predictedMl: predicted * voxelMl,
    referenceMl: expected * voxelMl,
  };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
