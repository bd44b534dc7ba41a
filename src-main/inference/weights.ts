import { referenceEngine, type EngineId } from '#shared/domain/engine.ts';
import type { Precision } from '#shared/domain/precision.ts';
import type { ModelPackage } from './model-package.ts';
import { quantisedPackage } from './model-weights.ts';

/** Whose processors 8-bit integers were measured on and found quicker (docs/results.md); others compute as trained. */
const isQuickInIntegers = process.arch === 'x64';

/**
 * The package with the weights an engine runs: 8-bit ones where they are wanted and there, on the processor under
 * ONNX Runtime; as trained everywhere else. Checksum, cost and Dice are then those of these weights, so that whatever
 * is kept by a network's checksum (results, run times, batches) keeps both apart.
 */
export function weightsFor(model: ModelPackage, engineId: EngineId, precision: Precision): ModelPackage {
  if (precision !== 'int8' || engineId !== referenceEngine || !isQuickInIntegers) return model;
  return quantisedPackage(model) ?? model;
}
