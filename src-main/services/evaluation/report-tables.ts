import { csvText, type CsvCell } from '#shared/domain/csv.ts';
import type { Failure } from '#shared/domain/failure.ts';
import { modalityNames } from '#shared/domain/modality.ts';
import type { Evaluation } from './evaluate-cases.ts';
import { metrics, targets, type Metric } from './scores.ts';
import { emptyRule, metricTexts, notice, positiveRule, summaryRule } from './report-text.ts';

/** A failure as a sentence in the user's language. */
export type Describe = (failure: Failure) => string;

/** CSV, numbers in full. One row per case and target; a case that could not be scored has one row, with what is wrong. */
export function casesCsv({ cases }: Evaluation, describe: Describe): string {
  const rows = cases.flatMap(({ name, scores, failures, seconds, engine, without }): CsvCell[][] => {
    const tail: CsvCell[] = [
      seconds,
      engine,
      without === null ? '' : modalityNames[without],
      failures.map(describe).join(' '),
      notice,
    ];
    if (scores === null) return [[name, '', ...metrics.map(() => null), ...tail]];
    return targets.map((target) => [
      ...[name, target.toUpperCase()],
      ...metrics.map((metric) => scores[target][metric]),
      ...tail,
    ]);
  });
  return csvText([['case', 'target', ...metrics, 'seconds', 'engine', 'without', 'failure', 'notice'], ...rows]);
}

/** CSV likewise. One row per target and figure: over how many cases, mean, median, 95 % interval of the mean. */
export function summaryCsv({ summary }: Evaluation): string {
  const rows = targets.flatMap((target) =>
    metrics.map((metric): CsvCell[] => {
      const sample = summary[target][metric];
      const interval = sample?.meanInterval ?? null;
      const figures = [sample?.mean, sample?.median, interval?.low, interval?.high];
      return [target.toUpperCase(), metric, sample?.count ?? 0, ...figures.map((figure) => figure ?? null), notice];
    }),
  );
  return csvText([['target', 'figure', 'cases', 'mean', 'median', 'mean_low_95', 'mean_high_95', 'notice'], ...rows]);
}

/** The whole evaluation, definitions included. */
export function evaluationJson(evaluation: Evaluation, describe: Describe): string {
  const definitions = Object.fromEntries(metrics.map((metric: Metric) => [metric, metricTexts[metric].definition]));
  const cases = evaluation.cases.map(({ failures, ...evaluated }) => ({
    ...evaluated,
    failures: failures.map((failure) => ({ code: failure.code, message: describe(failure) })),
  }));
  const rules = { voxels: positiveRule, empty: emptyRule, summary: summaryRule };
  return `${JSON.stringify({ notice, ...evaluation, cases, definitions, rules }, null, 2)}\n`;
}
