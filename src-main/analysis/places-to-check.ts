import { transformPoint, voxelSpacingMm, voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { labelComponents, type Components } from '#shared/domain/components.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import {
  fullUncertainty,
  placeKinds,
  smallFocusMl,
  smallPartMl,
  uncertainLevel,
  uncertainSpotMl,
  type PlaceKind,
  type PlaceToCheck,
} from '#shared/domain/uncertainty.ts';
import { type Shape, type Vec3 } from '#shared/domain/vector.ts';
import { boxAround, cutBox, type Box } from '#shared/domain/bounding-box.ts';

export interface PlacesToCheck {
  /** By kind in the order of `placeKinds`, then by score, largest first. */
  readonly places: readonly PlaceToCheck[];
  /** How many more of a kind there are than are listed, summed over the kinds. */
  readonly unlistedPlaces: number;
}

/** Longer lists are not read. */
const listedPerKind = 12;
/** The border is looked at in cells of this edge. */
const borderCellMm = 10;
/** What lies this close to the mask, in voxels, is its border. */
const borderVoxels = 2;

/**
 * Where a reader should look: enhancing foci under 1 mL; spots away from the mask where the network was
 * undecided; the most undecided stretches of the border; separate parts under 0.1 mL that do not enhance.
 * Foci, parts and spots are connected across corners (26); a stretch of border is what of it is uncertain
 * in a cell of 10 mm.
 *
 * @param labels      internal codes on the grid, x fastest.
 * @param uncertainty the same grid (domain/uncertainty.ts).
 */
export function findPlacesToCheck(labels: Uint8Array, uncertainty: Uint8Array, geometry: Geometry): PlacesToCheck {
  const box = boxAround(labels, uncertainty, geometry.shape, uncertainLevel);
  if (box === null) return { places: [], unlistedPlaces: 0 };
  const scope: Scope = {
    box,
    geometry,
    labels: cutBox(labels, geometry.shape, box),
    uncertainty: cutBox(uncertainty, geometry.shape, box),
    voxelMl: voxelVolumeMl(geometry.affine),
  };
  const found: Readonly<Record<PlaceKind, readonly PlaceToCheck[]>> = {
    'enhancing-focus': findFoci(scope),
    ...findUncertain(scope),
    'small-part': findParts(scope),
  };
  const ranked = placeKinds.map((kind) => found[kind].toSorted((a, b) => b.score - a.score));
  return {
    places: ranked.flatMap((places) => places.slice(0, listedPerKind)),
    unlistedPlaces: ranked.reduce((sum, places) => sum + Math.max(0, places.length - listedPerKind), 0),
  };
}

/** The part of a study that matters. */
interface Scope {
  readonly box: Box;
  readonly geometry: Geometry;
  /** Of the box. */
  readonly labels: Uint8Array;
  readonly uncertainty: Uint8Array;
  readonly voxelMl: number;
}

function findFoci(scope: Scope): readonly PlaceToCheck[] {
  const enhancing = scope.labels.map((code) => (code === internalLabels.et ? 1 : 0));
  return groupsOf(labelComponents(enhancing, scope.box.shape, 26), (size) => size * scope.voxelMl < smallFocusMl).map(
    (voxels) => describe('enhancing-focus', voxels, scope),
  );
}

/** What enhances is a focus. */
function findParts(scope: Scope): readonly PlaceToCheck[] {
  const { labels, box, voxelMl } = scope;
  const parts = labelComponents(labels, box.shape, 26);
  if (parts.count < 2) return []; // separate from what?
  return groupsOf(parts, (size) => size * voxelMl < smallPartMl)
    .filter((voxels) => !voxels.some((voxel) => labels[voxel] === internalLabels.et))
    .map((voxels) => describe('small-part', voxels, scope));
}

