import { referenceEngine } from '#shared/domain/engine.ts';
import type { Precision } from '#shared/domain/precision.ts';
import type { ModelPackage } from '../../inference/model-package.ts';
import { weightsFor } from '../../inference/weights.ts';
import { chooseModel } from '../../services/models.ts';
import { findModelFolders } from './model-folders.ts';

export interface WeightsChoice {
  readonly modelsDirectory: string;
  /** Null: the default model. */
  readonly modelId: string | null;
  readonly precision: Precision;
}

/** The model of a command, with the weights that the engine of the command line runs. Throws what `chooseModel` throws. */
export async function chooseWeights({ modelsDirectory, modelId, precision }: WeightsChoice): Promise<ModelPackage> {
  return weightsFor(await chooseModel(findModelFolders(modelsDirectory), modelId), referenceEngine, precision);
}
