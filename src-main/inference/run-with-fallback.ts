import type { EngineFallback, EngineId } from '#shared/domain/engine.ts';
import { toFailure } from '#shared/domain/failure.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { faultOf } from './engine.ts';
import type { runSegmentation, SegmentationOptions } from './run-segmentation.ts';
import type { ModelPackage } from './model-package.ts';
import type { SegmentationOutcome, SegmentationRequest } from './segmentation.ts';
import { weightsFor } from './weights.ts';

export interface FallbackOutcome {
  readonly outcome: SegmentationOutcome;
  readonly engineId: EngineId;
  /** With the weights that ran. */
  readonly model: ModelPackage;
  /** Of the run that succeeded, from the start of its process to its end. */
  readonly runMs: number;
  readonly fallbacks: readonly EngineFallback[];
}

export interface FallbackOptions extends SegmentationOptions {
  /** Tried in this order; at least one. */
  readonly engineIds: readonly EngineId[];
  /** Wanted; see `weightsFor`. */
  readonly precision: Precision;
  readonly run: typeof runSegmentation;
  /** `SegmentationRequest.msPerMegavoxel` for an engine and the weights it runs. */
  readonly speedOf: (engineId: EngineId, model: ModelPackage) => Promise<number | undefined>;
}

/**
 * Runs a segmentation on the first engine that sees it through. Only what another engine might do better
 * is tried again: a failure that lies in the files, the model or the user's will ends it.
 *
 * @throws what `runSegmentation` throws, of the last engine tried.
 */
export async function runWithFallback(
  request: Omit<SegmentationRequest, 'engineId' | 'msPerMegavoxel'>,
  { engineIds, precision, run, speedOf, ...options }: FallbackOptions,
): Promise<FallbackOutcome> {
  const fallbacks: EngineFallback[] = [];
  for (const [index, engineId] of engineIds.entries()) {
    const start = performance.now();
    const model = weightsFor(request.model, engineId, precision);
    try {
      const outcome = await run(
        { ...request, model, engineId, msPerMegavoxel: await speedOf(engineId, model) },
        options,
      );
      return { outcome, engineId, model, runMs: performance.now() - start, fallbacks };
    } catch (error) {
      const fault = options.signal.aborted ? null : faultOf(toFailure(error));
      if (fault === null || index === engineIds.length - 1) throw error;
      fallbacks.push({ engineId, fault });
    }
  }
  throw new RangeError('no engine to try');
}
