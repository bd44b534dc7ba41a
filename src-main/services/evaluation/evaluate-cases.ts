import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import { absentModality, gridModality, isModality, type SpareModality } from '#shared/domain/modality.ts';
import type { NiftiGeometryHeader } from '../../imaging/nifti-header.ts';
import { parseGridHeader } from '../../imaging/nifti-read.ts';
import { listCandidates, readCandidateBytes, type CandidateFile } from '../../intake/candidates.ts';
import { checkStudy } from '../../intake/check-study.ts';
import { frameName, suggestPatientName } from '../../intake/file-names.ts';
import type { PlacedFile } from '../../intake/study-folders.ts';
import { readExtractionPackage } from '../../inference/brain/extraction-package.ts';
import type { ModelPackage } from '../../inference/model-package.ts';
import type { SegmentationProgress } from '../../inference/progress-estimate.ts';
import type { runSegmentation } from '../../inference/run-segmentation.ts';
import type { BrainExtractionRequest } from '../../inference/segmentation.ts';
import { findLabelledCases, type LabelledCase } from './labelled-cases.ts';
import { createPredictionStore, type PredictionRecord } from './prediction-store.ts';
import { decodeLabels, refuseOtherGrid, type ScoredLabels } from './scored-labels.ts';
import { scoreCase, summariseScores, type CaseScores, type Summary, type Sureness } from './scores.ts';

export interface EvaluationRequest {
  readonly casesDirectory: string;
  /** Predictions are kept under it, in `predictions`. */
  readonly outDirectory: string;
  readonly appVersion: string;
  readonly source: PredictionSource;
}

/** Where label maps come from: a model that is run, or a folder of maps somebody has made. */
export type PredictionSource =
  | {
      readonly kind: 'model';
      readonly model: ModelPackage;
      readonly inferenceEntry: URL;
      readonly threads: number | undefined;
      /** The modality to go on without in cases that lack it. */
      readonly without: SpareModality | null;
      /** Undefined: the images are taken as they are. */
      readonly brainExtraction: BrainExtractionRequest | undefined;
      readonly runSegmentation: typeof runSegmentation;
    }
  | { readonly kind: 'folder'; readonly directory: string };

export interface EvaluationOptions {
  readonly signal: AbortSignal;
  /** Told when a case begins; `index` counts from 0. */
  readonly onCase: (name: string, index: number, count: number) => void;
  readonly onProgress: (progress: SegmentationProgress) => void;
}

/** A case and what came of it: scores, or all that stood in the way. */
export interface EvaluatedCase {
  readonly name: string;
  readonly scores: CaseScores | null;
  readonly failures: readonly Failure[];
  /** How long the segmentation took; null when it was not made here. */
  readonly seconds: number | null;
  readonly engine: string | null;
  /** The modality the network had to do without. */
  readonly without: SpareModality | null;
}

export interface Evaluation {
  readonly appVersion: string;
  readonly createdAt: string;
  /** Null when a folder of predictions was scored. */
  readonly model: {
    readonly modelId: string;
    readonly name: string;
    readonly version: string;
    readonly sha256: string;
  } | null;
  readonly cases: readonly EvaluatedCase[];
  /** Studies without exactly one label map. */
  readonly leftOut: readonly string[];
  readonly summary: Summary;
}

/**
 * Scores every labelled study of a folder, one after the other. What is wrong with one stays with it.
 *
 * @throws GlioscopeError cancelled; file-not-found, file-unreadable for the folder.
 */
export async function evaluateCases(request: EvaluationRequest, options: EvaluationOptions): Promise<Evaluation> {
  const { cases, leftOut } = await findLabelledCases(request.casesDirectory);
  const predict = await createPredictor(request, options);
  const evaluated: EvaluatedCase[] = [];
  for (const [index, labelled] of cases.entries()) {
    options.onCase(labelled.name, index, cases.length);
    evaluated.push(await evaluateCase(labelled, predict));
    options.signal.throwIfAborted();
  }
  const scored = evaluated.map(({ scores }) => scores).filter((scores) => scores !== null);
  return {
    ...{ appVersion: request.appVersion, createdAt: new Date().toISOString(), model: describeModel(request.source) },
    ...{ cases: evaluated, leftOut, summary: summariseScores(scored) },
  };
}

interface Predicted {
  readonly labels: ScoredLabels;
  readonly sureness: Sureness | null;
  readonly seconds: number | null;
  readonly engine: string | null;
  readonly without: SpareModality | null;
}

type Predictor = (labelled: LabelledCase) => Promise<Predicted>;

/** All that is wrong with the files of a case. */
class UnsoundCase extends Error {
  readonly failures: readonly Failure[];

  constructor(failures: readonly Failure[]) {
    super(failures.map(({ code }) => code).join(', '));
    this.failures = failures;
  }
}

async function evaluateCase(labelled: LabelledCase, predict: Predictor): Promise<EvaluatedCase> {
  const { name } = labelled;
  try {
    const bytes = await readCandidateBytes(labelled.reference);
    const reference = await decodeLabels(bytes, labelled.reference.name, labelled.convention);
    const { labels: prediction, sureness, ...how } = await predict(labelled);
    refuseOtherGrid(prediction, reference);
    const scores = scoreCase(prediction.labels, reference.labels, reference.geometry, sureness);
    return { name, scores, failures: [], ...how };
  } catch (error) {
    const failures = error instanceof UnsoundCase ? error.failures : [toFailure(error)];
    return { name, scores: null, failures, seconds: null, engine: null, without: null };
  }
}

