import { invertAffine, transformPoint, type Affine, type Geometry } from '#shared/domain/affine.ts';
import { mapAxes, type Vec3 } from '#shared/domain/vector.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';

/** Every so manyth point along each axis is looked at: 4 mm tell where a head is. */
const stride = 2;
/** Places as close to an outer centre as this, in voxels, may or may not be in the sketch: rounding decides. */
const edge = 1e-3;
/** Points (64 mm3 each) of each head that must lie in the common field of view to say anything. */
const leastPoints = 1000;

/**
 * How far apart two heads lie, mm: the distance of the centres of their foregrounds, over the part of the
 * world both grids cover. A lower bound, as what has moved out of that part is not seen; null when the
 * fields of view have too little of the head in common.
 */
export function measureHeadOffsetMm(a: Sketch, b: Sketch): number | null {
  const isSeenByA = insideTest(a.grid);
  const isSeenByB = insideTest(b.grid);
  const [headA, headB] = [createCentre(), createCentre()];
  const low = mapAxes((axis) => Math.min(a.first[axis], b.first[axis]));
  const high = mapAxes((axis) => Math.max(a.first[axis] + a.size[axis], b.first[axis] + b.size[axis]));
  for (let z = low[2]; z < high[2]; z += stride) {
    for (let y = low[1]; y < high[1]; y += stride) {
      for (let x = low[0]; x < high[0]; x += stride) {
        const point: Vec3 = [x, y, z];
        const valueA = valueAt(a, point);
        const valueB = valueAt(b, point);
        if ((valueA === 0 && valueB === 0) || !isSeenByA(point) || !isSeenByB(point)) continue;
        if (valueA !== 0) headA.add(point);
        if (valueB !== 0) headB.add(point);
      }
    }
  }
  if (headA.count() < leastPoints || headB.count() < leastPoints) return null;
  const [centreA, centreB] = [headA.place(), headB.place()];
  return sketchSpacingMm * Math.hypot(...centreA.map((place, axis) => place - (centreB[axis] ?? 0)));
}

/** Whether a lattice point lies between the outer centres of a grid, as far as sketches reach. */
function insideTest({ shape, affine }: Geometry): (point: Vec3) => boolean {
  const worldToVoxel: Affine = invertAffine(affine);
  return (point) => {
    const voxel = transformPoint(
      worldToVoxel,
      mapAxes((axis) => point[axis] * sketchSpacingMm),
    );
    return voxel.every((place, axis) => place > edge && place < (shape[axis] ?? 0) - 1 - edge);
  };
}

function valueAt({ first, size, values }: Sketch, point: Vec3): number {
  const [x, y, z] = mapAxes((axis) => point[axis] - first[axis]);
  const isInside = x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
  return isInside ? (values[x + size[0] * (y + size[1] * z)] ?? 0) : 0;
}

interface Centre {
  add(point: Vec3): void;
  count(): number;
  place(): Vec3;
}

function createCentre(): Centre {
  let count = 0;
  let [x, y, z] = [0, 0, 0];
  return {
    add(point) {
      count += 1;
      x += point[0];
      y += point[1];
      z += point[2];
    },
    count: () => count,
    place: () => [x / count, y / count, z / count],
  };
}
