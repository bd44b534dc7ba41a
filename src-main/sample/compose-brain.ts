import type { Geometry } from '#shared/domain/affine.ts';
import { internalLabels } from '#shared/domain/label-scheme.ts';
import type { Modality } from '#shared/domain/modality.ts';
import { voxelCount, type Shape } from '#shared/domain/vector.ts';
import {
  brainDepth,
  brainstemDepth,
  cerebellarLeaf,
  cerebellumDepth,
  cerebrumDepth,
  convexityDepth,
  deepGreyDepth,
  fissureDistance,
  sulcalField,
  sulcalHalfWidth,
  sylvianDistance,
  ventricleDepth,
} from './anatomy.ts';
import { brightness, type Material } from './contrast.ts';
import { beforeMassEffect, lesionShares, type Place } from './lesion.ts';
import { lengthOf, smoothStep } from './noise.ts';

/** The brain before any scanner saw it. */
export interface ComposedBrain {
  /** Ideal brightness, shape of the grid, x fastest; 0 outside the brain. */
  readonly ideal: Readonly<Record<Modality, Float32Array>>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

type Shares = Record<Material, number>;

/**
 * Fills a grid with the brain.
 *
 * @param geometry axes must run along world axes; 1 mm or finer shows the folds.
 */
export function composeBrain(geometry: Geometry): ComposedBrain {
  const { shape } = geometry;
  const count = voxelCount(shape);
  const create = (): Float32Array => new Float32Array(count);
  const [t1n, t1c, t2w, t2f] = [create(), create(), create(), create()];
  const labels = new Uint8Array(count);
  const skinDepth = measureSkinDepth(geometry);
  const sulci = measureSulci(geometry, skinDepth);
  const place: Place = { x: 0, y: 0, z: 0 };
  forEachVoxel(geometry, (index, x, y, z) => {
    const skin = skinDepth[index] ?? 0;
    if (skin <= 0) return;
    beforeMassEffect(x, y, z, place);
    const shares = healthyShares(skin, sulci[index] ?? 0, place);
    const lesion = lesionShares(x, y, z, shares.white);
    const healthy = 1 - lesion.ncr - lesion.et - lesion.ed;
    shares.csf *= healthy;
    shares.grey *= healthy;
    shares.white *= healthy;
    shares.ncr = lesion.ncr;
    shares.et = lesion.et;
    shares.ed = lesion.ed;
    t1n[index] = mixture(shares, brightness.t1n);
    t1c[index] = mixture(shares, brightness.t1c);
    t2w[index] = mixture(shares, brightness.t2w);
    t2f[index] = mixture(shares, brightness.t2f);
    labels[index] = labelOf(shares);
  });
  return { ideal: { t1n, t1c, t2w, t2f }, labels };
}

type Visit = (index: number, x: number, y: number, z: number) => void;

/** Visits every voxel with its world position, mm. */
function forEachVoxel({ shape, affine }: Geometry, visit: Visit): void {
  const [xx = 0, , , x0 = 0, , yy = 0, , y0 = 0, , , zz = 0, z0 = 0] = affine;
  let index = 0;
  for (let k = 0; k < shape[2]; k += 1) {
    for (let j = 0; j < shape[1]; j += 1) {
      for (let i = 0; i < shape[0]; i += 1, index += 1) visit(index, xx * i + x0, yy * j + y0, zz * k + z0);
    }
  }
}

/** `brainDepth` of every voxel; -10 well outside. */
function measureSkinDepth(geometry: Geometry): Float32Array {
  const depth = new Float32Array(voxelCount(geometry.shape)).fill(-10);
  forEachVoxel(geometry, (index, x, y, z) => {
    if (lengthOf(x / 74, y / 88, Math.max(0, z + 4) / 74) < 1) depth[index] = brainDepth(x, y, z);
  });
  return depth;
}

/** Distance of every voxel to the nearest sulcal sheet, about, in mm: field over slope. */
function measureSulci(geometry: Geometry, skinDepth: Float32Array): Float32Array {
  const field = new Float32Array(voxelCount(geometry.shape));
  const place: Place = { x: 0, y: 0, z: 0 };
  forEachVoxel(geometry, (index, x, y, z) => {
    if ((skinDepth[index] ?? 0) <= -3) return;
    beforeMassEffect(x, y, z, place);
    field[index] = sulcalField(place.x, place.y, place.z);
  });
  return distanceToZeroLevel(field, geometry.shape);
}

function distanceToZeroLevel(field: Float32Array, shape: Shape): Float32Array {
  const [nx, nxy] = [shape[0], shape[0] * shape[1]];
  const distance = new Float32Array(field.length);
  const at = (index: number): number => field[index] ?? 0;
  for (let index = nxy; index < field.length - nxy; index += 1) {
    const value = at(index);
    if (value === 0) continue;
    const slope = lengthOf(
      at(index + 1) - at(index - 1),
      at(index + nx) - at(index - nx),
      at(index + nxy) - at(index - nxy),
    );
    distance[index] = Math.abs(value) / (slope / 2 + 0.02);
  }
  return distance;
}

/** How much of each healthy material is at a place. `skin` and `sulcus`: depth and distance there, mm; `place` before mass effect. */
function healthyShares(skin: number, sulcus: number, place: Place): Shares {
  const { x, y, z } = place;
  const cerebrum = cerebrumDepth(x, y, z);
  const cerebellum = cerebellumDepth(x, y, z);
  const stem = brainstemDepth(x, y, z);
  if (cerebellum > 0 && cerebellum > cerebrum && cerebellum > stem) return cerebellarShares(cerebellum, place);
  if (stem > 0 && stem > Math.min(cerebrum, 6)) return shareOut(1 - smoothStep(-0.3, 1.2, stem), 0.25);
  return cerebralShares(Math.min(skin, cerebrum), sulcus, place);
}

const cortexMm = 2.9;

function cerebralShares(depth: number, sulcus: number, { x, y, z }: Place): Shares {
  // Sulci end some 20 to 25 mm below the surface.
  const fold = sulcus - sulcalHalfWidth(x, y, z) + Math.max(0, convexityDepth(x, y, z) - 19) * 0.6;
  const cleft = Math.min(fissureDistance(x, y, z) - 0.5, sylvianDistance(x, y, z) - 0.7);
  const toFluid = Math.min(depth - 0.7, fold, cleft);
  const ventricle = ventricleDepth(x, y, z);
  const csf = Math.max(1 - smoothStep(-0.5, 0.7, toFluid), smoothStep(-0.6, 0.6, ventricle));
  const cortex = 1 - smoothStep(cortexMm - 0.8, cortexMm + 0.8, toFluid);
  // No cortex towards the ventricles; deep nuclei instead.
  const grey = Math.max(cortex, 0.85 * smoothStep(-0.8, 0.8, deepGreyDepth(x, y, z)));
  return shareOut(csf, grey);
}

function cerebellarShares(depth: number, { x, y, z }: Place): Shares {
  const edge = 1 - smoothStep(0, 1.4, depth);
  const leaf = 0.55 * cerebellarLeaf(x, y, z) * (1 - smoothStep(7, 12, depth));
  const medulla = smoothStep(9, 13, depth + 4 * cerebellarLeaf(y, x, z));
  const fourthVentricle = smoothStep(-0.6, 0.6, ventricleDepth(x, y, z));
  return shareOut(Math.max(edge, leaf, fourthVentricle), 1 - medulla);
}

/** Fluid first; grey matter takes its part of the rest, white matter what is left. */
function shareOut(csf: number, greyOfRest: number): Shares {
  const rest = 1 - csf;
  return { csf, grey: rest * greyOfRest, white: rest * (1 - greyOfRest), ncr: 0, et: 0, ed: 0 };
}

/** Spelled out, not looped over the materials: it runs five million times. */
function mixture(shares: Shares, { csf, grey, white, ncr, et, ed }: Readonly<Shares>): number {
  const healthy = shares.csf * csf + shares.grey * grey + shares.white * white;
  return healthy + shares.ncr * ncr + shares.et * et + shares.ed * ed;
}

/** The tissue that makes up most of the voxel's tumour, when tumour makes up most of the voxel. */
function labelOf({ ncr, et, ed }: Shares): number {
  if (ncr + et + ed <= 0.5) return 0;
  if (et >= ncr && et >= ed) return internalLabels.et;
  return ncr >= ed ? internalLabels.ncr : internalLabels.ed;
}
