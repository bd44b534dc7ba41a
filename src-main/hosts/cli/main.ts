import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { labelConventionSchema } from '#shared/contract/common-schemas.ts';
import { labelConventionNames } from '#shared/domain/label-scheme.ts';
import { z } from 'zod';
import { addServeOptions, readServeOptions } from '../browser/serve-options.ts';
import { findInstallation } from '../installation.ts';
import { brainExtractionOption, brainExtractionSchema } from './brain-extraction-option.ts';
import { exitCodes, reportError, type CommandContext } from './command-context.ts';
import { addEvaluateCommand } from './evaluate-command.ts';
import { addModelCommand } from './model-commands.ts';
import { findModelFolders } from './model-folders.ts';
import { createOutput } from './output.ts';
import { precisionOption, precisionSchema } from './precision-option.ts';
import { addStudyCommands } from './study-commands.ts';
import { withoutOption, withoutSchema } from './without-option.ts';
import { cliLanguages, loadSentences, systemLanguage } from './sentences.ts';

/* Entry of the command line. What a command needs is loaded when it is called, so that every command starts at once. */

const installation = findInstallation();

// who reads may have enough before the end (`| head`)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a command; a number it returns is the exit code, what it throws is said in sentences and becomes one. */
async function run(work: (context: CommandContext) => Promise<unknown>): Promise<void> {
  const language = z.enum(cliLanguages).catch(systemLanguage()).parse(program.opts()['lang']);
  const abort = new AbortController();
  const onEnd = (): void => abort.abort();
  for (const signal of endSignals) process.once(signal, onEnd);
  const sentences = await loadSentences(installation.localesDirectory, language);
  const output = createOutput(process.stdout, process.stderr);
  const context: CommandContext = { installation, output, sentences, signal: abort.signal };
  try {
    const exitCode = await work(context);
    process.exitCode = typeof exitCode === 'number' ? exitCode : 0;
  } catch (error) {
    process.exitCode = reportError(error, context);
  } finally {
    output.status('');
    for (const signal of endSignals) process.off(signal, onEnd);
  }
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1) throw new InvalidArgumentError('a whole number from 1 on.');
  return threads;
}

const segmentOptionsSchema = z.object({
  t1: z.string().optional(),
  t1ce: z.string().optional(),
  t2: z.string().optional(),
  flair: z.string().optional(),
  without: withoutSchema,
  out: z.string(),
  batch: z.string().optional(),
  convention: labelConventionSchema.optional(),
  model: z.string().optional(),
  modelsDir: z.string(),
  threads: z.number().optional(),
  precision: precisionSchema,
  brainExtraction: brainExtractionSchema,
  brainMask: z.string().optional(),
  strict: z.boolean().default(false),
  trustContent: z.boolean().default(false),
  align: z.boolean().default(false),
  thorough: z.boolean().default(false),
  json: z.boolean().default(false),
});

const program = new Command('glioscope')
  .description(
    'Brain tumours in four MRI modalities: segmentation, volumes, agreement.\nResearch use only, not a medical device.',
  )
  .version(installation.appVersion)
  .addOption(new Option('--lang <language>', 'language of messages').choices(cliLanguages))
  .exitOverride();

const modelsDirOption = (): Option =>
  new Option('--models-dir <folder>', 'where models are looked for').default(installation.modelsDirectory);

