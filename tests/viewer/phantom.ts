import type { Affine } from '#shared/domain/affine.ts';
import { voxelOffset, type Shape, type Vec3 } from '#shared/domain/vector.ts';
import type { DisplayLabels, DisplayVolume } from '../../src-renderer/viewer/display-volume.ts';

/*
 * A phantom no flip, transpose or shift leaves unchanged: every voxel's value is its own, every
 * size and every spacing differs. Given in patient axes (R, A, S), stored in any order.
 */
export const phantomSize: Shape = [11, 13, 9];
export const phantomVoxels = 11 * 13 * 9;
export const phantomSpacingMm: Vec3 = [1, 1.5, 2.25];
export const phantomOriginMm: Vec3 = [-7, 3, -12.5];

/** Real intensity at patient voxel (right, anterior, superior): each of 1 .. 1287 once, neighbours far apart. */
export function phantomValue([r, a, s]: Vec3): number {
  return 1 + ((voxelOffset(phantomSize, [r, a, s]) * 617) % phantomVoxels);
}

/** Label code at a patient voxel. */
export function phantomLabel([r, a, s]: Vec3): number {
  return (r * 3 + a * 5 + s * 7 + (r > 6 ? 1 : 0)) % 4;
}

/** How a file stores its axes: voxel axis n runs along world axis `order[n]`, towards + or -. */
export interface StoredOrientation {
  readonly name: string;
  readonly order: readonly [Axis, Axis, Axis];
  readonly signs: readonly [Sign, Sign, Sign];
}
type Axis = 0 | 1 | 2;
type Sign = 1 | -1;

/** All 48: six orders of the axes, each axis either way. Named as nibabel's `aff2axcodes` names them. */
export const storedOrientations: readonly StoredOrientation[] = listOrientations();

function listOrientations(): StoredOrientation[] {
  const axes = [0, 1, 2] as const;
  const signs = [1, -1] as const;
  const letters = ['RL', 'AP', 'SI'] as const;
  const orders = axes.flatMap((x) => axes.flatMap((y) => axes.map((z) => [x, y, z] as const)));
  return orders
    .filter((order) => new Set(order).size === 3)
    .flatMap((order) =>
      signs.flatMap((x) =>
        signs.flatMap((y) =>
          signs.map((z) => {
            const each = [x, y, z] as const;
            const name = order.map((axis, n) => letters[axis].charAt(each[n] === 1 ? 0 : 1)).join('');
            return { name, order, signs: each };
          }),
        ),
      ),
    );
}

export interface StoredPhantom {
  readonly volume: DisplayVolume;
  readonly labels: DisplayLabels;
}

/** The phantom as a file with these axes would hold it. Stored values are (real - 5) / 2. */
export function storePhantom({ order, signs }: StoredOrientation): StoredPhantom {
  const shape: Shape = [phantomSize[order[0]], phantomSize[order[1]], phantomSize[order[2]]];
  const voxels = new Float32Array(shape[0] * shape[1] * shape[2]);
  const codes = new Uint8Array(voxels.length);
  for (let z = 0; z < shape[2]; z += 1) {
    for (let y = 0; y < shape[1]; y += 1) {
      for (let x = 0; x < shape[0]; x += 1) {
        const patient: [number, number, number] = [0, 0, 0];
        [x, y, z].forEach((index, n) => {
          patient[order[n]!] = signs[n] === 1 ? index : shape[n]! - 1 - index;
        });
        const offset = voxelOffset(shape, [x, y, z]);
        voxels[offset] = (phantomValue(patient) - 5) / 2;
        codes[offset] = phantomLabel(patient);
      }
    }
  }
  const affine = affineOf({ order, signs });
  return {
    volume: { shape, affine, voxels, slope: 2, intercept: 5 },
    labels: { shape, affine, voxels: codes },
  };
}

function affineOf({ order, signs }: Pick<StoredOrientation, 'order' | 'signs'>): Affine {
  const affine = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  order.forEach((worldAxis, n) => {
    const spacing = phantomSpacingMm[worldAxis];
    affine[worldAxis * 4 + n] = signs[n]! * spacing;
    affine[worldAxis * 4 + 3] =
      phantomOriginMm[worldAxis] + (signs[n] === 1 ? 0 : (phantomSize[worldAxis] - 1) * spacing);
  });
  return affine;
}

/** World place of the centre of a patient voxel. */
export function phantomPlaceMm([r, a, s]: Vec3): Vec3 {
  return [
    phantomOriginMm[0] + r * phantomSpacingMm[0],
    phantomOriginMm[1] + a * phantomSpacingMm[1],
    phantomOriginMm[2] + s * phantomSpacingMm[2],
  ];
}
