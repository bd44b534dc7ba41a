import { resolve } from 'node:path';
import {
  internalLabels,
  regions,
  regionsMl,
  tissues,
  type LabelConvention,
  type Region,
} from '#shared/domain/label-scheme.ts';
import {
  absentModality,
  modalityEntries,
  modalityNames,
  presentModalities,
  type Modality,
  type SpareModality,
} from '#shared/domain/modality.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { valuesWithout } from '#shared/domain/model-dice.ts';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import { isDoubtful } from '#shared/domain/uncertainty.ts';
import { measureTissuesMl } from '../../analysis/tissue-volumes.ts';
import { gzipNifti } from '../../imaging/nifti-write.ts';
import { readGridHeader } from '../../imaging/nifti-read.ts';
import { conventionFromNames } from '../../intake/file-names.ts';
import type { ModelPackage } from '../../inference/model-package.ts';
import type { WaitingProcess } from '../../inference/run-segmentation.ts';
import type { SegmentationOutcome } from '../../inference/segmentation.ts';
import { refuseUnwritable, writeExport } from '../../library/write-export.ts';
import { encodeBrainMask, encodeLabelMap } from '../../services/export-result.ts';
import type { Draft } from '../../services/draft.ts';
import { alignHeads } from './align-heads.ts';
import { brainLines, describeBrain } from './brain-lines.ts';
import { exitCodes, padColumns, type CommandContext } from './command-context.ts';
import { isMixUp, remarkLines } from './remarks.ts';
import { prepareRun, type FinishedRun, type SegmentationRun } from './segmentation-run.ts';
import type { Sentences } from './sentences.ts';
import { findStudyFiles, type FoundStudy } from './study-files.ts';
import { refuseOverwriting } from './study-paths.ts';

export interface SegmentOptions {
  readonly studyDirectory: string | undefined;
  /** Files named one by one; they go before those of the folder. */
  readonly files: Partial<Readonly<Record<Modality, string>>>;
  /** The modality to go on without where it is missing. */
  readonly without: SpareModality | null;
  /** Ends in .nii or .nii.gz. */
  readonly out: string;
  /** Null: as the names of the study's files suggest. */
  readonly convention: LabelConvention | null;
  /** Null: the default model. */
  readonly modelId: string | null;
  readonly modelsDirectory: string;
  readonly threads: number | undefined;
  /** Numbers the network computes with, where its package leaves the choice. */
  readonly precision: Precision;
  /** Over mirrored passes, where the model allows it. */
  readonly isThorough: boolean;
  /** Stops when the pictures say that files are mixed up. */
  readonly isStrict: boolean;
  /** Files of the folder go where their pictures belong; those named one by one stay. */
  readonly trustsContent: boolean;
  /** Whether heads are brought over that of T1ce first. */
  readonly alignsHeads: boolean;
  readonly isJson: boolean;
  readonly brainExtraction: BrainExtractionMode;
  /** Where to write what was taken as brain; ends like `out`. */
  readonly brainMask: string | null;
}

/**
 * The files of a study in, a label map on the grid of T1ce out: the same path as in the app, without the library.
 * What intake finds is said on the way and, unless `isStrict`, is in nobody's way. Returns the exit code.
 *
 * @param waiting runs it.
 */
export async function segment(
  options: SegmentOptions,
  waiting: WaitingProcess,
  context: CommandContext,
): Promise<number> {
  const out = resolve(options.out);
  const brainMask = options.brainMask === null ? null : resolve(options.brainMask);
  await refuseUnwritable(out);
  if (brainMask !== null) await refuseUnwritable(brainMask);
  const run = prepareRun(options, waiting, context);
  try {
    const study = await findStudyFiles(
      options,
      // heads that are aligned lie elsewhere than their files say
      options.alignsHeads ? { align: (draft: Draft) => alignHeads(draft, context) } : { onNamed: run.bet },
    );
    try {
      await refuseOverwriting(out, study.paths);
      if (brainMask !== null) await refuseOverwriting(brainMask, study.paths);
      return await segmentStudy(study, { ...options, out, brainMask }, run, context);
    } finally {
      await study.dispose();
    }
  } finally {
    run.dispose();
  }
}

/** @param options with `out` and `brainMask` resolved. */
async function segmentStudy(
  study: FoundStudy,
  options: SegmentOptions,
  run: SegmentationRun,
  context: CommandContext,
): Promise<number> {
  const remark = (): void => remarkOn(study, options, context);
  if (options.isStrict) {
    remark();
    if (study.intakeNotes().some(isMixUp)) {
      context.output.note(context.sentences.text('cli.strict'));
      return exitCodes.doubtful;
    }
  }
  const { inputs } = study;
  await run.settle(inputs);
  // looked for and said while the inference process is at work
  if (!options.isStrict) remark();
  const [finished, header] = await Promise.all([run.finish(), readGridHeader(inputs.t1c.path)]);
  const fileNames = modalityEntries(inputs).map(([, { fileName }]) => fileName);
  const convention = options.convention ?? conventionFromNames(fileNames);
  await writeNifti(options.out, encodeLabelMap(finished.outcome.labels, header, convention));
  const { brain } = finished.outcome;
  if (options.brainMask !== null && brain !== null) {
    await writeNifti(options.brainMask, encodeBrainMask(brain.mask, header));
  }
  report(study, { ...finished, convention }, options, context);
  return 0;
}

