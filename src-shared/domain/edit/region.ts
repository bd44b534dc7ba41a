import { axisDirections, type Geometry } from '../affine.ts';
import type { Connectivity } from '../components.ts';
import { voxelCount, voxelOffset, type Shape, type Vec3 } from '../vector.ts';
import { slabHalfWidthMm } from './brush.ts';

/** A slice of a view: across a world axis, at a place along it in mm. */
export interface SlicePlane {
  readonly normalAxis: 0 | 1 | 2;
  readonly positionMm: number;
}

/** Voxels that hang together. */
export interface Region {
  /** Offsets, in no order. */
  readonly offsets: readonly number[];
  /** It reaches the edge of the grid; in a slice: the edge of the slice. */
  readonly isOpen: boolean;
}

type RegionConnectivity = Exclude<Connectivity, 18>;

export interface RegionRule {
  /** What makes two voxels neighbours: a shared face, or any shared point. */
  readonly connectivity: RegionConnectivity;
  /** Keeps to the voxels that meet this slice. */
  readonly slice?: SlicePlane | undefined;
  /** Gives up as soon as the edge is met: the region is then part of what it would be. */
  readonly stopsAtEdge?: boolean;
}

/**
 * The voxels that hang together with a seed and belong.
 *
 * @param belongs told the offset of a voxel; the seed is taken whatever it says.
 */
export function collectRegion(
  grid: Geometry,
  seed: Vec3,
  belongs: (offset: number) => boolean,
  { connectivity, slice, stopsAtEdge = false }: RegionRule,
): Region {
  const [sizeX, sizeY] = grid.shape;
  const seen = new Uint8Array(voxelCount(grid.shape));
  const isInSlice = createSliceTest(grid, slice);
  const isEdge = createEdgeTest(grid, slice);
  const steps = neighbourSteps(connectivity);
  const offsets = [voxelOffset(grid.shape, seed)];
  seen[offsets[0] ?? 0] = 1;
  let isOpen = false;
  for (let next = 0; next < offsets.length; next += 1) {
    const offset = offsets[next] ?? 0;
    const x = offset % sizeX;
    const y = Math.floor(offset / sizeX) % sizeY;
    const z = Math.floor(offset / (sizeX * sizeY));
    isOpen ||= isEdge(x, y, z);
    if (isOpen && stopsAtEdge) break;
    for (const [dx, dy, dz] of steps) {
      const [nx, ny, nz] = [x + dx, y + dy, z + dz];
      const neighbour = nx + sizeX * (ny + sizeY * nz);
      if (!isInGrid(grid.shape, nx, ny, nz) || seen[neighbour] === 1) continue;
      seen[neighbour] = 1;
      if (belongs(neighbour) && isInSlice(nx, ny, nz)) offsets.push(neighbour);
    }
  }
  return { offsets, isOpen };
}

function isInGrid([sizeX, sizeY, sizeZ]: Shape, x: number, y: number, z: number): boolean {
  return x >= 0 && y >= 0 && z >= 0 && x < sizeX && y < sizeY && z < sizeZ;
}

function createSliceTest(
  { affine }: Geometry,
  slice: SlicePlane | undefined,
): (x: number, y: number, z: number) => boolean {
  if (slice === undefined) return () => true;
  const row = slice.normalAxis * 4;
  const [a = 0, b = 0, c = 0, d = 0] = affine.slice(row, row + 4);
  const halfWidth = slabHalfWidthMm(affine, slice.normalAxis);
  return (x, y, z) => Math.abs(a * x + b * y + c * z + d - slice.positionMm) <= halfWidth;
}

/** The edge of a slice is not met on the voxel axis the slices are stacked along. */
function createEdgeTest(
  { shape, affine }: Geometry,
  slice: SlicePlane | undefined,
): (x: number, y: number, z: number) => boolean {
  const stackAxis = slice && axisDirections(affine).findIndex(({ worldAxis }) => worldAxis === slice.normalAxis);
  const isLast = (axis: 0 | 1 | 2, index: number): boolean =>
    axis !== stackAxis && (index === 0 || index === shape[axis] - 1);
  return (x, y, z) => isLast(0, x) || isLast(1, y) || isLast(2, z);
}

const steps6: readonly Vec3[] = [
  [-1, 0, 0],
  [1, 0, 0],
  [0, -1, 0],
  [0, 1, 0],
  [0, 0, -1],
  [0, 0, 1],
];
const around = [-1, 0, 1];
const steps26: readonly Vec3[] = around
  .flatMap((z) => around.flatMap((y) => around.map((x): Vec3 => [x, y, z])))
  .filter(([x, y, z]) => x !== 0 || y !== 0 || z !== 0);

function neighbourSteps(connectivity: RegionConnectivity): readonly Vec3[] {
  return connectivity === 6 ? steps6 : steps26;
}
