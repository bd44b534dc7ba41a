import { invertAffine, transformPoint, type Affine, type Geometry } from '../affine.ts';
import { mapAxes, type Vec3 } from '../vector.ts';

/** What a brush leaves behind where it passes. */
export interface BrushTip {
  readonly radiusMm: number;
  /** World axis the disc stands across (a disc in the view's plane); null for a sphere. */
  readonly normalAxis: 0 | 1 | 2 | null;
}

/** From one place of the pointer to the next; equal places are a dab. World mm. */
export interface BrushPath {
  readonly fromMm: Vec3;
  readonly toMm: Vec3;
}

/** Roundings of the affine must not decide about a voxel whose centre lies just on the edge. */
const toleranceMm = 1e-6;

/**
 * Offsets of the voxels a stroke passes: those whose centres lie within the radius of the path in
 * world mm, on any grid. A disc takes voxels that meet its plane, measured within the plane. However
 * small the brush, the voxels under the path are among them. Voxels may be visited more than once.
 */
export function sweepBrush(grid: Geometry, tip: BrushTip, path: BrushPath, visit: (offset: number) => void): void {
  const reach = halfReachMm(grid.affine, tip);
  const [lowX, highX, lowY, highY, lowZ, highZ] = voxelBounds(grid, path, reach);
  const [sizeX, sizeY] = grid.shape;
  const isInside = createTest(tip, path, reach);
  const a = (index: number): number => grid.affine[index] ?? 0;
  const [stepX, stepY, stepZ] = [a(0), a(4), a(8)];
  for (let z = lowZ; z <= highZ; z += 1) {
    for (let y = lowY; y <= highY; y += 1) {
      const rowX = a(1) * y + a(2) * z + a(3);
      const rowY = a(5) * y + a(6) * z + a(7);
      const rowZ = a(9) * y + a(10) * z + a(11);
      const row = sizeX * (y + sizeY * z);
      for (let x = lowX; x <= highX; x += 1) {
        if (isInside(rowX + x * stepX, rowY + x * stepY, rowZ + x * stepZ)) visit(row + x);
      }
    }
  }
  visitPath(grid, path, visit);
}

/** How far from the path, along each world axis, a voxel's centre may lie at most. */
function halfReachMm(affine: Affine, { radiusMm, normalAxis }: BrushTip): Vec3 {
  return mapAxes((axis) => (axis === normalAxis ? slabHalfWidthMm(affine, axis) : Math.max(radiusMm, 0) + toleranceMm));
}

/** A voxel meets a plane across a world axis when its centre lies no farther from it than this. */
export function slabHalfWidthMm(affine: Affine, axis: 0 | 1 | 2): number {
  const halfExtent = [0, 1, 2].reduce((sum, voxelAxis) => sum + Math.abs(affine[axis * 4 + voxelAxis] ?? 0) / 2, 0);
  return halfExtent * (1 - 1e-6); // a voxel that only touches the plane with a face is beside it
}

function voxelBounds(
  { shape, affine }: Geometry,
  { fromMm, toMm }: BrushPath,
  reachMm: Vec3,
): readonly [number, number, number, number, number, number] {
  const toVoxel = invertAffine(affine);
  const centre = transformPoint(
    toVoxel,
    mapAxes((axis) => (fromMm[axis] + toMm[axis]) / 2),
  );
  const half = mapAxes((axis) => Math.abs(fromMm[axis] - toMm[axis]) / 2 + reachMm[axis]);
  const along = (axis: 0 | 1 | 2): [number, number] => {
    const extent = half.reduce((sum, mm, world) => sum + Math.abs(toVoxel[axis * 4 + world] ?? 0) * mm, 0);
    return [
      Math.max(0, Math.ceil(centre[axis] - extent - 1e-6)),
      Math.min(shape[axis] - 1, Math.floor(centre[axis] + extent + 1e-6)),
    ];
  };
  return [...along(0), ...along(1), ...along(2)];
}

/** Whether a place lies within the swept disc or sphere. */
function createTest(
  { radiusMm, normalAxis }: BrushTip,
  { fromMm, toMm }: BrushPath,
  reachMm: Vec3,
): (x: number, y: number, z: number) => boolean {
  const weight = mapAxes((axis) => (axis === normalAxis ? 0 : 1));
  const [dx, dy, dz] = mapAxes((axis) => (toMm[axis] - fromMm[axis]) * weight[axis]);
  const [fromX, fromY, fromZ] = fromMm;
  const [weightX, weightY, weightZ] = weight;
  const lengthSquared = dx * dx + dy * dy + dz * dz;
  const perLength = lengthSquared > 0 ? 1 / lengthSquared : 0;
  const largestSquared = (Math.max(radiusMm, 0) + toleranceMm) ** 2;
  const slab = normalAxis === null ? Infinity : reachMm[normalAxis];
  return (x, y, z) => {
    const px = x - fromX;
    const py = y - fromY;
    const pz = z - fromZ;
    if (normalAxis !== null && Math.abs(normalAxis === 0 ? px : normalAxis === 1 ? py : pz) > slab) return false;
    const along = Math.min(Math.max((px * dx + py * dy + pz * dz) * perLength, 0), 1);
    const ex = (px - along * dx) * weightX;
    const ey = (py - along * dy) * weightY;
    const ez = (pz - along * dz) * weightZ;
    return ex * ex + ey * ey + ez * ez <= largestSquared;
  };
}

/** The voxels under the path, in steps of at most half a voxel. */
function visitPath({ shape, affine }: Geometry, { fromMm, toMm }: BrushPath, visit: (offset: number) => void): void {
  const toVoxel = invertAffine(affine);
  const from = transformPoint(toVoxel, fromMm);
  const to = transformPoint(toVoxel, toMm);
  const steps = Math.ceil(2 * Math.max(...mapAxes((axis) => Math.abs(to[axis] - from[axis]))));
  for (let step = 0; step <= steps; step += 1) {
    const share = steps === 0 ? 0 : step / steps;
    const [x, y, z] = mapAxes((axis) => Math.floor(from[axis] + (to[axis] - from[axis]) * share + 0.5));
    if (x >= 0 && y >= 0 && z >= 0 && x < shape[0] && y < shape[1] && z < shape[2]) {
      visit(x + shape[0] * (y + shape[1] * z));
    }
  }
}