async function writeNifti(path: string, bytes: Uint8Array): Promise<void> {
  await writeExport(path, path.toLowerCase().endsWith('.gz') ? await gzipNifti(bytes) : bytes);
}

/** What intake has to say, and that a modality named as missing is not. */
function remarkOn(study: FoundStudy, { without }: SegmentOptions, { output, sentences }: CommandContext): void {
  for (const line of remarkLines(study, sentences)) output.note(line);
  if (without !== null && study.inputs[without] !== undefined) {
    output.note(sentences.text('cli.notMissing', { modality: modalityNames[without] }));
  }
}

interface SegmentResult extends FinishedRun {
  readonly convention: LabelConvention;
}

function report(
  study: FoundStudy,
  { outcome, model, convention, seconds }: SegmentResult,
  { out, brainMask, isJson }: SegmentOptions,
  { output, sentences }: CommandContext,
): void {
  const { brain } = outcome;
  const { engine, provider } = outcome;
  const without = absentModality(presentModalities(study.inputs));
  if (isJson) {
    const { imageNotes, spares } = study;
    const intakeNotes = study.intakeNotes();
    const made = { modelId: model.modelId, modelVersion: model.version, engine, provider, precision: model.precision };
    const volumesMl = measureVolumes(outcome);
    const notice = sentences.text('app.researchUseOnly');
    const { passes, rangesMl, expected, places, unlistedPlaces } = outcome.uncertainty;
    const uncertainty = { passes, rangesMl, expected, places, unlistedPlaces };
    output.line(
      JSON.stringify({
        out,
        convention,
        ...made,
        without,
        volumesMl,
        uncertainty,
        brain: brain === null ? null : { ...describeBrain(brain), mask: brainMask },
        intakeNotes,
        imageNotes,
        spares,
        notice,
      }),
    );
    return;
  }
  for (const line of volumeLines(outcome, sentences)) output.line(line);
  for (const line of expectedLines(outcome, sentences)) output.line(line);
  if (without !== null) output.line(withoutLine(model, without, sentences));
  if (brain !== null) for (const line of brainLines(brain, sentences)) output.line(line);
  output.line(`${model.name} ${model.version}, ${engine}, ${provider}, ${model.precision}, ${seconds.toFixed(1)} s`);
  output.line(sentences.text('notice.exported', { file: `${out} (${convention})` }));
  if (brainMask !== null) {
    output.line(sentences.text(brain === null ? 'cli.noBrainMask' : 'cli.brainMask', { file: brainMask }));
  }
  output.line(sentences.text('app.researchUseOnly'));
}

/** What the label map was made without, and what that has cost where it was measured. */
function withoutLine({ manifest }: ModelPackage, modality: SpareModality, sentences: Sentences): string {
  const said = sentences.text('without.made', { modality: modalityNames[modality] });
  const dice = manifest.training?.dice;
  const values = dice === undefined ? null : valuesWithout(dice, modality, (each) => each.toFixed(2));
  return values === null ? said : `${said} ${sentences.text('without.figures', values)}`;
}

/** How well the network expects to agree with an expert, where it can say; and its doubts. */
function expectedLines({ uncertainty: { expected } }: SegmentationOutcome, sentences: Sentences): readonly string[] {
  if (expected === null) return [];
  const figure = (region: Region): string => expected.dice[region]?.toFixed(2) ?? '-';
  const said = sentences.text('cli.expected', { wt: figure('wt'), tc: figure('tc'), et: figure('et') });
  return isDoubtful(expected) ? [said, sentences.text('uncertainty.doubtful')] : [said];
}

function measureVolumes({ labels, geometry }: SegmentationOutcome) {
  const tissuesMl = measureTissuesMl(labels, internalLabels, geometry.affine);
  return { tissues: tissuesMl, regions: regionsMl(tissuesMl) };
}

function volumeLines(outcome: SegmentationOutcome, sentences: Sentences): readonly string[] {
  const { tissues: byTissue, regions: byRegion } = measureVolumes(outcome);
  const { rangesMl } = outcome.uncertainty;
  const row = (name: string, ml: number): readonly string[] => [name, `${ml.toFixed(2)} mL`];
  const range = (region: Region): string => `(${rangesMl[region].low.toFixed(2)}-${rangesMl[region].high.toFixed(2)})`;
  return padColumns([
    ...tissues.map((tissue) => [
      ...row(sentences.text(`tissue.${tissue}`), byTissue[tissue]),
      tissue === 'et' ? range(tissue) : '',
    ]),
    ...regions
      .filter((region) => region !== 'et')
      .map((region) => [...row(sentences.text(`region.${region}`), byRegion[region]), range(region)]),
  ]);
}
