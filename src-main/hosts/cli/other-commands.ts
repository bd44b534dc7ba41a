import { resolve } from 'node:path';
import { writeSampleStudy } from '../../sample/write-sample-study.ts';
import { describeModels, type ModelFolders } from '../../services/models.ts';
import type { CommandContext } from './command-context.ts';

/** Writes the synthetic study and says where. */
export async function sample(directory: string, { output, sentences }: CommandContext): Promise<void> {
  for (const path of await writeSampleStudy(resolve(directory))) output.line(path);
  output.line(sentences.text('app.researchUseOnly'));
}

/** One line per model package; what is wrong with it, if anything is. */
export async function models(folders: ModelFolders, { output, sentences }: CommandContext): Promise<void> {
  for (const model of await describeModels(folders)) {
    const { modelKey, name, version, sha256, licence, failure } = model;
    if (failure === null) output.line(`${modelKey}  ${name} ${version}  sha256 ${sha256}  ${licence}`);
    else
      output.line(`${modelKey}  ${sentences.failure(failure)} (${String(failure.params['reason'] ?? failure.code)})`);
  }
}
