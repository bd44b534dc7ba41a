import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isPlausibleBrain } from '#shared/domain/brain-volume.ts';
import { createExportNaming } from '#shared/domain/export-name.ts';
import { GlioscopeError, toFailure } from '#shared/domain/failure.ts';
import { foldName } from '#shared/domain/free-name.ts';
import { internalLabels, labelConventions, regionsMl, type LabelConvention } from '#shared/domain/label-scheme.ts';
import {
  absentModality,
  gridModality,
  modalities,
  modalityEntries,
  perModality,
  presentModalities,
  spareModalities,
  type SpareModality,
} from '#shared/domain/modality.ts';
import { measureTissuesMl } from '../analysis/tissue-volumes.ts';
import { gzipNifti } from '../imaging/nifti-write.ts';
import { readGridHeader } from '../imaging/nifti-read.ts';
import { readExtractionPackage } from '../inference/brain/extraction-package.ts';
import { thoroughPasses } from '../inference/flips.ts';
import type { ModelPackage } from '../inference/model-package.ts';
import type { SegmentationProgress } from '../inference/progress-estimate.ts';
import type { runSegmentation } from '../inference/run-segmentation.ts';
import type { BrainExtractionRequest } from '../inference/segmentation.ts';
import { checkStudy, type StudyInputs } from '../intake/check-study.ts';
import { conventionFromNames } from '../intake/file-names.ts';
import { findStudies, type FoundStudy } from '../intake/study-folders.ts';
import { keptFailureSchema } from '../library/failure-schema.ts';
import { expectationSchema, regionRangesSchema } from '../library/sureness-schemas.ts';
import { writeExport } from '../library/write-export.ts';
import { encodeLabelMap } from './export-result.ts';

/** The table beside the label maps; what a later run reads to know what is done. */
export const batchSummaryName = 'glioscope-batch.json';

export interface BatchRequest {
  readonly directory: string;
  readonly outDirectory: string;
  readonly model: ModelPackage;
  readonly inferenceEntry: URL;
  readonly threads: number | undefined;
  /** Over mirrored passes, where the model allows it. */
  readonly isThorough: boolean;
  /** Undefined: the images are taken as they are. */
  readonly brainExtraction: BrainExtractionRequest | undefined;
  /** Null: as the names of each study's files suggest. */
  readonly convention: LabelConvention | null;
  /** The modality to go on without in studies that lack it. */
  readonly without: SpareModality | null;
  readonly runSegmentation: typeof runSegmentation;
}

export interface BatchOptions {
  readonly signal: AbortSignal;
  /** `index` counts from 0. */
  readonly onStudy: (name: string, index: number, count: number) => void;
  readonly onProgress: (progress: SegmentationProgress) => void;
  /** After every study: all of them so far, and behind them what an earlier run has made of those to come. */
  readonly onStudyDone: (studies: readonly BatchStudy[]) => Promise<void>;
}

const tissuesSchema = z.object({ ncr: z.number(), ed: z.number(), et: z.number() });

const batchStudySchema = z.object({
  study: z.string(),
  state: z.enum(['done', 'unchanged', 'failed']),
  /** Name of the label map in the folder of results; null when there is none. */
  output: z
    .string()
    .regex(/^[^\\/]+$/u)
    .nullable(),
  convention: z.enum(Object.keys(labelConventions) as [LabelConvention, ...LabelConvention[]]).nullable(), // holds: its keys
  inputSha256: z.partialRecord(z.enum(modalities), z.string()).nullable(),
  /** The modality the network had to do without. */
  without: z.enum(spareModalities).nullable().default(null),
  modelSha256: z.string(),
  tissuesMl: tissuesSchema.nullable(),
  regionsMl: z.object({ wt: z.number(), tc: z.number(), et: z.number() }).nullable(),
  /** docs/uncertainty.md */
  rangesMl: regionRangesSchema.nullable().default(null),
  expected: expectationSchema,
  /** What was taken as brain, and by what; null where the images were taken as they are. */
  brain: z.object({ extractorSha256: z.string(), volumeMl: z.number() }).nullable().default(null),
  /** Mirrored passes; 1: the study as it is. */
  passes: z.number().default(1),
  seconds: z.number().nullable(),
  engine: z.string().nullable(),
  warnings: z.array(z.string()),
  failures: z.array(keptFailureSchema).readonly(),
});

