import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import { modalityEntries, type Modality, type PerModality } from '#shared/domain/modality.ts';
import type { ReadImage } from '../../imaging/image-facts.ts';
import type { ModelPackage } from '../../inference/model-package.ts';
import type { SegmentationProgress } from '../../inference/progress-estimate.ts';
import { runSegmentation, type WaitingProcess } from '../../inference/run-segmentation.ts';
import type { SegmentationInput, SegmentationOutcome } from '../../inference/segmentation.ts';
import { inspectedElsewhere, inspectFile, type InspectFile } from '../../intake/inspect-file.ts';
import { extractionFor } from './brain-extraction-option.ts';
import { chooseWeights, type WeightsChoice } from './choose-weights.ts';
import type { CommandContext } from './command-context.ts';
import { createProgressDisplay } from './progress.ts';

export interface RunOptions extends WeightsChoice {
  readonly threads: number | undefined;
  readonly isThorough: boolean;
  readonly brainExtraction: BrainExtractionMode;
}

export interface FinishedRun {
  readonly outcome: SegmentationOutcome;
  readonly model: ModelPackage;
  /** From the start of the segmentation. */
  readonly seconds: number;
}

type Inputs = PerModality<SegmentationInput>;

/** The segmentation of a command: begun as early as can be, and nothing of it is shown before intake is content. */
export interface SegmentationRun {
  /**
   * Begins with the files as their names place them; intake mostly agrees. Returns who tells it what is in them:
   * the process that reads them for the segmentation. What it cannot read, or is ended over, intake reads itself.
   */
  readonly bet: (inputs: Inputs) => InspectFile;
  /** Goes on with what was begun where intake has placed the files likewise, begins anew where it has not. */
  readonly settle: (inputs: Inputs) => Promise<void>;
  /** Shows the progress from now on. After `settle`; throws what `chooseWeights` and `runSegmentation` throw. */
  readonly finish: () => Promise<FinishedRun>;
  /** Ends what still runs. */
  readonly dispose: () => void;
}

/**
 * Begins to look for the model.
 *
 * @param take gives the process that runs it.
 */
export function prepareRun(options: RunOptions, { take }: WaitingProcess, context: CommandContext): SegmentationRun {
  const choosing = chooseWeights(options);
  choosing.catch(() => undefined);
  let begun: BegunRun | null = null;
  const begin = (inputs: Inputs, onImage?: OnImage): BegunRun =>
    beginRun(inputs, { options, choosing, take, onImage }, context);
  return {
    bet(inputs) {
      const images = createImageReports(inputs);
      begun = begin(inputs, images.onImage);
      begun.finished.then(images.end, images.end);
      return images.inspect;
    },
    async settle(inputs) {
      if (begun !== null && isDeepStrictEqual(begun.inputs, inputs)) return;
      begun?.stop();
      begun = begin(inputs);
      // so that the process has its command before this thread is busy
      await choosing.catch(() => undefined);
      await setImmediate();
    },
    async finish() {
      if (begun === null) throw new RangeError('nothing was begun');
      begun.show();
      return begun.finished;
    },
    dispose() {
      begun?.stop();
    },
  };
}

interface BegunRun {
  readonly inputs: Inputs;
  readonly finished: Promise<FinishedRun>;
  /** Shows its progress, that of before included; until then nobody knows that it runs. */
  readonly show: () => void;
  readonly stop: () => void;
}

interface RunParts {
  readonly options: RunOptions;
  readonly choosing: Promise<ModelPackage>;
  readonly take: WaitingProcess['take'];
  readonly onImage: OnImage | undefined;
}

function beginRun(inputs: Inputs, { options, choosing, take, onImage }: RunParts, context: CommandContext): BegunRun {
  const stop = new AbortController();
  const display = createProgressDisplay(context);
  const unseen: SegmentationProgress[] = [];
  let onProgress = (progress: SegmentationProgress): void => void unseen.push(progress);
  const run = async (): Promise<FinishedRun> => {
    const model = await choosing;
    const startMs = performance.now();
    const { threads, isThorough, modelsDirectory } = options;
    const brainExtraction = extractionFor(options.brainExtraction, modelsDirectory, context.installation);
    const outcome = await runSegmentation(
      { model, inputs, threads, isThorough, brainExtraction },
      {
        processEntry: context.installation.inferenceEntry,
        signal: AbortSignal.any([context.signal, stop.signal]),
        onProgress: (progress) => onProgress(progress),
        forkProcess: take,
        ...(onImage === undefined ? {} : { onImage }),
      },
    );
    return { outcome, model, seconds: (performance.now() - startMs) / 1000 };
  };
  const finished = run();
  finished.catch(() => undefined); // awaited where intake agrees; what a lost bet failed of is nobody's concern
  return {
    inputs,
    finished,
    show() {
      onProgress = display;
      unseen.splice(0).forEach(display);
    },
    stop: () => stop.abort(),
  };
}

type OnImage = (modality: Modality, image: ReadImage) => void;

interface ImageReports {
  readonly onImage: OnImage;
  /** No more will come. */
  readonly end: () => void;
  /** Of the files it reports; others, and those it never did, are read here. */
  readonly inspect: InspectFile;
}

function createImageReports(inputs: Inputs): ImageReports {
  const reports = new Map(
    modalityEntries(inputs).map(([modality]) => [modality, Promise.withResolvers<ReadImage | null>()]),
  );
  return {
    onImage: (modality, image) => reports.get(modality)?.resolve(image),
    end: () => reports.forEach(({ resolve }) => resolve(null)),
    async inspect(candidate) {
      const isIt = ([, { path }]: readonly [Modality, SegmentationInput]): boolean => path === candidate.path;
      const [modality] = modalityEntries(inputs).find(isIt) ?? [];
      const isWhole = modality !== undefined && candidate.frame === undefined;
      const image = isWhole ? await reports.get(modality)?.promise : null;
      return image == null ? inspectFile(candidate) : inspectedElsewhere(candidate, image);
    },
  };
}
