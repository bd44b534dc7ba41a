import type { ResultOrigin } from './edit/mask-base.ts';

/**
 * The result that stands for a study where only one can: the newest that somebody corrected, else the newest.
 * What a person has judged is not outranked by running the network again.
 *
 * @param results newest first.
 */
export function leadingResult<Result extends { readonly origin: ResultOrigin }>(
  results: readonly Result[],
): Result | null {
  return results.find(({ origin }) => origin.kind === 'correction') ?? results[0] ?? null;
}
