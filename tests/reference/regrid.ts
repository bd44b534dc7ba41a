import {
  axisDirections,
  invertAffine,
  multiplyAffines,
  type Affine,
  type AxisDirection,
  type Geometry,
} from '#shared/domain/affine.ts';
import { mapAxes, voxelCount, voxelOffset, type Vec3 } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { sampleLinearly, storedWalk } from '../../src-main/imaging/linear-sampling.ts';

/* The same head on other grids, for tests. */

const sides: Readonly<Record<string, AxisDirection>> = {
  R: { worldAxis: 0, sign: 1 },
  L: { worldAxis: 0, sign: -1 },
  A: { worldAxis: 1, sign: 1 },
  P: { worldAxis: 1, sign: -1 },
  S: { worldAxis: 2, sign: 1 },
  I: { worldAxis: 2, sign: -1 },
};

/**
 * The same voxels in the same places of the world, stored with its axes towards other sides: only
 * copying, by integer arithmetic, so that it owes nothing to the code it tests.
 *
 * @param code three letters, as of nibabel's aff2axcodes.
 */
export function storeTowards(volume: Volume, code: string): Volume {
  const { shape, affine, voxels } = volume;
  const directions = axisDirections(affine);
  const moves = mapAxes((axis) => {
    const wanted = sides[code.charAt(axis)];
    const from = directions.findIndex(({ worldAxis }) => worldAxis === wanted?.worldAxis);
    return { from: from as 0 | 1 | 2, isFlipped: directions[from]?.sign !== wanted?.sign }; // holds: codes name each axis once
  });
  const newShape = mapAxes((axis) => shape[moves[axis].from]);
  const oldVoxel = (voxel: Vec3): Vec3 => {
    const old: [number, number, number] = [0, 0, 0];
    moves.forEach(({ from, isFlipped }, axis) => {
      const index = voxel[axis] ?? 0;
      old[from] = isFlipped ? shape[from] - 1 - index : index;
    });
    return old;
  };
  const moved = voxels.slice();
  for (let z = 0; z < newShape[2]; z += 1) {
    for (let y = 0; y < newShape[1]; y += 1) {
      for (let x = 0; x < newShape[0]; x += 1) {
        moved[voxelOffset(newShape, [x, y, z])] = voxels[voxelOffset(shape, oldVoxel([x, y, z]))] ?? 0;
      }
    }
  }
  const toOld = affineThrough(oldVoxel([0, 0, 0]), oldVoxel([1, 0, 0]), oldVoxel([0, 1, 0]), oldVoxel([0, 0, 1]));
  return { ...volume, shape: newShape, affine: multiplyAffines(affine, toOld), voxels: moved };
}

function affineThrough(origin: Vec3, x: Vec3, y: Vec3, z: Vec3): Affine {
  const rows = mapAxes((row) => [...[x, y, z].map((place) => place[row] - origin[row]), origin[row]]);
  return [...rows.flat(), 0, 0, 0, 1];
}

/** The volume as a scanner with another grid would have it: real intensities, trilinear, 0 outside. */
export function scanOn(grid: Geometry, volume: Volume): Volume {
  const voxels = new Float32Array(voxelCount(grid.shape));
  const { slope, intercept } = volume.scale;
  sampleLinearly(
    {
      ...{ target: storedWalk(grid.shape), source: storedWalk(volume.shape), reach: 0.5 },
      targetToSource: multiplyAffines(invertAffine(volume.affine), grid.affine),
    },
    (target, offsets, weights) => {
      let sum = 0;
      for (let corner = 0; corner < 8; corner += 1) {
        sum += (weights[corner] ?? 0) * ((volume.voxels[offsets[corner] ?? 0] ?? 0) * slope + intercept);
      }
      voxels[target] = sum;
    },
  );
  return { ...grid, dataType: 'float32', scale: { slope: 1, intercept: 0 }, voxels };
}

/** A grid around the same centre: turned about the patient's axes, with other voxels. */
export function gridAround(
  { shape, affine }: Geometry,
  { turnDegrees, spacingMm, size }: { turnDegrees: Vec3; spacingMm: Vec3; size: Vec3 },
): Geometry {
  const turns = mapAxes((axis) => turnAbout(axis, (turnDegrees[axis] * Math.PI) / 180));
  const turn = turns.reduce(multiplyAffines);
  const scale: Affine = [spacingMm[0], 0, 0, 0, 0, spacingMm[1], 0, 0, 0, 0, spacingMm[2], 0, 0, 0, 0, 1];
  const toMiddle = (grid: Vec3, direction: 1 | -1): Affine => [
    ...[1, 0, 0, (direction * (grid[0] - 1)) / 2],
    ...[0, 1, 0, (direction * (grid[1] - 1)) / 2],
    ...[0, 0, 1, (direction * (grid[2] - 1)) / 2],
    ...[0, 0, 0, 1],
  ];
  const centre = multiplyAffines(affine, toMiddle(shape, 1));
  const toCentre: Affine = [1, 0, 0, centre[3] ?? 0, 0, 1, 0, centre[7] ?? 0, 0, 0, 1, centre[11] ?? 0, 0, 0, 0, 1];
  return { shape: size, affine: [toCentre, turn, scale, toMiddle(size, -1)].reduce(multiplyAffines) };
}

function turnAbout(axis: 0 | 1 | 2, angle: number): Affine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  if (axis === 0) return [1, 0, 0, 0, 0, cos, -sin, 0, 0, sin, cos, 0, 0, 0, 0, 1];
  if (axis === 1) return [cos, 0, sin, 0, 0, 1, 0, 0, -sin, 0, cos, 0, 0, 0, 0, 1];
  return [cos, -sin, 0, 0, sin, cos, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
}
