import { voxelSpacingMm, type Affine } from '#shared/domain/affine.ts';
import { affineOfHeader } from './nifti-affine.ts';
import type { NiftiHeader } from './nifti-header.ts';

/** What a header's lengths are in: `xyzt_units & 7`. */
const lengthUnits = [
  { code: 1, unit: 'm', mm: 1000 },
  { code: 3, unit: 'µm', mm: 0.001 },
] as const;

/** Longest edges, mm, that a scan (or a small test image) can have; beyond them the numbers are no millimetres. */
const edgeMm = { least: 2, most: 3000 } as const;

/** Longest edge and spacings, mm, of a scan of a head: what another unit has to lead to before it is believed. */
const headEdgeMm = { least: 60, most: 600 } as const;
const headSpacingMm = { least: 0.1, most: 20 } as const;

/** An image with so many voxels along an axis is no small test image: it has to have the size of a head. */
const manyVoxels = 100;

/** As mm³: what is larger in all directions is no head, and no computer has the memory for it at 1 mm. */
const largestBox = headEdgeMm.most ** 3;

/**
 * How the lengths of a header are read.
 *
 * - `mm`: as millimetres, and nothing speaks against it
 * - `applied`: in the unit the header names, because as millimetres they could be no scan
 * - `guessed`: in a unit the header does not name, for the same reason
 * - `ignored`: as millimetres though the header names another unit, because only so they can be a scan
 * - `implausible`: in no unit do they give a head
 */
export interface LengthReading {
  readonly basis: 'mm' | 'applied' | 'guessed' | 'ignored' | 'implausible';
  readonly mmPerUnit: number;
  /** For `applied` and `ignored` the header's, for `guessed` ours; else mm. */
  readonly unit: string;
  /** The longest edge as the reading that was not taken would have it, mm (`implausible`: as millimetres). */
  readonly otherEdgeMm: number;
}

/**
 * The standard lets a header name its unit; nibabel, and most that writes headers, ignore it. So the unit
 * counts where millimetres make no sense and it does, and never elsewhere.
 */
export function readLengths({ geometry, shape }: NiftiHeader): LengthReading {
  const spacing = voxelSpacingMm(affineOfHeader(geometry));
  const edges = spacing.map((size, axis) => size * (shape[axis] ?? 1));
  const edge = Math.max(...edges);
  const named = lengthUnits.find(({ code }) => code === (geometry.xyztUnits & 7));
  const asRead = { mmPerUnit: 1, unit: 'mm', otherEdgeMm: edge } as const;
  // an affine that says nothing sensible is refused elsewhere
  if (!(edge > 0) || !Number.isFinite(edge)) return { basis: 'mm', ...asRead };
  const isTooSmall = edge < headEdgeMm.least && Math.max(...shape) >= manyVoxels;
  const isTooLarge = edges.reduce((box, size) => box * size, 1) > largestBox;
  if (isWithin(edge, edgeMm) && !isTooSmall && !isTooLarge) {
    if (named === undefined) return { basis: 'mm', ...asRead };
    return { basis: 'ignored', mmPerUnit: 1, unit: named.unit, otherEdgeMm: edge * named.mm };
  }
  const isHead = (mm: number): boolean =>
    isWithin(edge * mm, headEdgeMm) && spacing.every((size) => isWithin(size * mm, headSpacingMm));
  if (named !== undefined && isHead(named.mm)) {
    return { basis: 'applied', mmPerUnit: named.mm, unit: named.unit, otherEdgeMm: edge };
  }
  const guess = lengthUnits.find(({ mm }) => isHead(mm));
  if (guess === undefined) return { basis: 'implausible', ...asRead };
  return { basis: 'guessed', mmPerUnit: guess.mm, unit: guess.unit, otherEdgeMm: edge };
}

function isWithin(value: number, { least, most }: { readonly least: number; readonly most: number }): boolean {
  return value >= least && value <= most;
}

/** An affine whose world is counted in other units, in mm. */
export function toMillimetres(affine: Affine, mmPerUnit: number): Affine {
  return mmPerUnit === 1 ? affine : affine.map((value, index) => (index < 12 ? value * mmPerUnit : value));
}
