import { availableParallelism } from 'node:os';
import type { ModelManifest } from './model-manifest.ts';
import type { InferenceReport, SegmentationStage } from './segmentation.ts';

export interface SegmentationProgress {
  readonly stage: SegmentationStage;
  /** 0..1 of the whole job; never falls, and reaches 1 only by being done. */
  readonly fraction: number;
  /** How long the whole job will have taken, from its start; null until an earlier run, or a first tile, says so. */
  readonly estimatedTotalMs: number | null;
}

/** Part of the whole each stage is given, from measured runs: the network takes nearly all of it. */
type StageSpans = Readonly<Record<SegmentationStage, readonly [number, number]>>;
const stageSpans: StageSpans = {
  reading: [0, 0.06],
  extracting: [0.06, 0.06],
  preparing: [0.06, 0.14],
  predicting: [0.14, 0.97],
  finishing: [0.97, 0.995],
};

/** The same where the brain has to be found first. */
const spansWithExtraction: StageSpans = {
  reading: [0, 0.06],
  extracting: [0.06, 0.4],
  preparing: [0.4, 0.46],
  predicting: [0.46, 0.97],
  finishing: [0.97, 0.995],
};

/** Finishing takes about this share of predicting. */
const finishingShare = 0.03;

/** Turns reports of the inference process and the passing of time into progress. */
export interface ProgressEstimate {
  /** Takes a report; times are milliseconds since the job started. */
  take(report: InferenceReport, nowMs: number): void;
  at(nowMs: number): SegmentationProgress;
}

/**
 * The engine says nothing while it runs, so a pass is estimated: from the speed of an earlier run, or
 * of the tiles already done, or else the model's stated cost on this many cores. The estimate runs
 * straight towards the end and slows down before it, so it neither stands still nor arrives early.
 */
export function createProgressEstimate(
  cost: ModelManifest['cost'],
  { msPerMegavoxel, threads }: { msPerMegavoxel?: number | undefined; threads?: number | undefined },
): ProgressEstimate {
  const guess = cost.coreMsPerMegavoxel / (threads ?? availableParallelism());
  let isSpeedKnown = msPerMegavoxel !== undefined;
  let speed = msPerMegavoxel ?? guess;
  let stage: SegmentationStage = 'reading';
  let stageStart = 0;
  let spans = stageSpans;
  let steps = { done: 0, count: 1, since: 0 };
  let megavoxels = 0;
  let highest = 0;

  const predicted = (nowMs: number): number => {
    const passMs = (speed * megavoxels) / steps.count;
    return (steps.done + approach((nowMs - steps.since) / passMs)) / steps.count;
  };
  const estimateTotal = (nowMs: number): number | null => {
    if (!isSpeedKnown || megavoxels === 0) return null;
    const predictMs = speed * megavoxels;
    const planned =
      stageStart + (stage === 'predicting' ? predictMs * (1 + finishingShare) : predictMs * finishingShare);
    return Math.max(planned, nowMs + predictMs * finishingShare);
  };

  return {
    take(report, nowMs) {
      if (report.kind === 'stage') {
        stage = report.stage;
        stageStart = nowMs;
        if (stage === 'extracting') spans = spansWithExtraction;
        steps = { done: 0, count: 1, since: nowMs };
      } else if (report.kind === 'plan') {
        megavoxels = report.plan.megavoxels;
      } else if (report.kind === 'step') {
        steps = { done: report.done, count: report.count, since: nowMs };
        if (stage === 'predicting' && megavoxels > 0) {
          speed = (nowMs - stageStart) / ((megavoxels * report.done) / report.count);
          isSpeedKnown = true;
        }
      }
    },
    at(nowMs) {
      const [start, end] = spans[stage];
      const within = stage === 'predicting' && megavoxels > 0 ? predicted(nowMs) : steps.done / steps.count;
      highest = Math.max(highest, start + (end - start) * Math.min(within, 1));
      const isPlanned = stage === 'predicting' || stage === 'finishing';
      return { stage, fraction: highest, estimatedTotalMs: isPlanned ? estimateTotal(nowMs) : null };
    },
  };
}

/** Share of a pass done after `ratio` of its expected time: even up to four fifths, then ever slower, never 1. */
function approach(ratio: number): number {
  if (!(ratio > 0)) return 0;
  return ratio < 0.8 ? ratio : 1 - 0.2 / (1 + (ratio - 0.8) / 0.2);
}
