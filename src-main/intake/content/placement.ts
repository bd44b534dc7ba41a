import { invertAffine, type Geometry } from '#shared/domain/affine.ts';
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
        const valueA = valueAt(a, x, y, z);
        const valueB = valueAt(b, x, y, z);
        if ((valueA === 0 && valueB === 0) || !isSeenByA(x, y, z) || !isSeenByB(x, y, z)) continue;
        if (valueA !== 0) headA.add(x, y, z);
        if (valueB !== 0) headB.add(x, y, z);
      }
    }
  }
  if (headA.count() < leastPoints || headB.count() < leastPoints) return null;
  const [centreA, centreB] = [headA.place(), headB.place()];
  return sketchSpacingMm * Math.hypot(...centreA.map((place, axis) => place - (centreB[axis] ?? 0)));
}

/** Whether a lattice point lies between the outer centres of a grid, as far as sketches reach. */
function insideTest({ shape, affine }: Geometry): (x: number, y: number, z: number) => boolean {
  const toVoxel = Float64Array.from(invertAffine(affine));
  const last = Float64Array.from(shape, (size) => size - 1 - edge);
  return (x, y, z) => {
    const [right, front, up] = [x * sketchSpacingMm, y * sketchSpacingMm, z * sketchSpacingMm];
    for (let axis = 0, row = 0; axis < 3; axis += 1, row += 4) {
      const [a = 0, b = 0, c = 0] = [toVoxel[row], toVoxel[row + 1], toVoxel[row + 2]];
      const place = a * right + b * front + c * up + (toVoxel[row + 3] ?? 0);
      if (!(place > edge && place < (last[axis] ?? 0))) return false;
    }
    return true;
  };
}

// three plain numbers, as in the whole of this file: a tuple per point is what took the time
function valueAt({ first, size, values }: Sketch, x: number, y: number, z: number): number {
  const [i, j, k] = [x - first[0], y - first[1], z - first[2]];
  const isInside = i >= 0 && j >= 0 && k >= 0 && i < size[0] && j < size[1] && k < size[2];
  return isInside ? (values[i + size[0] * (j + size[1] * k)] ?? 0) : 0;
}

interface Centre {
  add(x: number, y: number, z: number): void;
  count(): number;
  place(): Vec3;
}

function createCentre(): Centre {
  let count = 0;
  let [sumX, sumY, sumZ] = [0, 0, 0];
  return {
    add(x, y, z) {
      count += 1;
      sumX += x;
      sumY += y;
      sumZ += z;
    },
    count: () => count,
    place: () => [sumX / count, sumY / count, sumZ / count],
  };
}
