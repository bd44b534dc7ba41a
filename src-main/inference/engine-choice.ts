import {
  engineIds,
  referenceEngine,
  type EngineChoice,
  type EngineId,
  type EngineTest,
} from '#shared/domain/engine.ts';

export type EngineTests = ReadonlyMap<EngineId, EngineTest>;

/**
 * Not worth the risk of another engine for less: drivers differ, small networks mislead, and the test is in float32,
 * where the reference engine then takes 8-bit weights, if there are any, and half of the time.
 */
const worthwhileSpeed = 2;

/**
 * The engines a job tries, one after the other.
 *
 * Automatic: the fastest that passed its test and is clearly faster than the reference engine, then the
 * reference. TensorFlow runs only where it was chosen. An engine the user chose comes first even when
 * untested, but not when its test found it faulty.
 */
export function enginesToTry(choice: EngineChoice, tests: EngineTests): readonly EngineId[] {
  const isFaulty = (engineId: EngineId): boolean => tests.get(engineId)?.state === 'faulty';
  const faster = engineIds
    .filter((engineId) => engineId.startsWith('onnx') && (speedOf(engineId, tests) ?? 0) >= worthwhileSpeed)
    .sort((a, b) => (speedOf(b, tests) ?? 0) - (speedOf(a, tests) ?? 0));
  const chosen: readonly EngineId[] = choice === 'automatic' || isFaulty(choice) ? [] : [choice];
  // who chose the reference engine wants no other
  const others: readonly EngineId[] = choice === referenceEngine ? [] : faster;
  return [...new Set<EngineId>([...chosen, ...others, referenceEngine])];
}

/** How many times as fast as the reference engine the test found it; null when either was not measured. */
export function speedOf(engineId: EngineId, tests: EngineTests): number | null {
  const [test, reference] = [tests.get(engineId), tests.get(referenceEngine)];
  if (test?.state !== 'works' || reference?.state !== 'works') return null;
  return reference.msPerMegavoxel / test.msPerMegavoxel;
}
