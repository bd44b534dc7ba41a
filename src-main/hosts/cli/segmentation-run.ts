import { setImmediate } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { PerModality } from '#shared/domain/modality.ts';
import type { ModelPackage } from '../../inference/model-package.ts';
import type { SegmentationProgress } from '../../inference/progress-estimate.ts';
import { runSegmentation, type WaitingProcess } from '../../inference/run-segmentation.ts';
import type { SegmentationInput, SegmentationOutcome } from '../../inference/segmentation.ts';
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
  /** Begins with the files as their names place them. Intake, which has to read them for that, mostly agrees. */
  readonly bet: (inputs: Inputs) => void;
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
  const begin = (inputs: Inputs): BegunRun => beginRun(inputs, { options, choosing, take }, context);
  return {
    bet(inputs) {
      begun = begin(inputs);
    },
    async settle(inputs) {
      if (begun !== null && isDeepStrictEqual(begun.inputs, inputs)) return;
      begun?.stop();
      begun = begin(inputs);
      await setImmediate(); // so that the process has its command before this thread is busy
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
}

function beginRun(inputs: Inputs, { options, choosing, take }: RunParts, context: CommandContext): BegunRun {
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