function findUncertain(scope: Scope): Readonly<Record<'uncertain-outside' | 'uncertain-border', PlaceToCheck[]>> {
  const { labels, uncertainty, box, voxelMl } = scope;
  const [near, away] = [new Uint8Array(labels.length), new Uint8Array(labels.length)];
  for (let voxel = 0; voxel < labels.length; voxel += 1) {
    if ((uncertainty[voxel] ?? 0) < uncertainLevel) continue;
    const side = isNearMask(labels, box.shape, voxel) ? near : away;
    side[voxel] = 1;
  }
  const isLarge = (size: number): boolean => size * voxelMl >= uncertainSpotMl;
  const spots = groupsOf(labelComponents(away, box.shape, 26), isLarge);
  const stretches = borderCells(scope, near).filter((voxels) => isLarge(voxels.length));
  return {
    'uncertain-outside': spots.map((voxels) => describe('uncertain-outside', voxels, scope)),
    'uncertain-border': stretches.map((voxels) => describe('uncertain-border', voxels, scope)),
  };
}

/** Whether a labelled voxel lies within `borderVoxels` along every axis; quicker than growing the mask, as few voxels ask. */
function isNearMask(labels: Uint8Array, shape: Shape, voxel: number): boolean {
  if (labels[voxel] !== 0) return true;
  const [x, y, z] = voxelAt(voxel, shape);
  const [x0, x1] = [Math.max(0, x - borderVoxels), Math.min(shape[0] - 1, x + borderVoxels)];
  for (let k = Math.max(0, z - borderVoxels); k <= Math.min(shape[2] - 1, z + borderVoxels); k += 1) {
    for (let j = Math.max(0, y - borderVoxels); j <= Math.min(shape[1] - 1, y + borderVoxels); j += 1) {
      const row = shape[0] * (j + shape[1] * k);
      for (let i = x0; i <= x1; i += 1) if (labels[row + i] !== 0) return true;
    }
  }
  return false;
}

/** Uncertain voxels at and inside the mask, cell by cell. */
function borderCells({ box, geometry }: Scope, near: Uint8Array): readonly (readonly number[])[] {
  const spacing = voxelSpacingMm(geometry.affine);
  const cells = new Map<string, number[]>();
  for (let voxel = 0; voxel < near.length; voxel += 1) {
    if (near[voxel] === 0) continue;
    const key = voxelAt(voxel, box.shape)
      .map((index, axis) => Math.floor((index * (spacing[axis] ?? 1)) / borderCellMm))
      .join();
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [voxel]);
    else cell.push(voxel);
  }
  return [...cells.values()];
}

/** Offsets of the voxels of each component of an accepted size. */
function groupsOf({ numbers, sizes }: Components, accepts: (size: number) => boolean): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (let number = 1; number < sizes.length; number += 1) if (accepts(sizes[number] ?? 0)) groups.set(number, []);
  if (groups.size === 0) return [];
  for (let voxel = 0; voxel < numbers.length; voxel += 1) {
    const number = numbers[voxel] ?? 0;
    if (number !== 0) groups.get(number)?.push(voxel);
  }
  return [...groups.values()];
}

/** @param voxels offsets in the box; at least one. */
function describe(kind: PlaceKind, voxels: readonly number[], scope: Scope): PlaceToCheck {
  const { uncertainty, geometry, box, voxelMl } = scope;
  const [x, y, z] = nearestToCentroid(voxels, box.shape);
  const sum = voxels.reduce((total, voxel) => total + (uncertainty[voxel] ?? 0), 0);
  return {
    kind,
    volumeMl: voxels.length * voxelMl,
    placeMm: transformPoint(geometry.affine, [x + box.start[0], y + box.start[1], z + box.start[2]]),
    score: (sum / fullUncertainty) * voxelMl,
  };
}

/** The centroid itself may lie in a hole. */
function nearestToCentroid(voxels: readonly number[], shape: Shape): Vec3 {
  const places = voxels.map((voxel) => voxelAt(voxel, shape));
  const centroid = [0, 1, 2].map((axis) => places.reduce((sum, place) => sum + (place[axis] ?? 0), 0) / places.length);
  const distance = (place: Vec3): number => Math.hypot(...place.map((index, axis) => index - (centroid[axis] ?? 0)));
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}

function voxelAt(offset: number, [width, height]: Shape): Vec3 {
  return [offset % width, Math.floor(offset / width) % height, Math.floor(offset / (width * height))];
}