/** A study of a batch and what came of it. `unchanged`: an earlier run has made it from the same files by the same model. */
export type BatchStudy = z.infer<typeof batchStudySchema>;

/**
 * Segments every study of a folder; one that cannot be segmented does not stop the rest. What an earlier
 * run has made from the same bytes by the same model is left as it is.
 *
 * @throws GlioscopeError file-not-found, file-unreadable for the folder; cancelled.
 */
export async function segmentBatch(request: BatchRequest, options: BatchOptions): Promise<readonly BatchStudy[]> {
  const earlier = await readEarlier(request.outDirectory);
  // what lies there and is in no table is the user's, whoever made it
  const inFolder = await readdir(request.outDirectory).catch((): string[] => []);
  const planned = planStudies(await findStudies(request.directory), earlier, inFolder);
  const studies: BatchStudy[] = [];
  for (const [index, study] of planned.entries()) {
    if (options.signal.aborted) throw new GlioscopeError('cancelled');
    options.onStudy(study.name, index, planned.length);
    studies.push(await segmentOne(study, request, options));
    // a run that ends here forgets nothing
    const toCome = planned.slice(index + 1).flatMap((later) => later.earlier ?? []);
    await options.onStudyDone([...studies, ...toCome]);
  }
  return studies;
}

interface PlannedStudy extends FoundStudy {
  /** What came of it in an earlier run. */
  readonly earlier: BatchStudy | undefined;
  /** Name of its label map in the folder of results: nobody else's, and the same in every run. */
  readonly output: string;
}

/** Studies with a label map keep its name, so that a study that is new takes nobody's, nor that of a file in the folder. */
function planStudies(
  found: readonly FoundStudy[],
  earlier: ReadonlyMap<string, BatchStudy>,
  inFolder: readonly string[],
): readonly PlannedStudy[] {
  const outputFor = createExportNaming([...inFolder, ...[...earlier.values()].flatMap(({ output }) => output ?? [])]);
  return found.map((study) => {
    const before = earlier.get(study.name);
    return { ...study, earlier: before, output: before?.output ?? outputFor(study.name) };
  });
}

async function segmentOne(
  { name, files, earlier, output }: PlannedStudy,
  request: BatchRequest,
  options: BatchOptions,
): Promise<BatchStudy> {
  const startMs = performance.now();
  const unmade = { study: name, ...nothingMade, modelSha256: request.model.sha256 };
  try {
    const { inputs, failures, notes, showsSkull } = await checkStudy(files, request.without);
    const warnings = notes.map(({ fileName, note }) => `${fileName}: ${note.code}`);
    if (inputs === null) return (await madeWithout(files, earlier, request)) ?? { ...unmade, warnings, failures };
    const wanted = await wantedOf(inputs, showsSkull, request);
    if (earlier !== undefined && (await isMade(earlier, wanted, request.outDirectory))) {
      return { ...earlier, state: 'unchanged' };
    }
    const { convention, passes, inputSha256, modelSha256 } = wanted;
    const made = await make(output, inputs, { ...request, convention }, options);
    if (made.brain !== null && !isPlausibleBrain(made.brain.volumeMl)) {
      warnings.push(`brain-implausible: ${made.brain.volumeMl.toFixed(0)} mL`);
    }
    const how = { convention, passes, inputSha256, modelSha256 };
    const seconds = (performance.now() - startMs) / 1000;
    const without = absentModality(presentModalities(inputs));
    return { ...unmade, ...how, ...made, without, state: 'done', seconds, warnings, failures: [] };
  } catch (error) {
    if (options.signal.aborted) throw new GlioscopeError('cancelled');
    return { ...unmade, failures: [toFailure(error)] };
  }
}

/**
 * What an earlier run, which was told to go on without a modality, has made of the same files; null when it
 * made nothing of them. This run was not told: it makes nothing, but the mask is there and the table says so.
 */
async function madeWithout(
  files: FoundStudy['files'],
  earlier: BatchStudy | undefined,
  request: BatchRequest,
): Promise<BatchStudy | null> {
  if (earlier === undefined || earlier.without === null || earlier.without === request.without) return null;
  const { inputs, showsSkull } = await checkStudy(files, earlier.without);
  if (inputs === null) return null;
  if (!(await isMade(earlier, await wantedOf(inputs, showsSkull, request), request.outDirectory))) return null;
  return { ...earlier, state: 'unchanged' };
}

