import { transformPoint } from '#shared/domain/affine.ts';
import { isForeground, type Background } from '#shared/domain/background.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { displayBackground, type DisplayVolume } from './display-volume.ts';

/** A box along the world's axes. */
export interface WorldBox {
  readonly lowMm: Vec3;
  readonly highMm: Vec3;
}

/**
 * Box around everything that is not background, to the outer faces of its voxels; null when there is
 * nothing. A head as scanned has noise to its corners, and so the whole grid as its box.
 */
export function measureContentBox(volume: DisplayVolume): WorldBox | null {
  const bounds = contentBounds(volume);
  if (bounds === null) return null;
  const { low, high } = bounds;
  const lowMm: [number, number, number] = [Infinity, Infinity, Infinity];
  const highMm: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner += 1) {
    const place = transformPoint(volume.affine, [
      corner & 1 ? high[0] + 0.5 : low[0] - 0.5,
      corner & 2 ? high[1] + 0.5 : low[1] - 0.5,
      corner & 4 ? high[2] + 0.5 : low[2] - 0.5,
    ]);
    for (const axis of [0, 1, 2] as const) {
      lowMm[axis] = Math.min(lowMm[axis], place[axis]);
      highMm[axis] = Math.max(highMm[axis], place[axis]);
    }
  }
  return { lowMm, highMm };
}

/** First and last voxel along each axis that are not background. */
function contentBounds(volume: DisplayVolume): { low: Vec3; high: Vec3 } | null {
  const [sizeX, sizeY, sizeZ] = volume.shape;
  const background = displayBackground(volume);
  let [lowX, lowY, lowZ] = [sizeX, sizeY, sizeZ];
  let [highX, highY, highZ] = [-1, -1, -1];
  for (let z = 0; z < sizeZ; z += 1) {
    for (let y = 0; y < sizeY; y += 1) {
      const start = sizeX * (y + sizeY * z);
      const end = start + sizeX;
      const first = skipBackground(volume, background, start, end);
      if (first === end) continue;
      const last = skipBackground(volume, background, end - 1, start - 1);
      lowX = Math.min(lowX, first - start);
      highX = Math.max(highX, last - start);
      lowY = Math.min(lowY, y);
      highY = Math.max(highY, y);
      lowZ = Math.min(lowZ, z);
      highZ = z;
    }
  }
  return highZ < 0 ? null : { low: [lowX, lowY, lowZ], high: [highX, highY, highZ] };
}

/** Walks from a voxel towards another, which is not looked at, up to the first that is not background. The innermost loop: by itself it is compiled well. */
function skipBackground(volume: DisplayVolume, background: Background, from: number, end: number): number {
  const { voxels, slope, intercept } = volume;
  const step = from < end ? 1 : -1;
  let at = from;
  while (at !== end && !isForeground((voxels[at] ?? NaN) * slope + intercept, background)) at += step;
  return at;
}
