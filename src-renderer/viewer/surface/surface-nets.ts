import { transformPoint, type Geometry } from '#shared/domain/affine.ts';
import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';

/** A closed surface in world millimetres. */
export interface Mesh {
  /** x, y, z of each vertex, RAS+. */
  readonly positionsMm: Float32Array<ArrayBuffer>;
  /** Unit normals, x, y, z of each vertex; which side they point to is not promised. */
  readonly normals: Float32Array<ArrayBuffer>;
  /** Three vertices per triangle. */
  readonly triangles: Uint32Array<ArrayBuffer>;
}

/** Numbers on a grid, x fastest; what is 0.5 and above is inside. The outermost voxels must be outside. */
export interface Field extends Geometry {
  readonly values: Float32Array;
}

export const emptyMesh: Mesh = {
  positionsMm: new Float32Array(0),
  normals: new Float32Array(0),
  triangles: new Uint32Array(0),
};

const insideFrom = 0.5;

/**
 * The surface between inside and outside, by naive surface nets (Gibson 1998): one vertex in every cell of
 * eight voxels that the surface passes, at the mean of where it crosses the cell's edges; one quadrilateral
 * across every edge between an inside and an outside voxel.
 */
export function extractSurface(field: Field): Mesh {
  const { positions, vertexOfCell } = placeVertices(field);
  if (positions.length === 0) return emptyMesh;
  const triangles = joinVertices(field, vertexOfCell);
  const positionsMm = new Float32Array(positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    const voxelF: Vec3 = [positions[at] ?? 0, positions[at + 1] ?? 0, positions[at + 2] ?? 0];
    positionsMm.set(transformPoint(field.affine, voxelF), at);
  }
  return { positionsMm, triangles, normals: measureNormals(positionsMm, triangles) };
}

/** The twelve edges of a cell as pairs of corners; bit 0, 1, 2 of a corner is its step along x, y, z. */
const edges: readonly (readonly [number, number])[] = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].filter((axis) => (corner & axis) === 0).map((axis) => [corner, corner | axis] as const),
);

function placeVertices({ values, shape }: Field): { positions: number[]; vertexOfCell: Int32Array } {
  const [sizeX, sizeY, sizeZ] = shape;
  const steps = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (corner) => (corner & 1) + sizeX * (((corner >> 1) & 1) + sizeY * (corner >> 2)),
  );
  const positions: number[] = [];
  const vertexOfCell = new Int32Array(voxelCount(shape));
  const corners = new Float32Array(8);
  for (let z = 0; z < sizeZ - 1; z += 1) {
    for (let y = 0; y < sizeY - 1; y += 1) {
      for (let x = 0; x < sizeX - 1; x += 1) {
        const cell = x + sizeX * (y + sizeY * z);
        let inside = 0;
        for (let corner = 0; corner < 8; corner += 1) {
          const value = values[cell + (steps[corner] ?? 0)] ?? 0;
          corners[corner] = value;
          if (value >= insideFrom) inside += 1;
        }
        if (inside === 0 || inside === 8) continue;
        vertexOfCell[cell] = positions.length / 3;
        const within = meanCrossing(corners);
        positions.push(x + within[0], y + within[1], z + within[2]);
      }
    }
  }
  return { positions, vertexOfCell };
}

/** Mean of the places, 0..1 along each axis, where the surface crosses a cell's edges. */
function meanCrossing(corners: Float32Array): Vec3 {
  let [x, y, z, count] = [0, 0, 0, 0];
  for (const [from, to] of edges) {
    const [a, b] = [corners[from] ?? 0, corners[to] ?? 0];
    if (a >= insideFrom === b >= insideFrom) continue;
    const share = (insideFrom - a) / (b - a);
    const axis = from ^ to;
    x += (from & 1) + (axis === 1 ? share : 0);
    y += ((from >> 1) & 1) + (axis === 2 ? share : 0);
    z += (from >> 2) + (axis === 4 ? share : 0);
    count += 1;
  }
  return [x / count, y / count, z / count];
}

function joinVertices({ values, shape }: Field, vertexOfCell: Int32Array): Uint32Array<ArrayBuffer> {
  const [sizeX, sizeY, sizeZ] = shape;
  const strides: Vec3 = [1, sizeX, sizeX * sizeY];
  const triangles: number[] = [];
  const vertex = (cell: number): number => vertexOfCell[cell] ?? 0;
  for (let z = 1; z < sizeZ - 1; z += 1) {
    for (let y = 1; y < sizeY - 1; y += 1) {
      for (let x = 1; x < sizeX - 1; x += 1) {
        const cell = x + sizeX * (y + sizeY * z);
        joinAcrossEdges(cell);
      }
    }
  }
  return new Uint32Array(triangles);

  function joinAcrossEdges(cell: number): void {
    const isInside = (values[cell] ?? 0) >= insideFrom;
    for (const axis of [0, 1, 2] as const) {
      if ((values[cell + strides[axis]] ?? 0) >= insideFrom === isInside) continue;
      const [b, c] = [strides[((axis + 1) % 3) as 0 | 1 | 2], strides[((axis + 2) % 3) as 0 | 1 | 2]]; // holds: % 3
      const [p, q, r, s] = [vertex(cell - b - c), vertex(cell - c), vertex(cell), vertex(cell - b)];
      if (isInside) triangles.push(p, q, r, p, r, s);
      else triangles.push(p, r, q, p, s, r);
    }
  }
}

/** Mean of the normals of a vertex's triangles, each weighted by its area. */
function measureNormals(positions: Float32Array, triangles: Uint32Array): Float32Array<ArrayBuffer> {
  const normals = new Float32Array(positions.length);
  const at = (vertex: number, axis: number): number => positions[vertex * 3 + axis] ?? 0;
  for (let first = 0; first < triangles.length; first += 3) {
    const [a, b, c] = [triangles[first] ?? 0, triangles[first + 1] ?? 0, triangles[first + 2] ?? 0];
    const [ux, uy, uz] = [at(b, 0) - at(a, 0), at(b, 1) - at(a, 1), at(b, 2) - at(a, 2)];
    const [vx, vy, vz] = [at(c, 0) - at(a, 0), at(c, 1) - at(a, 1), at(c, 2) - at(a, 2)];
    const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
    for (const vertex of [a, b, c]) {
      for (const axis of [0, 1, 2] as const) {
        normals[vertex * 3 + axis] = (normals[vertex * 3 + axis] ?? 0) + normal[axis];
      }
    }
  }
  makeUnit(normals);
  return normals;
}

function makeUnit(vectors: Float32Array): void {
  for (let n = 0; n < vectors.length; n += 3) {
    const length = Math.hypot(vectors[n] ?? 0, vectors[n + 1] ?? 0, vectors[n + 2] ?? 0) || 1;
    for (const axis of [0, 1, 2]) vectors[n + axis] = (vectors[n + axis] ?? 0) / length;
  }
}