type Wanted = Pick<BatchStudy, 'inputSha256' | 'modelSha256' | 'passes'> & {
  readonly convention: LabelConvention;
  /** Of what finds the brain; null where nothing does. */
  readonly extractorSha256: string | null;
};

/** What decides whether a label map has to be made anew. */
async function wantedOf(
  inputs: StudyInputs,
  showsSkull: boolean,
  { model, convention, isThorough, brainExtraction }: BatchRequest,
): Promise<Wanted> {
  const isExtracted = brainExtraction !== undefined && (brainExtraction.mode === 'on' || showsSkull);
  const fileNames = modalityEntries(inputs).map(([, { fileName }]) => fileName);
  return {
    inputSha256: hashesOf(inputs),
    modelSha256: model.sha256,
    convention: convention ?? conventionFromNames(fileNames),
    passes: isThorough ? thoroughPasses(model.manifest) : 1,
    extractorSha256: isExtracted ? (await readExtractionPackage(brainExtraction.directory)).sha256 : null,
  };
}

const nothingMade = {
  ...{ state: 'failed', output: null, convention: null, inputSha256: null, tissuesMl: null, regionsMl: null },
  ...{ rangesMl: null, expected: null, passes: 1, without: null, brain: null },
  ...{ seconds: null, engine: null, warnings: [] as string[], failures: [] },
} as const satisfies Omit<BatchStudy, 'study' | 'modelSha256'>;

async function make(
  output: string,
  inputs: StudyInputs,
  request: BatchRequest & { readonly convention: LabelConvention },
  { signal, onProgress }: BatchOptions,
): Promise<Pick<BatchStudy, 'output' | 'tissuesMl' | 'regionsMl' | 'rangesMl' | 'expected' | 'engine' | 'brain'>> {
  const { model, threads, inferenceEntry, outDirectory, convention, isThorough, brainExtraction } = request;
  const outcome = await request.runSegmentation(
    { model, inputs, threads, isThorough, brainExtraction },
    { processEntry: inferenceEntry, signal, onProgress },
  );
  const header = await readGridHeader(inputs[gridModality].path);
  await writeExport(join(outDirectory, output), await gzipNifti(encodeLabelMap(outcome.labels, header, convention)));
  const tissuesMl = measureTissuesMl(outcome.labels, internalLabels, outcome.geometry.affine);
  const { rangesMl, expected } = outcome.uncertainty;
  const { brain } = outcome;
  return {
    brain: brain === null ? null : { extractorSha256: brain.extractor.sha256, volumeMl: brain.volumeMl },
    output,
    tissuesMl,
    regionsMl: regionsMl(tissuesMl),
    rangesMl,
    expected,
    engine: `${outcome.engine}, ${outcome.provider}`,
  };
}

function hashesOf(inputs: StudyInputs): NonNullable<BatchStudy['inputSha256']> {
  return perModality(modalityEntries(inputs).map(([modality, { sha256 }]) => [modality, sha256]));
}

async function isMade(earlier: BatchStudy, wanted: Wanted, outDirectory: string): Promise<boolean> {
  const { state, output, inputSha256, modelSha256, convention } = earlier;
  if (state === 'failed' || output === null) return false;
  const isSame =
    modelSha256 === wanted.modelSha256 &&
    convention === wanted.convention &&
    earlier.passes === wanted.passes &&
    (earlier.brain?.extractorSha256 ?? null) === wanted.extractorSha256 &&
    modalities.every((modality) => inputSha256?.[modality] === wanted.inputSha256?.[modality]);
  if (!isSame) return false;
  return stat(join(outDirectory, output)).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** What a run before left, by the studies' names; nothing when there was none, or its table cannot be read. */
async function readEarlier(outDirectory: string): Promise<ReadonlyMap<string, BatchStudy>> {
  try {
    const text = await readFile(join(outDirectory, batchSummaryName), 'utf8');
    const { studies } = z.object({ studies: z.array(batchStudySchema) }).parse(JSON.parse(text));
    // a table of old, where one file was given to two: it is one's, nobody knows whose, and both are made again
    const ofOutput = Map.groupBy(studies, ({ output }) => (output === null ? null : foldName(output)));
    const isOwn = ({ output }: BatchStudy): boolean => output === null || ofOutput.get(foldName(output))?.length === 1;
    return new Map(studies.filter(isOwn).map((study) => [study.study, study]));
  } catch {
    return new Map();
  }
}
