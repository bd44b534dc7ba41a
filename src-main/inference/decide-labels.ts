import { voxelVolumeMl } from '#shared/domain/affine.ts';
import { findPlacesToCheck } from '../analysis/places-to-check.ts';
import { clearSpecks } from '../analysis/specks.ts';
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

/**
 * @param output      how to read the answer.
 * @param leastPartMl what is smaller by itself is left out (`clearSpecks`), where the model says so.
 */
export function createLabeller(
  { geometry, grid, brain }: PreparedStudy,
  output: ModelManifest['output'],
  leastPartMl?: number,
): Labeller {
  let begun: { meter: UncertaintyMeter; projection: LabelProjection } | null = null;
  const begin = (planes: AnswerPlanes): NonNullable<typeof begun> => {
    const meter = createUncertaintyMeter(output, holdsProbabilities(planes, output), brain.length);
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
      if (leastPartMl !== undefined) clearSpecks(labels, geometry, leastPartMl);
      const found = findPlacesToCheck(labels, meter.map, geometry);
      const rangesMl = meter.rangesMl(voxelVolumeMl(geometry.affine));
      return { labels, uncertainty: { map: meter.map, passes, rangesMl, ...found } };
    },
  };
}
