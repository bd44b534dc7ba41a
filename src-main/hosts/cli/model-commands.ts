import type { Command, Option } from 'commander';
import { z } from 'zod';
import type { ModelFolders } from '../../services/models.ts';
import type { CommandContext } from './command-context.ts';
import { findModelFolders } from './model-folders.ts';

interface ModelCommandParts {
  readonly run: (work: (context: CommandContext) => Promise<unknown>) => Promise<void>;
  readonly modelsDirOption: () => Option;
}

const optionsSchema = z.object({ modelsDir: z.string(), manifest: z.string().optional() });

/** `model add`, `model list`, `model remove`. */
export function addModelCommand(program: Command, { run, modelsDirOption }: ModelCommandParts): void {
  const group = program.command('model').description('models of your own: see docs/bring-your-own-model.md');
  const foldersOf = (command: Command): ModelFolders => findModelFolders(optionsSchema.parse(command.opts()).modelsDir);

  group
    .command('add')
    .description('try a model, and keep a copy of it beside ours')
    .argument('<file-or-folder>', 'an ONNX file, or a folder with it and its model.json')
    .option('--manifest <file>', 'its manifest; by default the model.json beside the network')
    .addOption(modelsDirOption())
    .action((path: string, _options: unknown, command: Command) =>
      run(async (context) => {
        const manifestPath = optionsSchema.parse(command.opts()).manifest ?? null;
        const { addAndSay } = await import('./other-commands.ts');
        await addAndSay({ path, manifestPath }, foldersOf(command), context);
      }),
    );

  group
    .command('list')
    .description('models that can be run')
    .addOption(modelsDirOption())
    .action((_options: unknown, command: Command) =>
      run(async (context) => (await import('./other-commands.ts')).models(foldersOf(command), context)),
    );

  group
    .command('remove')
    .description('delete a model that was added')
    .argument('<id>', 'its id, or id@version')
    .addOption(modelsDirOption())
    .action((key: string, _options: unknown, command: Command) =>
      run(async () => (await import('../../services/model-shelf.ts')).removeModel(key, foldersOf(command))),
    );
}
