import type { Vec3 } from '#shared/domain/vector.ts';
import type { Sketch } from '../../imaging/sketch.ts';

/** Depths are not told apart beyond this many steps. */
export const deepestLayer = 60;

/**
 * Steps (6-neighbour, two passes) from each foreground point to the nearest background point or edge of
 * the lattice; 0 in the background. Holes inside the head count as background.
 */
export function depthBelowSurface({ values, size }: Sketch): Uint8Array<ArrayBuffer> {
  const depth = values.map((value) => (value === 0 ? 0 : deepestLayer));
  spread(depth, size, 1);
  spread(depth, size, -1);
  return depth;
}

/** No point is deeper than one step below its neighbours behind it; in place. `direction` -1 walks from the end. */
function spread(depth: Uint8Array, [sizeX, sizeY, sizeZ]: Vec3, direction: 1 | -1): void {
  const toY = direction * sizeX;
  const toZ = toY * sizeY;
  let point = direction === 1 ? 0 : depth.length - 1;
  for (let z = 0; z < sizeZ; z += 1) {
    for (let y = 0; y < sizeY; y += 1) {
      for (let x = 0; x < sizeX; x += 1, point += direction) {
        const own = depth[point] ?? 0;
        if (own === 0) continue;
        const behindX = x === 0 ? 0 : (depth[point - direction] ?? 0);
        const behindY = y === 0 ? 0 : (depth[point - toY] ?? 0);
        const behindZ = z === 0 ? 0 : (depth[point - toZ] ?? 0);
        depth[point] = Math.min(own, Math.min(behindX, behindY, behindZ) + 1);
      }
    }
  }
}
