import { identityAffine, type Affine } from '#shared/domain/affine.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import type { Shape } from '#shared/domain/vector.ts';

/* A head-sized ellipsoid with texture and a tumour in it, as large as a BraTS study. */

export const benchShape: Shape = [240, 240, 155];
export const benchAffine: Affine = identityAffine;

/** Int16, 0 outside the brain. */
export function createBrain(seed: number): Int16Array<ArrayBuffer> {
  const [sizeX, sizeY, sizeZ] = benchShape;
  const voxels = new Int16Array(sizeX * sizeY * sizeZ);
  let offset = 0;
  for (let z = 0; z < sizeZ; z += 1) {
    for (let y = 0; y < sizeY; y += 1) {
      for (let x = 0; x < sizeX; x += 1, offset += 1) {
        const [a, b, c] = [(x - 120) / 78, (y - 120) / 95, (z - 77) / 66];
        if (a * a + b * b + c * c > 1) continue;
        const folds = Math.sin((x + seed * 7) / 5) * Math.sin(y / 6) * Math.cos(z / 4);
        voxels[offset] = 300 + 200 * folds + ((offset * 7919 + seed) % 97);
      }
    }
  }
  return voxels;
}

/** Oedema around an enhancing ring around a necrotic core. */
export function createTumour(): Uint8Array<ArrayBuffer> {
  const [sizeX, sizeY, sizeZ] = benchShape;
  const codes = new Uint8Array(sizeX * sizeY * sizeZ);
  let offset = 0;
  for (let z = 0; z < sizeZ; z += 1) {
    for (let y = 0; y < sizeY; y += 1) {
      for (let x = 0; x < sizeX; x += 1, offset += 1) {
        const wobble = 3 * Math.sin(x / 3) * Math.cos(y / 4);
        const distance = Math.hypot(x - 95, y - 130, z - 85) + wobble;
        if (distance < 13) codes[offset] = internalLabels.ncr;
        else if (distance < 20) codes[offset] = internalLabels.et;
        else if (distance < 36) codes[offset] = internalLabels.ed;
      }
    }
  }
  return codes;
}
