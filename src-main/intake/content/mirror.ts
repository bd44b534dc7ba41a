import type { Sketch } from '../../imaging/sketch.ts';

/*
 * Whether two images of one head are mirror images left to right. A brain is almost symmetric, and two
 * modalities share no grey scale; but laid over each other the right way round, their mutual
 * information is far higher than with one of them flipped about its own middle.
 */

const greyBins = 32;
/** Every second point along each axis is looked at. */
const stride = 2;
/** Shifts tried around the place where the middles meet, in lattice points. */
const shifts = [-2, -1, 0, 1, 2] as const;

/**
 * How much more the two have in common with one of them flipped than as they lie: the logarithm of the
 * ratio of mutual informations. About -0.5 for images of one head, as much above 0 when one of them is
 * mirrored, near 0 when nothing tells.
 */
export function measureMirrorAdvantage(a: Sketch, b: Sketch): number {
  const middles = middleAlongR(a) + middleAlongR(b);
  const offset = Math.round(middleAlongR(b) - middleAlongR(a));
  const direct = [0, ...shifts.map((shift) => offset + shift)].map((shift) =>
    mutualInformation(a, b, { sign: 1, origin: shift }),
  );
  const flipped = shifts.map((shift) => mutualInformation(a, b, { sign: -1, origin: Math.round(middles) + shift }));
  const asTheyLie = Math.max(...direct);
  return asTheyLie <= 0 ? 0 : Math.log(Math.max(...flipped) / asTheyLie);
}

/** Middle of the foreground's extent along R (a sketch is cropped to it), as a lattice index. */
function middleAlongR({ first, size }: Sketch): number {
  return first[0] + (size[0] - 1) / 2;
}

/** Where the point at lattice index x along R of `a` lies in `b`: sign * x + origin. */
interface Placement {
  readonly sign: 1 | -1;
  readonly origin: number;
}

/** In nats, over the points that are foreground in either; background is a grey level of its own. */
function mutualInformation(a: Sketch, b: Sketch, { sign, origin }: Placement): number {
  const joint = new Float64Array((greyBins + 1) ** 2);
  const firstB = sign * a.first[0] + origin - b.first[0];
  const countRow = (rowA: number, rowB: number): number => {
    let count = 0;
    for (let x = 0; x < a.size[0]; x += stride) {
      const levelA = a.values[rowA + x] ?? 0;
      const xB = firstB + sign * x;
      const levelB = rowB < 0 || xB < 0 || xB >= b.size[0] ? 0 : (b.values[rowB + xB] ?? 0);
      if (levelA === 0 && levelB === 0) continue;
      const bin = binOf(levelA) * (greyBins + 1) + binOf(levelB);
      joint[bin] = (joint[bin] ?? 0) + 1;
      count += 1;
    }
    return count;
  };
  let total = 0;
  for (let z = 0; z < a.size[2]; z += stride) {
    for (let y = 0; y < a.size[1]; y += stride) {
      total += countRow(a.size[0] * (y + a.size[1] * z), rowOf(b, y + a.first[1], z + a.first[2]));
    }
  }
  return total === 0 ? 0 : informationOf(joint, total);
}

/** Offset of a row of `sketch` by lattice index, -1 where it has none. */
function rowOf({ first, size }: Sketch, y: number, z: number): number {
  const row = y - first[1];
  const slice = z - first[2];
  return row < 0 || slice < 0 || row >= size[1] || slice >= size[2] ? -1 : size[0] * (row + size[1] * slice);
}

function binOf(level: number): number {
  return level === 0 ? 0 : 1 + ((level - 1) >> 3);
}

function informationOf(joint: Float64Array, total: number): number {
  const rows = new Float64Array(greyBins + 1);
  const columns = new Float64Array(greyBins + 1);
  joint.forEach((count, bin) => {
    const row = Math.floor(bin / (greyBins + 1));
    rows[row] = (rows[row] ?? 0) + count;
    columns[bin % (greyBins + 1)] = (columns[bin % (greyBins + 1)] ?? 0) + count;
  });
  let information = 0;
  joint.forEach((count, bin) => {
    if (count === 0) return;
    const expected = ((rows[Math.floor(bin / (greyBins + 1))] ?? 0) * (columns[bin % (greyBins + 1)] ?? 0)) / total;
    information += (count / total) * Math.log(count / expected);
  });
  return information;
}
