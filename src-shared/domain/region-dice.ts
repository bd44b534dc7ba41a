import { internalLabels, regions, regionTissues, type Region } from './label-scheme.ts';

/**
 * Dice of two label maps per region: twice what both have over the sum of both (Dice 1945). 1 where
 * both are empty, as BraTS counts it.
 *
 * @param a,b internal label codes of the same voxels.
 * @throws RangeError when their lengths differ.
 */
export function measureRegionDice(a: Uint8Array, b: Uint8Array): Readonly<Record<Region, number>> {
  if (a.length !== b.length) throw new RangeError(`as many voxels expected in both, got ${a.length} and ${b.length}`);
  const codes = 4;
  const counts = new Uint32Array(codes * codes);
  for (let voxel = 0; voxel < a.length; voxel += 1) {
    const pair = ((a[voxel] ?? 0) & 3) | (((b[voxel] ?? 0) & 3) << 2);
    counts[pair] = (counts[pair] ?? 0) + 1;
  }
  const dice = (region: Region): number => {
    const members = regionTissues[region].map((tissue) => internalLabels[tissue]);
    let [inBoth, inEach] = [0, 0];
    counts.forEach((count, pair) => {
      const isInA = members.includes(pair & 3);
      const isInB = members.includes(pair >> 2);
      if (isInA && isInB) inBoth += count;
      inEach += (isInA ? count : 0) + (isInB ? count : 0);
    });
    return inEach === 0 ? 1 : (2 * inBoth) / inEach;
  };
  const [wt, tc, et] = regions.map(dice);
  return { wt: wt ?? 1, tc: tc ?? 1, et: et ?? 1 };
}
