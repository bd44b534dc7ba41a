import { join, resolve } from 'node:path';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import { csvText, fixedFigure, type CsvCell } from '#shared/domain/csv.ts';
import { regions, tissues, type LabelConvention } from '#shared/domain/label-scheme.ts';
import { modalityNames, type SpareModality } from '#shared/domain/modality.ts';
import type { Precision } from '#shared/domain/precision.ts';
import type { SegmentationProgress } from '../../inference/progress-estimate.ts';
import { runSegmentation } from '../../inference/run-segmentation.ts';
import { refuseUnwritable, writeExport } from '../../library/write-export.ts';
import { batchSummaryName, segmentBatch, type BatchStudy } from '../../services/segment-batch.ts';
import { extractionFor } from './brain-extraction-option.ts';
import { chooseWeights } from './choose-weights.ts';
import { exitCodes, padColumns, type CommandContext } from './command-context.ts';
import { createProgressDisplay } from './progress.ts';
import type { Sentences } from './sentences.ts';

export interface BatchCommandOptions {
  readonly directory: string;
  readonly outDirectory: string;
  readonly convention: LabelConvention | null;
  /** The modality to go on without in studies that lack it. */
  readonly without: SpareModality | null;
  readonly modelId: string | null;
  readonly modelsDirectory: string;
  readonly threads: number | undefined;
  /** Numbers the network computes with, where its package leaves the choice. */
  readonly precision: Precision;
  readonly isThorough: boolean;
  readonly brainExtraction: BrainExtractionMode;
}

/**
 * Segments every study of a folder into another, with a table of what came of each; what an earlier run has
 * made is kept. Returns the exit code: `incomplete` when a study could not be segmented.
 */
export async function segmentFolder(options: BatchCommandOptions, context: CommandContext): Promise<number> {
  const { output, sentences, signal, installation } = context;
  const outDirectory = resolve(options.outDirectory);
  await refuseUnwritable(join(outDirectory, batchSummaryName));
  const model = await chooseWeights(options);
  let showProgress: (progress: SegmentationProgress) => void = () => undefined;
  const { directory, threads, convention, isThorough, without } = options;
  const studies = await segmentBatch(
    {
      ...{ directory, outDirectory, model, threads, convention, isThorough, without },
      ...{ inferenceEntry: installation.inferenceEntry, runSegmentation },
      brainExtraction: extractionFor(options.brainExtraction, options.modelsDirectory, installation),
    },
    {
      signal,
      onStudy(name, index, count) {
        output.note(`${index + 1}/${count} ${name}`);
        if (output.isTerminal) showProgress = createProgressDisplay(context);
      },
      onProgress: (progress) => showProgress(progress),
      onStudyDone: (sofar) => writeTables(sofar, outDirectory, sentences),
    },
  );
  if (studies.length === 0) {
    output.note(`No study in ${options.directory}`);
    return exitCodes.failed;
  }
  for (const line of describeStudies(studies)) output.line(line);
  for (const { study, failures } of studies) {
    for (const failure of failures) output.note(`${study}: ${sentences.failure(failure)}`);
  }
  output.line(sentences.text('app.researchUseOnly'));
  return studies.some(({ state }) => state === 'failed') ? exitCodes.incomplete : 0;
}

async function writeTables(studies: readonly BatchStudy[], outDirectory: string, sentences: Sentences): Promise<void> {
  const notice = sentences.text('app.researchUseOnly');
  const told = studies.map((study) => ({
    ...study,
    sentences: study.failures.map((failure) => sentences.failure(failure)),
  }));
  const json = `${JSON.stringify({ notice, studies: told }, null, 2)}\n`;
  const rows = [csvColumns, ...studies.map((study) => csvRow(study, notice, sentences))];
  await writeExport(join(outDirectory, batchSummaryName), Buffer.from(json));
  await writeExport(join(outDirectory, batchSummaryName.replace(/json$/u, 'csv')), Buffer.from(csvText(rows)));
}

const ownRegions = regions.filter((region) => region !== 'et');

const csvColumns = [
  ...['study', 'state', ...tissues.map((tissue) => `${tissue}_ml`), ...ownRegions.map((region) => `${region}_ml`)],
  ...regions.flatMap((region) => [`${region}_low_ml`, `${region}_high_ml`]),
  ...regions.map((region) => `${region}_expected_dice`),
  ...['brain_ml', 'seconds', 'without', 'warnings', 'failure', 'output', 'notice'],
];

function csvRow(study: BatchStudy, notice: string, sentences: Sentences): readonly CsvCell[] {
  const { tissuesMl, regionsMl, rangesMl, expected, brain, seconds, without, warnings, failures, output } = study;
  return [
    ...[study.study, study.state],
    ...tissues.map((tissue) => fixedFigure(tissuesMl?.[tissue], 3)),
    ...ownRegions.map((region) => fixedFigure(regionsMl?.[region], 3)),
    ...regions.flatMap((region) => [fixedFigure(rangesMl?.[region].low, 3), fixedFigure(rangesMl?.[region].high, 3)]),
    ...regions.map((region) => fixedFigure(expected?.dice[region], 3)),
    ...[
      fixedFigure(brain?.volumeMl, 0),
      fixedFigure(seconds, 1),
      without === null ? null : modalityNames[without],
      warnings.join('; '),
      failures.map((failure) => sentences.failure(failure)).join(' '),
    ],
    ...[output, notice],
  ];
}

function describeStudies(studies: readonly BatchStudy[]): readonly string[] {
  const ml = (value: number | undefined): string => value?.toFixed(2) ?? '-';
  return padColumns([
    ['', 'state', ...tissues.map((tissue) => `${tissue.toUpperCase()} mL`), 'WT mL', 'TC mL', 's'],
    ...studies.map(({ study, state, without, tissuesMl, regionsMl, seconds }) => [
      ...[
        study,
        without === null ? state : `${state}, without ${modalityNames[without]}`,
        ...tissues.map((tissue) => ml(tissuesMl?.[tissue])),
      ],
      ...[ml(regionsMl?.wt), ml(regionsMl?.tc), seconds?.toFixed(1) ?? '-'],
    ]),
  ]);
}
