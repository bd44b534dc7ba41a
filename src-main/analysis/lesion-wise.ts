import { voxelSpacingMm, voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { boxAround, cutBox } from '#shared/domain/bounding-box.ts';
import { labelComponents, type Components } from '#shared/domain/components.ts';
import { dilate } from './dilation.ts';
import { absentHd95Mm, hd95Mm } from './surface-distance.ts';

/** Reference parts that meet when grown by this many voxels are one lesion (BraTS 2023, gliomas). */
export const lesionDilationSteps = 3;

/** Reference lesions up to this size are left out (BraTS 2023, gliomas): 50 voxels of 1 mm. */
export const ignoredLesionMm3 = 50;

/** How well lesions, one by one, were found. */
export interface LesionWiseAgreement {
  /** Mean over the counted lesions and the false ones, which count 0; 1 where there is neither. */
  readonly dice: number;
  /** Mean over the same, where missed and false lesions count 374 mm; 0 where there is neither. */
  readonly hd95Mm: number;
  /** Reference lesions that count. */
  readonly lesions: number;
  /** Those of them that some predicted component reaches. */
  readonly found: number;
  /** Predicted components, of any size, that reach no reference lesion, however small. */
  readonly falseLesions: number;
}

/**
 * Lesion-wise Dice and HD95 as BraTS 2023 ranks gliomas by (Saluja et al., the challenge's metrics
 * program): the reference is grown by three steps of the 18-neighbourhood, and what then hangs together
 * (26-neighbourhood) is one lesion; its voxels stay those of the reference. All predicted components (26)
 * that reach into the grown lesion are compared with it together. HD95 is ours, from voxel centre to
 * voxel centre, both ways pooled; theirs weighs surfaces by area and takes the worse of the two ways.
 *
 * @param prediction,reference 0 or 1, x fastest, on one grid.
 */
export function measureLesionWise(
  prediction: Uint8Array,
  reference: Uint8Array,
  geometry: Geometry,
): LesionWiseAgreement {
  const box = boxAround(prediction, reference, geometry.shape);
  if (box === null) return { dice: 1, hd95Mm: 0, lesions: 0, found: 0, falseLesions: 0 };
  // The box may be tight: what grows out of it meets nothing there that it does not meet within.
  const predicted = labelComponents(cutBox(prediction, geometry.shape, box), box.shape, 26);
  const expected = cutBox(reference, geometry.shape, box);
  const lesions = labelComponents(dilate(expected, box.shape, 18, lesionDilationSteps), box.shape, 26);
  const reached = matchComponents(predicted, lesions);

  const sums = { dice: 0, hd95Mm: 0, lesions: 0, found: 0 };
  const voxelMm3 = voxelVolumeMl(geometry.affine) * 1000;
  const grid = { shape: box.shape, affine: geometry.affine };
  for (let lesion = 1; lesion <= lesions.count; lesion += 1) {
    const truth = expected.map((value, voxel) => (lesions.numbers[voxel] === lesion ? value : 0));
    if (countSet(truth) * voxelMm3 <= ignoredLesionMm3) continue;
    const members = reached.get(lesion) ?? new Set<number>();
    const found = Uint8Array.from(predicted.numbers, (number) => (members.has(number) ? 1 : 0));
    sums.lesions += 1;
    if (members.size > 0) sums.found += 1;
    sums.dice += diceOf(found, truth);
    sums.hd95Mm += hd95Mm(found, truth, grid.shape, voxelSpacingMm(grid.affine));
  }
  const matched = new Set([...reached.values()].flatMap((members) => [...members]));
  return averageOver(sums, predicted.count - matched.size);
}

function averageOver(
  sums: Pick<LesionWiseAgreement, 'dice' | 'hd95Mm' | 'lesions' | 'found'>,
  falseLesions: number,
): LesionWiseAgreement {
  const { lesions, found } = sums;
  const count = lesions + falseLesions;
  if (count === 0) return { dice: 1, hd95Mm: 0, lesions, found, falseLesions };
  return {
    dice: sums.dice / count,
    hd95Mm: (sums.hd95Mm + falseLesions * absentHd95Mm) / count,
    ...{ lesions, found, falseLesions },
  };
}

/** The predicted components that reach into each grown lesion, by the lesion's number. */
function matchComponents(predicted: Components, lesions: Components): ReadonlyMap<number, ReadonlySet<number>> {
  const reached = new Map<number, Set<number>>();
  for (let voxel = 0; voxel < predicted.numbers.length; voxel += 1) {
    const [component = 0, lesion = 0] = [predicted.numbers[voxel], lesions.numbers[voxel]];
    if (component === 0 || lesion === 0) continue;
    const members = reached.get(lesion);
    if (members === undefined) reached.set(lesion, new Set([component]));
    else members.add(component);
  }
  return reached;
}

function diceOf(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  for (let voxel = 0; voxel < a.length; voxel += 1) both += (a[voxel] ?? 0) & (b[voxel] ?? 0);
  return (2 * both) / (countSet(a) + countSet(b));
}

function countSet(mask: Uint8Array): number {
  let set = 0;
  for (const value of mask) set += value;
  return set;
}