async function createPredictor(request: EvaluationRequest, options: EvaluationOptions): Promise<Predictor> {
  const { source } = request;
  if (source.kind === 'folder') return readPredictions(source.directory);
  const { modelId, version, sha256 } = source.model;
  const brainExtraction = await describeExtraction(source.brainExtraction);
  const store = createPredictionStore(resolve(request.outDirectory, 'predictions'), {
    ...{ modelId, modelVersion: version, modelSha256: sha256, appVersion: request.appVersion },
    brainExtraction,
  });
  return async (labelled) => {
    const stored = await store.find(labelled);
    if (stored !== null) return describe(labelled, stored.labels, stored.record);
    const startMs = performance.now();
    const { labels, header, ...run } = await segmentCase(labelled, source, options);
    const seconds = (performance.now() - startMs) / 1000;
    const record = await store.add(labelled, { labels: labels.labels, header }, { ...run, seconds });
    return describe(labelled, labels, record);
  };
}

/** What of brain extraction decides whether a prediction has to be made anew. */
async function describeExtraction(request: BrainExtractionRequest | undefined): Promise<string> {
  if (request === undefined) return 'off';
  const extractor = await readExtractionPackage(request.directory).catch(() => null);
  // without one, only what needs none is made
  return extractor === null ? request.mode : `${request.mode} ${extractor.sha256}`;
}

function describe({ images }: LabelledCase, labels: ScoredLabels, record: PredictionRecord): Predicted {
  const present = images.flatMap(({ slot }) => (slot !== null && isModality(slot) ? [slot] : []));
  const engine = `${record.engine} (${record.provider})`;
  const { seconds, sureness } = record;
  return { labels, seconds, sureness, engine, without: absentModality(present) };
}

/** Label maps named after their case: `<case>.nii.gz`, `<case>_seg.nii`, … */
async function readPredictions(directory: string): Promise<Predictor> {
  const found = await listCandidates([directory], 1);
  return async ({ name, convention }) => {
    const candidate = found.find((file) => isNamedAfter(file.name, name));
    if (candidate === undefined) throw new GlioscopeError('file-not-found', { file: `${name}.nii.gz` });
    const labels = await decodeLabels(await readCandidateBytes(candidate), candidate.name, convention);
    return { labels, sureness: null, seconds: null, engine: null, without: null };
  };
}

function isNamedAfter(fileName: string, caseName: string): boolean {
  const stem = fileName.normalize('NFC').replace(/\.(nii|hdr|img)(\.gz)?$/iu, '');
  return [stem, suggestPatientName([fileName])].includes(caseName.normalize('NFC'));
}

interface SegmentedCase {
  readonly labels: ScoredLabels;
  /** Of the T1ce file. */
  readonly header: NiftiGeometryHeader;
  readonly engine: string;
  readonly provider: string;
  readonly sureness: Sureness;
}

/** The path of a study in the app, without the library. */
async function segmentCase(
  { name, images }: LabelledCase,
  source: Extract<PredictionSource, { kind: 'model' }>,
  { signal, onProgress }: EvaluationOptions,
): Promise<SegmentedCase> {
  const { model, inferenceEntry, threads, without, brainExtraction, runSegmentation: segment } = source;
  const scratch = await mkdtemp(join(tmpdir(), 'glioscope-evaluation-'));
  try {
    const files = await Promise.all(images.map((image) => asWholeFile(image, scratch)));
    const { inputs, failures } = await checkStudy(files, without);
    if (inputs === null) throw new UnsoundCase(failures);
    const grid = files.find(({ slot }) => slot === gridModality);
    if (grid === undefined) throw new RangeError(`a checked study has ${gridModality}`);
    const header = await parseGridHeader(await readCandidateBytes(grid.candidate), grid.candidate.name);
    const outcome = await segment(
      { model, inputs, threads, brainExtraction },
      { processEntry: inferenceEntry, signal, onProgress },
    );
    const labels = { file: name, labels: outcome.labels, geometry: outcome.geometry };
    const { engine, provider, uncertainty } = outcome;
    const { rangesMl, expected } = uncertainty;
    return { labels, header, engine, provider, sureness: { rangesMl, expected } };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The inference process opens files by their path: one volume of several becomes a file of its own. */
async function asWholeFile({ candidate, slot }: PlacedFile, scratch: string): Promise<PlacedFile> {
  if (candidate.frame === undefined) return { candidate, slot };
  const bytes = await readCandidateBytes(candidate);
  const name = frameName(candidate.name.replace(/\.gz$/iu, ''), candidate.frame, 4);
  const path = join(scratch, name);
  await writeFile(path, bytes);
  const whole: CandidateFile = { name, path, sizeBytes: bytes.length };
  return { candidate: whole, slot };
}

function describeModel(source: PredictionSource): Evaluation['model'] {
  if (source.kind === 'folder') return null;
  const { modelId, name, version, sha256 } = source.model;
  return { modelId, name, version, sha256 };
}
