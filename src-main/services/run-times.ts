import type { EngineTest } from '#shared/domain/engine.ts';
import type { RunTimes } from '../library/records.ts';

/* How long a network is expected to take, before and after it has run here. */

/** Reading, preparing and storing, where no run has measured them yet. */
export const usualSecondsBesideNetwork = 1.5;

/**
 * What the self-test's small network takes, times the threads, on the computer whose `coreMsPerMegavoxel` the
 * models state: two cores of a server (docs/results.md, "Estimates").
 */
const testCoreMsPerMegavoxel = 700;

/**
 * Times on the reference engine where the model has not run yet, from what the model states of itself. The
 * self-test, where there was one, says how much slower or faster this computer is than the one of that statement:
 * threads say little, as two of them may share a core.
 */
export function expectedRunTimes(
  coreMsPerMegavoxel: number,
  test: EngineTest | undefined,
  threads: number,
): RunTimes & { readonly secondsBesideNetwork: number } {
  const msPerMegavoxel =
    test?.state === 'works'
      ? coreMsPerMegavoxel * (test.msPerMegavoxel / testCoreMsPerMegavoxel)
      : coreMsPerMegavoxel / threads;
  return { secondsPerMegavoxel: msPerMegavoxel / 1000, secondsBesideNetwork: usualSecondsBesideNetwork };
}

/** What to expect after one more run: half of it what was expected before, as one run may have met a busy computer. */
export function blendRunTimes(before: RunTimes | null, now: RunTimes): RunTimes {
  const mean = (a: number | null | undefined, b: number): number => (a == null ? b : (a + b) / 2);
  return {
    secondsPerMegavoxel: mean(before?.secondsPerMegavoxel, now.secondsPerMegavoxel),
    secondsBesideNetwork:
      now.secondsBesideNetwork === null
        ? (before?.secondsBesideNetwork ?? null)
        : mean(before?.secondsBesideNetwork, now.secondsBesideNetwork),
  };
}
