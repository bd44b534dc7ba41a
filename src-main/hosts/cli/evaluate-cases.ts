import { join, resolve } from 'node:path';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { SpareModality } from '#shared/domain/modality.ts';
import type { Precision } from '#shared/domain/precision.ts';
import type { SegmentationProgress } from '../../inference/progress-estimate.ts';
import { runSegmentation } from '../../inference/run-segmentation.ts';
import { evaluateCases, type Evaluation, type EvaluationRequest } from '../../services/evaluation/evaluate-cases.ts';
import { evaluationHtml } from '../../services/evaluation/report-html.ts';
import { casesCsv, evaluationJson, summaryCsv, type Describe } from '../../services/evaluation/report-tables.ts';
import { formatFigure, metricTexts } from '../../services/evaluation/report-text.ts';
import { targets, type Metric } from '../../services/evaluation/scores.ts';
import { refuseUnwritable, writeExport } from '../../library/write-export.ts';
import { extractionFor } from './brain-extraction-option.ts';
import { chooseWeights } from './choose-weights.ts';
import { exitCodes, padColumns, type CommandContext } from './command-context.ts';
import { createProgressDisplay } from './progress.ts';

export interface EvaluateCasesOptions {
  readonly casesDirectory: string;
  readonly outDirectory: string;
  /** Null: the default model. */
  readonly modelId: string | null;
  readonly modelsDirectory: string;
  /** Label maps that are there already; null: the model makes them. */
  readonly predictionsDirectory: string | null;
  /** The modality to go on without in cases that lack it. */
  readonly without: SpareModality | null;
  readonly threads: number | undefined;
  /** Numbers the network computes with, where its package leaves the choice. */
  readonly precision: Precision;
  readonly brainExtraction: BrainExtractionMode;
  readonly isJson: boolean;
}

/** Scores a folder of labelled studies and writes its tables; returns the exit code: 1 when a case could not be scored. */
export async function evaluateFolder(options: EvaluateCasesOptions, context: CommandContext): Promise<number> {
  const { output, sentences, signal } = context;
  const outDirectory = resolve(options.outDirectory);
  await refuseUnwritable(join(outDirectory, 'cases.csv'));
  const request: EvaluationRequest = {
    ...{ casesDirectory: options.casesDirectory, outDirectory, appVersion: context.installation.appVersion },
    source: await chooseSource(options, context),
  };
  let showProgress: (progress: SegmentationProgress) => void = () => undefined;
  const evaluation = await evaluateCases(request, {
    signal,
    onCase(name, index, count) {
      output.note(`${index + 1}/${count} ${name}`);
      if (output.isTerminal) showProgress = createProgressDisplay(context);
    },
    onProgress: (progress) => showProgress(progress),
  });
  if (evaluation.cases.length === 0) {
    output.note(`No study with a label map in ${options.casesDirectory}`);
    return exitCodes.failed;
  }
  const json = await writeTables(evaluation, outDirectory, context);
  if (options.isJson) output.line(json);
  else printSummary(evaluation, outDirectory, context);
  for (const { name, failures } of evaluation.cases) {
    for (const failure of failures) output.note(`${name}: ${sentences.failure(failure)}`);
  }
  return evaluation.cases.every(({ scores }) => scores !== null) ? 0 : exitCodes.failed;
}

async function chooseSource(
  options: EvaluateCasesOptions,
  { installation }: CommandContext,
): Promise<EvaluationRequest['source']> {
  const { predictionsDirectory, threads, without } = options;
  if (predictionsDirectory !== null) return { kind: 'folder', directory: predictionsDirectory };
  const model = await chooseWeights(options);
  const brainExtraction = extractionFor(options.brainExtraction, options.modelsDirectory, installation);
  const { inferenceEntry } = installation;
  return { kind: 'model', model, inferenceEntry, threads, without, brainExtraction, runSegmentation };
}

/** Returns the JSON, which is also printed when asked for. */
async function writeTables(
  evaluation: Evaluation,
  outDirectory: string,
  { sentences }: CommandContext,
): Promise<string> {
  const describe: Describe = (failure) => sentences.failure(failure);
  const json = evaluationJson(evaluation, describe);
  const files = {
    'cases.csv': casesCsv(evaluation, describe),
    'summary.csv': summaryCsv(evaluation),
    'evaluation.json': json,
    'evaluation.html': evaluationHtml(evaluation, describe),
  };
  for (const [name, text] of Object.entries(files)) await writeExport(join(outDirectory, name), Buffer.from(text));
  return json;
}

const printed: readonly Metric[] = ['dice', 'iou', 'hd95Mm', 'sensitivity', 'precision', 'volumeErrorMl', 'lesionDice'];

function printSummary(
  { summary, cases }: Evaluation,
  outDirectory: string,
  { output, sentences }: CommandContext,
): void {
  const heading = printed.map((metric) => `${metricTexts[metric].title} ${metricTexts[metric].unit}`.trim());
  const rows = targets.map((target) => [
    target.toUpperCase(),
    ...printed.map((metric) => formatFigure(summary[target][metric]?.mean ?? null, metricTexts[metric].digits)),
  ]);
  const scored = cases.filter(({ scores }) => scores !== null).length;
  output.line(`Mean over ${scored} of ${cases.length} cases`);
  for (const line of padColumns([['', ...heading], ...rows])) output.line(line);
  for (const name of ['cases.csv', 'summary.csv', 'evaluation.json', 'evaluation.html']) {
    output.line(join(outDirectory, name));
  }
  output.line(sentences.text('app.researchUseOnly'));
}
