import { Option, type Command } from 'commander';
import { z } from 'zod';
import { labelConventionNames } from '#shared/domain/label-scheme.ts';
import { brainExtractionOption, brainExtractionSchema } from './brain-extraction-option.ts';
import type { CommandContext } from './command-context.ts';
import { precisionOption, precisionSchema } from './precision-option.ts';
import { withoutOption, withoutSchema } from './without-option.ts';

const optionsSchema = z.object({
  cases: z.string().optional(),
  out: z.string(),
  model: z.string().optional(),
  modelsDir: z.string(),
  predictions: z.string().optional(),
  without: withoutSchema,
  threads: z.number().optional(),
  precision: precisionSchema,
  brainExtraction: brainExtractionSchema,
  convention: z.enum(labelConventionNames).optional(),
  json: z.boolean().optional(),
});

interface EvaluateCommandParts {
  readonly run: (work: (context: CommandContext) => Promise<unknown>) => Promise<void>;
  readonly modelsDirOption: Option;
  readonly parseThreads: (text: string) => number;
}

/** `evaluate PREDICTION REFERENCE` for one pair, `evaluate --cases DIR` for a folder of labelled studies. */
export function addEvaluateCommand(
  program: Command,
  { run, modelsDirOption, parseThreads }: EvaluateCommandParts,
): void {
  program
    .command('evaluate')
    .description(
      'Dice, IoU, HD95 and more: of a label map against a reference, or of a model on a folder of labelled studies',
    )
    .argument('[prediction]')
    .argument('[reference]')
    .option('--cases <folder>', 'labelled studies: BraTS naming, or a Decathlon folder with imagesTr and labelsTr')
    .option(
      '--out <folder>',
      'where tables and predictions go; cases finished there are not run again',
      'glioscope-evaluation',
    )
    .option('--model <id>', 'model to run; see glioscope models')
    .addOption(modelsDirOption)
    .addOption(withoutOption())
    .option('--predictions <folder>', 'score the label maps there, named after their cases, instead of running a model')
    .option('--threads <count>', 'threads of the engine', parseThreads)
    .addOption(precisionOption())
    .addOption(brainExtractionOption())
    .addOption(
      new Option('--convention <name>', 'codes of the two label maps, where their values do not tell').choices([
        ...labelConventionNames,
      ]),
    )
    .option('--json', 'print JSON')
    .action((prediction: string | undefined, reference: string | undefined, _options: unknown, command: Command) => {
      const options = optionsSchema.parse(command.opts());
      const isJson = options.json === true;
      if (options.cases !== undefined && prediction === undefined) {
        const request = {
          ...{ casesDirectory: options.cases, outDirectory: options.out, threads: options.threads, isJson },
          ...{ precision: options.precision, brainExtraction: options.brainExtraction },
          ...{ modelId: options.model ?? null, modelsDirectory: options.modelsDir },
          ...{ predictionsDirectory: options.predictions ?? null, without: options.without },
        };
        return run(async (context) => (await import('./evaluate-cases.ts')).evaluateFolder(request, context));
      }
      if (prediction === undefined || reference === undefined || options.cases !== undefined) {
        command.error('error: give a prediction and a reference, or --cases and a folder');
      }
      return run(async (context) =>
        (await import('./evaluate.ts')).evaluate(
          { prediction, reference, convention: options.convention, isJson },
          context,
        ),
      );
    });
}
