import type { Model } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { isBroken, listModelPackages, type ModelPackage } from '../inference/model-package.ts';

/** Every model package, as it crosses the wire; broken ones with what is wrong. */
export async function describeModels(modelsDirectory: string): Promise<Model[]> {
  const packages = await listModelPackages(modelsDirectory);
  return packages.map((model): Model => {
    if (isBroken(model)) {
      const unknown = { name: model.modelId, version: '', sha256: '', licence: '', source: '' };
      return { modelId: model.modelId, ...unknown, failure: model.failure };
    }
    const { modelId, name, version, sha256, licence, source } = model;
    return { ...{ modelId, name, version, sha256, licence, source }, failure: null };
  });
}

/**
 * The model to run: the one asked for, or the first sound one.
 *
 * @throws GlioscopeError not-found when there is none of that id; model-invalid when it cannot be used,
 *         or when no model can (`reason` 'none-installed' when there is no package at all).
 */
export async function chooseModel(modelsDirectory: string, modelId: string | null): Promise<ModelPackage> {
  const packages = await listModelPackages(modelsDirectory);
  const eligible = modelId === null ? packages : packages.filter((model) => model.modelId === modelId);
  const sound = eligible.find((model) => !isBroken(model));
  if (sound !== undefined && !isBroken(sound)) return sound;
  const broken = eligible.find(isBroken);
  if (broken !== undefined) {
    const { code, params, detail } = broken.failure;
    throw new GlioscopeError(code, params, detail === undefined ? {} : { detail });
  }
  if (modelId !== null) throw new GlioscopeError('not-found', {}, { detail: `no model ${modelId}` });
  throw new GlioscopeError('model-invalid', { model: '', reason: 'none-installed' }, { detail: modelsDirectory });
}