program
  .command('segment')
  .description('label the tumour of a study')
  .argument('[study-dir]', 'folder with the study’s files')
  .option('--t1 <file>', 'T1')
  .option('--t1ce <file>', 'T1 with contrast')
  .option('--t2 <file>', 'T2')
  .option('--flair <file>', 'FLAIR')
  .addOption(withoutOption())
  .option('--batch <folder>', 'segment every study of a folder; what an earlier run has made is kept')
  .requiredOption('--out <path>', 'label map to write (.nii or .nii.gz); with --batch the folder for all of them')
  .addOption(
    new Option('--convention <name>', 'codes of the label map; by default those of the study files’ names').choices([
      ...labelConventionNames,
    ]),
  )
  .option('--model <id>', 'model to run; see glioscope models')
  .addOption(modelsDirOption())
  .option('--threads <count>', 'threads of the engine', parseThreads)
  .addOption(precisionOption())
  .addOption(brainExtractionOption())
  .option('--brain-mask <file>', 'where to write what was taken as brain (.nii or .nii.gz), where it was looked for')
  .option('--thorough', 'the mean over mirrored passes, as many times as long (2 to 8), for models taught so')
  .option('--trust-content', 'put files of the folder where their pictures belong, whatever their names say')
  .option('--align', 'bring heads that lie elsewhere over that of T1ce first, by rigid registration')
  .option('--strict', 'stop, with exit code 3, when the pictures say that files are mixed up')
  .option('--json', 'result, findings and notes as JSON')
  .action((studyDirectory: string | undefined, _options: unknown, command: Command) => {
    const { t1, t1ce, t2, flair, without, ...options } = segmentOptionsSchema.parse(command.opts());
    if (options.batch !== undefined) {
      const { batch, out, convention = null, model = null, modelsDir, threads, precision, brainExtraction } = options;
      return run(async (context) =>
        (await import('./segment-batch.ts')).segmentFolder(
          {
            ...{ directory: batch, outDirectory: out, convention, modelId: model },
            ...{
              modelsDirectory: modelsDir,
              threads,
              precision,
              isThorough: options.thorough,
              without,
              brainExtraction,
            },
          },
          context,
        ),
      );
    }
    const isNifti = (path: string): boolean => /\.nii(\.gz)?$/iu.test(path);
    if (!isNifti(options.out)) command.error('error: --out must end in .nii or .nii.gz');
    if (options.brainMask !== undefined && !isNifti(options.brainMask)) {
      command.error('error: --brain-mask must end in .nii or .nii.gz');
    }
    if (options.brainMask !== undefined && resolve(options.brainMask) === resolve(options.out)) {
      command.error('error: --out and --brain-mask are one file');
    }
    const files = { t1n: t1, t1c: t1ce, t2w: t2, t2f: flair };
    const named = Object.entries(files).filter(([, path]) => path !== undefined);
    if (without !== null && files[without] !== undefined) {
      command.error('error: --without names a modality whose file is given');
    }
    if (studyDirectory === undefined && named.length < (without === null ? 4 : 3)) {
      command.error('error: give a study folder, or --t1, --t1ce, --t2 and --flair; --without goes on without one');
    }
    return run(async (context) => {
      // first of all, as it takes as long to start as the command to load and to look for the files
      const { startWaiting } = await import('../../inference/run-segmentation.ts');
      const waiting = startWaiting(installation.inferenceEntry);
      try {
        const { segment } = await import('./segment.ts');
        return await segment(
          {
            ...{
              studyDirectory,
              files: Object.fromEntries(named),
              without,
              out: options.out,
              threads: options.threads,
            },
            ...{ convention: options.convention ?? null, modelId: options.model ?? null },
            ...{ modelsDirectory: options.modelsDir, precision: options.precision },
            ...{ isStrict: options.strict, trustsContent: options.trustContent, isJson: options.json },
            ...{ alignsHeads: options.align, isThorough: options.thorough },
            ...{ brainExtraction: options.brainExtraction, brainMask: options.brainMask ?? null },
          },
          waiting,
          context,
        );
      } finally {
        waiting.dispose();
      }
    });
  });

addEvaluateCommand(program, { run, modelsDirOption: modelsDirOption(), parseThreads });

program
  .command('info')
  .description('what an image file holds')
  .argument('<file>')
  .option('--json', 'as JSON')
  .action((file: string, options: { json?: boolean }) =>
    run(async (context) => (await import('./info.ts')).info(file, options.json === true, context)),
  );

program
  .command('sample')
  .description('write the synthetic study')
  .argument('[folder]', 'where to', 'glioscope-sample')
  .action((folder: string) => run(async (context) => (await import('./other-commands.ts')).sample(folder, context)));

program
  .command('models')
  .description('list the models')
  .addOption(modelsDirOption())
  .action((options: { modelsDir: string }) =>
    run(async (context) => (await import('./other-commands.ts')).models(findModelFolders(options.modelsDir), context)),
  );

addModelCommand(program, { run, modelsDirOption });
addStudyCommands(program, run);

addServeOptions(program.command('serve').description('open Glioscope in the browser, from this machine only')).action(
  (_options: unknown, command: Command) =>
    run(async ({ output }) => {
      const { serve } = await import('../browser/serve.ts');
      await serve(readServeOptions(command), (line) => output.line(line));
    }),
);

try {
  // '' would stand for the folder one is in: another patient's study, perhaps
  if (process.argv.slice(2).includes(''))
    program.error('error: an argument is empty: is a variable of the shell not set?');
  await program.parseAsync();
} catch (error) {
  // commander has said what is wrong; help and version end here too, with 0
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
}
