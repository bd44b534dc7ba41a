import { voxelSpacingMm, type Geometry } from '../affine.ts';
import { boxOfCodes, growBox, lastVoxel } from '../bounding-box.ts';
import type { Shape, Vec3 } from '../vector.ts';

/** A voxel and the code it should get. */
export interface VoxelChange {
  readonly offset: number;
  readonly code: number;
}

/** In smallest voxel edges: takes in all 26 neighbours of a cube, and leaves out slices that lie far apart. */
const reachInEdges = 1.75;

/**
 * One label smoothed by a median of its mask: a voxel has the label when most voxels around it have
 * it. Around a voxel are those whose centres lie within 1.75 of the grid's smallest voxel edge, itself
 * included: 3 x 3 x 3 on cubes, 3 x 3 within the slice where slices are thick. A voxel that loses the
 * label gets the commonest of the other codes around it, background included (of equally common ones
 * the highest). Outside the grid there is no vote.
 */
export function smoothLabel(labels: Uint8Array, { shape, affine }: Geometry, code: number): readonly VoxelChange[] {
  const tight = boxOfCodes(labels, shape, (found) => found === code);
  if (tight === null) return [];
  const box = growBox(tight, shape);
  const [low, high] = [box.start, lastVoxel(box)];
  const countVotes = createVote(labels, shape, stepsWithin(voxelSpacingMm(affine)));
  const votes = new Int32Array(16);
  const changes: VoxelChange[] = [];
  for (let z = low[2]; z <= high[2]; z += 1) {
    for (let y = low[1]; y <= high[1]; y += 1) {
      for (let x = low[0]; x <= high[0]; x += 1) {
        const offset = x + shape[0] * (y + shape[1] * z);
        votes.fill(0);
        const voters = countVotes(x, y, z, votes);
        const isLabel = labels[offset] === code;
        const isMost = 2 * (votes[code] ?? 0) > voters;
        if (isLabel && !isMost) changes.push({ offset, code: commonestBut(votes, code) });
        else if (!isLabel && isMost) changes.push({ offset, code });
      }
    }
  }
  return changes;
}

function stepsWithin([spacingX, spacingY, spacingZ]: Vec3): readonly Vec3[] {
  const reach = reachInEdges * Math.min(spacingX, spacingY, spacingZ);
  const steps: Vec3[] = [];
  for (let z = -1; z <= 1; z += 1) {
    for (let y = -1; y <= 1; y += 1) {
      for (let x = -1; x <= 1; x += 1) {
        if (Math.hypot(x * spacingX, y * spacingY, z * spacingZ) <= reach) steps.push([x, y, z]);
      }
    }
  }
  return steps;
}

/** Adds up the codes around a voxel; returns how many voxels voted. */
function createVote(
  labels: Uint8Array,
  [sizeX, sizeY, sizeZ]: Shape,
  steps: readonly Vec3[],
): (x: number, y: number, z: number, votes: Int32Array) => number {
  return (x, y, z, votes) => {
    let voters = 0;
    for (const step of steps) {
      const nx = x + step[0];
      const ny = y + step[1];
      const nz = z + step[2];
      if (nx < 0 || ny < 0 || nz < 0 || nx >= sizeX || ny >= sizeY || nz >= sizeZ) continue;
      const code = labels[nx + sizeX * (ny + sizeY * nz)] ?? 0;
      votes[code] = (votes[code] ?? 0) + 1;
      voters += 1;
    }
    return voters;
  };
}

function commonestBut(votes: Int32Array, code: number): number {
  let best = 0;
  let most = 0;
  for (let other = 0; other < votes.length; other += 1) {
    const count = votes[other] ?? 0;
    if (other === code || count === 0 || count < most) continue;
    best = other;
    most = count;
  }
  return best;
}
