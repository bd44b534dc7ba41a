import { mapAxes, voxelCount, type Vec3 } from '#shared/domain/vector.ts';
import { sketchSpacingMm, type Sketch } from '../../imaging/sketch.ts';
import { greyCountsOf } from './grey-counts.ts';

/** A sketch averaged over cubes of lattice points, its grey levels spread evenly: what mutual information is searched on. */
export interface BlurredSketch {
  /** World place (mm, RAS+) of the first cube's centre. */
  readonly originMm: Vec3;
  readonly spacingMm: number;
  /** Cubes along R, A, S; R fastest. A border of empty ones all round. */
  readonly size: Vec3;
  /** 0 outside the head, 1.5 .. `levels` - 0.5 in it by rank; in between where a cube is head in part. */
  readonly values: Float32Array<ArrayBuffer>;
}

/** @param edge points along a cube. */
export function blurSketch(sketch: Sketch, edge: number, levels: number): BlurredSketch {
  const low = mapAxes((axis) => Math.floor(sketch.first[axis] / edge) - 1);
  const size = mapAxes((axis) => Math.floor((sketch.first[axis] + sketch.size[axis] - 1) / edge) + 2 - low[axis]);
  const sums = new Float32Array(voxelCount(size));
  const ranks = rankLevels(greyCountsOf(sketch));
  const cubeOf = (axis: 0 | 1 | 2): Uint16Array =>
    Uint16Array.from(
      { length: sketch.size[axis] },
      (_, index) => Math.floor((sketch.first[axis] + index) / edge) - low[axis],
    );
  const [columns, rows, slices] = [cubeOf(0), cubeOf(1), cubeOf(2)];
  const levelOf = ranks.map((rank) => (rank === 0 ? 0 : rank * (levels - 2) + 1.5) / edge ** 3);
  // a function per row: one that is called often is compiled well, a loop within loops is not
  const addRow = (cubes: number, start: number): void => {
    for (let x = 0; x < columns.length; x += 1) {
      const cube = cubes + (columns[x] ?? 0);
      sums[cube] = (sums[cube] ?? 0) + (levelOf[sketch.values[start + x] ?? 0] ?? 0);
    }
  };
  for (let z = 0; z < slices.length; z += 1) {
    for (let y = 0; y < rows.length; y += 1) {
      const cubes = size[0] * ((rows[y] ?? 0) + size[1] * (slices[z] ?? 0));
      addRow(cubes, columns.length * (y + rows.length * z));
    }
  }
  const originMm = mapAxes((axis) => (low[axis] * edge + (edge - 1) / 2) * sketchSpacingMm);
  return { originMm, spacingMm: edge * sketchSpacingMm, size, values: sums };
}

/** Share (0..1) of the foreground that is darker than a value; half of its own counts. 0 for the background. */
function rankLevels(counts: Float64Array): Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let darker = 0;
  return Float32Array.from(counts, (count) => {
    const rank = (darker + count / 2) / total;
    darker += count;
    return count === 0 ? 0 : rank;
  });
}

/** Linear in between; 0 outside. */
export function sampleBlurred(sketch: BlurredSketch, x: number, y: number, z: number): number {
  const { originMm, spacingMm, size, values } = sketch;
  const u = (x - originMm[0]) / spacingMm;
  const v = (y - originMm[1]) / spacingMm;
  const w = (z - originMm[2]) / spacingMm;
  const i = Math.floor(u);
  const j = Math.floor(v);
  const k = Math.floor(w);
  if (!(i >= 0 && j >= 0 && k >= 0 && i < size[0] - 1 && j < size[1] - 1 && k < size[2] - 1)) return 0;
  const first = i + size[0] * (j + size[1] * k);
  const near = sampleSlice(values, first, size[0], u - i, v - j);
  const far = sampleSlice(values, first + size[0] * size[1], size[0], u - i, v - j);
  return near + (far - near) * (w - k);
}

// five plain numbers: this is the innermost of all loops
// eslint-disable-next-line max-params
function sampleSlice(values: Float32Array, first: number, row: number, right: number, down: number): number {
  const a = values[first] ?? 0;
  const b = values[first + row] ?? 0;
  const front = a + ((values[first + 1] ?? 0) - a) * right;
  const back = b + ((values[first + row + 1] ?? 0) - b) * right;
  return front + (back - front) * down;
}
