import type { Command, Option } from 'commander';
import { z } from 'zod';
import { checkModel } from '../../inference/check-model.ts';
import { addModel, removeModel } from '../../services/model-shelf.ts';
import { addedModelsDirectory, modelKey, type ModelFolders } from '../../services/models.ts';
import { dataDirectory } from '../data-directory.ts';
import type { CommandContext } from './command-context.ts';
import { models } from './other-commands.ts';

interface ModelCommandParts {
  readonly run: (work: (context: CommandContext) => Promise<unknown>) => Promise<void>;
  readonly modelsDirOption: () => Option;
}

const optionsSchema = z.object({ modelsDir: z.string(), manifest: z.string().optional() });

/** Models of this installation, and those the user added to the data directory. */
export function findModelFolders(modelsDirectory: string): ModelFolders {
  return { shipped: modelsDirectory, added: addedModelsDirectory(dataDirectory()) };
}

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
      run(({ installation, output, sentences, signal }) => {
        const folders = foldersOf(command);
        const manifestPath = optionsSchema.parse(command.opts()).manifest ?? null;
        return addModel(
          { path, manifestPath },
          { folders, check: (model) => checkModel(model, { processEntry: installation.inferenceEntry, signal }) },
        ).then((model) => {
          output.line(`${modelKey({ ...model, origin: 'added' })}  ${model.name}  sha256 ${model.sha256}`);
          output.line(sentences.text('app.researchUseOnly'));
        });
      }),
    );

  group
    .command('list')
    .description('models that can be run')
    .addOption(modelsDirOption())
    .action((_options: unknown, command: Command) => run((context) => models(foldersOf(command), context)));

  group
    .command('remove')
    .description('delete a model that was added')
    .argument('<id>', 'its id, or id@version')
    .addOption(modelsDirOption())
    .action((key: string, _options: unknown, command: Command) => run(() => removeModel(key, foldersOf(command))));
}
