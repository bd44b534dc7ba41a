import { join, resolve } from 'node:path';
import { checkModel } from '../../inference/check-model.ts';
import { asExportFailure, refuseUnwritable } from '../../library/write-export.ts';
import { writeSampleStudy } from '../../sample/write-sample-study.ts';
import { addModel, type AddModelRequest } from '../../services/model-shelf.ts';
import { describeModels, modelKey, type ModelFolders } from '../../services/models.ts';
import type { CommandContext } from './command-context.ts';

/** Writes the synthetic study and says where. Throws storage-full, storage-failed. */
export async function sample(directory: string, { output, sentences }: CommandContext): Promise<void> {
  const folder = resolve(directory);
  await refuseUnwritable(join(folder, 'glioscope-sample_t1.nii.gz'));
  const paths = await writeSampleStudy(folder).catch((error: unknown) => {
    throw asExportFailure(error, folder);
  });
  for (const path of paths) output.line(path);
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

/** Adds a model and says what it is called. */
export async function addAndSay(
  request: AddModelRequest,
  folders: ModelFolders,
  { installation, output, sentences, signal }: CommandContext,
): Promise<void> {
  const model = await addModel(request, {
    folders,
    check: (candidate) => checkModel(candidate, { processEntry: installation.inferenceEntry, signal }),
  });
  output.line(`${modelKey({ ...model, origin: 'added' })}  ${model.name}  sha256 ${model.sha256}`);
  output.line(sentences.text('app.researchUseOnly'));
}
