import { voxelVolumeMl } from '#shared/domain/affine.ts';
import { internalLabels, regionsMl, type Region } from '#shared/domain/label-scheme.ts';
import type { RegionRanges, VolumeRange } from '#shared/domain/uncertainty.ts';
import { findPlacesToCheck } from '../analysis/places-to-check.ts';
import { clearSpecks } from '../analysis/specks.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import type { AnswerPlanes } from './answer-planes.ts';
import { createLabelProjection, type LabelProjection } from './label-projection.ts';
import type { ModelManifest } from './model-manifest.ts';
import type { PreparedStudy } from './prepare-study.ts';
import { holdsProbabilities } from './probabilities.ts';
import type { SegmentationOutcome } from './segmentation.ts';
import { createUncertaintyMeter, type UncertaintyMeter } from './uncertainty-meter.ts';

/** Decides labels, and measures how sure they are, as the planes of a network's answer come in. */
export interface Labeller {
  /** See `VolumePrediction.onPlanes`. */
  readonly take: (planes: AnswerPlanes) => void;
  /** Once all planes have come. */
  readonly finish: (passes: number) => Pick<SegmentationOutcome, 'labels' | 'uncertainty'>;
}

/** @param how to read the answer, what of it is marked, and how small a part may be by itself (`clearSpecks`). */
export function createLabeller(
  { geometry, grid, brain }: PreparedStudy,
  how: Pick<ModelManifest, 'output' | 'marking' | 'leastPartMl'>,
): Labeller {
  let begun: { meter: UncertaintyMeter; projection: LabelProjection } | null = null;
  const begin = (planes: AnswerPlanes): NonNullable<typeof begun> => {
    const meter = createUncertaintyMeter(how, holdsProbabilities(planes, how.output), brain.length);
    return { meter, projection: createLabelProjection(grid, brain, meter.decide) };
  };
  return {
    take(planes) {
      begun ??= begin(planes);
      begun.projection.take(planes);
    },
    finish(passes) {
      if (begun === null) throw new RangeError('no plane has come');
      const { labels } = begun.projection;
      const { meter } = begun;
      const expected = meter.settle(labels);
      if (how.leastPartMl !== undefined) clearSpecks(labels, geometry, how.leastPartMl);
      const found = findPlacesToCheck(labels, meter.map, geometry);
      const marked = regionsMl(measureTissuesMl(labels, internalLabels, geometry.affine));
      const rangesMl = holding(marked, meter.rangesMl(voxelVolumeMl(geometry.affine)));
      return { labels, uncertainty: { map: meter.map, passes, rangesMl, expected, ...found } };
    },
  };
}

/** A few voxels are marked below the range's lower probability (faint tumour), or not above its upper one (specks). */
function holding(marked: Readonly<Record<Region, number>>, { wt, tc, et }: RegionRanges): RegionRanges {
  const hold = (region: Region, { low, high }: VolumeRange): VolumeRange => ({
    low: Math.min(low, marked[region]),
    high: Math.max(high, marked[region]),
  });
  return { wt: hold('wt', wt), tc: hold('tc', tc), et: hold('et', et) };
}
