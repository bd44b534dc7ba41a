import type { Vec3 } from '#shared/domain/vector.ts';
import type { Mesh } from './surface-nets.ts';

/** From where the head is looked at, without perspective: millimetres are the same everywhere. */
export interface Orbit {
  /** Turn about the head's long axis, radians; 0 looks at the face, +90 degrees at the right side. */
  readonly yaw: number;
  /** Radians; above 0 looks down from the vertex. */
  readonly pitch: number;
  /** 1 shows the whole head. */
  readonly zoom: number;
}

/** The face, a little from the right and above. */
export const restingOrbit: Orbit = { yaw: 0.6, pitch: 0.35, zoom: 1 };

const steepest = Math.PI / 2;

export function turned(orbit: Orbit, yawBy: number, pitchBy: number): Orbit {
  return { ...orbit, yaw: orbit.yaw + yawBy, pitch: Math.min(steepest, Math.max(-steepest, orbit.pitch + pitchBy)) };
}

export function zoomed(orbit: Orbit, factor: number): Orbit {
  return { ...orbit, zoom: Math.min(12, Math.max(0.5, orbit.zoom * factor)) };
}

/** Unit vectors in world axes (RAS+): towards the right and the top of the picture, and out of it to the reader. */
export interface OrbitAxes {
  readonly right: Vec3;
  readonly up: Vec3;
  readonly toReader: Vec3;
}

export function orbitAxes({ yaw, pitch }: Orbit): OrbitAxes {
  const [sinYaw, cosYaw, sinPitch, cosPitch] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  return {
    right: [-cosYaw, sinYaw, 0],
    up: [-sinPitch * sinYaw, -sinPitch * cosYaw, cosPitch],
    toReader: [cosPitch * sinYaw, cosPitch * cosYaw, sinPitch],
  };
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/**
 * Where a line of sight first meets a mesh, world mm; null where it passes.
 *
 * @param throughMm any place on the line.
 */
export function firstHit(mesh: Mesh, throughMm: Vec3, axes: OrbitAxes): { placeMm: Vec3; depthMm: number } | null {
  const { positionsMm, triangles } = mesh;
  const flat = new Float32Array(positionsMm.length); // right, up, towards the reader
  for (let at = 0; at < positionsMm.length; at += 3) {
    const fromLine: Vec3 = [
      (positionsMm[at] ?? 0) - throughMm[0],
      (positionsMm[at + 1] ?? 0) - throughMm[1],
      (positionsMm[at + 2] ?? 0) - throughMm[2],
    ];
    flat[at] = dot(fromLine, axes.right);
    flat[at + 1] = dot(fromLine, axes.up);
    flat[at + 2] = dot(fromLine, axes.toReader);
  }
  let depthMm = -Infinity;
  for (let first = 0; first < triangles.length; first += 3) {
    const depth = depthAtOrigin(flat, triangles, first);
    if (depth !== null && depth > depthMm) depthMm = depth;
  }
  if (depthMm === -Infinity) return null;
  const placeMm: Vec3 = [
    throughMm[0] + axes.toReader[0] * depthMm,
    throughMm[1] + axes.toReader[1] * depthMm,
    throughMm[2] + axes.toReader[2] * depthMm,
  ];
  return { placeMm, depthMm };
}

/** Depth of a flattened triangle at the line of sight, by barycentric coordinates; null beside it. */
function depthAtOrigin(flat: Float32Array, triangles: Uint32Array, first: number): number | null {
  const [a, b, c] = [(triangles[first] ?? 0) * 3, (triangles[first + 1] ?? 0) * 3, (triangles[first + 2] ?? 0) * 3];
  const cross = (p: number, q: number): number =>
    (flat[p] ?? 0) * (flat[q + 1] ?? 0) - (flat[p + 1] ?? 0) * (flat[q] ?? 0);
  const [ofA, ofB, ofC] = [cross(b, c), cross(c, a), cross(a, b)];
  const area = ofA + ofB + ofC;
  if (area === 0 || ofA / area < 0 || ofB / area < 0 || ofC / area < 0) return null;
  return (ofA * (flat[a + 2] ?? 0) + ofB * (flat[b + 2] ?? 0) + ofC * (flat[c + 2] ?? 0)) / area;
}
