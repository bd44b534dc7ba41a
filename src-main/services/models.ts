import { basename, join } from 'node:path';
import type { Model } from '#shared/contract/index.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { thoroughPasses } from '../inference/flips.ts';
import {
  isBroken,
  listAddedPackages,
  listModelPackages,
  type BrokenModelPackage,
  type ModelPackage,
} from '../inference/model-package.ts';

/** Where models lie: those that come with Glioscope, and those the user added. */
export interface ModelFolders {
  readonly shipped: string;
  /** `<id>/<version>` each; need not exist. */
  readonly added: string;
}

/** Where added models lie in a data directory. */
export function addedModelsDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'models');
}

/** A package and whose it is. */
export type ListedModel = (ModelPackage & Owned) | (BrokenModelPackage & Owned);

interface Owned {
  readonly origin: Model['origin'];
}

/** Every model package, shipped ones first. */
export async function listModels({ shipped, added }: ModelFolders): Promise<readonly ListedModel[]> {
  const [ours, theirs] = await Promise.all([listModelPackages(shipped), listAddedPackages(added)]);
  return [
    ...ours.map((model): ListedModel => ({ ...model, origin: 'shipped' })),
    ...theirs.map((model): ListedModel => ({ ...model, origin: 'added' })),
  ];
}

/** Every model package, as it crosses the wire; broken ones with what is wrong. */
export async function describeModels(folders: ModelFolders): Promise<Model[]> {
  return (await listModels(folders)).map(describeModel);
}

export function describeModel(model: ListedModel): Model {
  const { modelId, origin } = model;
  if (isBroken(model)) {
    const unknown = { name: modelId, version: '', sha256: '', licence: '', source: '', thoroughPasses: 1, dice: null };
    return { ...{ modelId, modelKey: brokenKey(model), origin, ...unknown }, quantised: null, failure: model.failure };
  }
  const { name, version, sha256, licence, source } = model;
  const { quantised } = model.manifest;
  return {
    ...{ modelId, modelKey: modelKey(model), origin, name, version, sha256, licence, source },
    thoroughPasses: thoroughPasses(model.manifest),
    dice: model.manifest.training?.dice ?? null,
    quantised: quantised === undefined ? null : { sha256: quantised.sha256, dice: quantised.dice },
    failure: null,
  };
}

/** What a model is chosen by: the id of a shipped one, `<id>@<version>` of an added one, which may be there in several versions. */
export function modelKey({ modelId, version, origin }: ModelPackage & Owned): string {
  return origin === 'shipped' ? modelId : `${modelId}@${version}`;
}

/** Of an added package that cannot be read its folder still says the version. */
function brokenKey({ modelId, directory, origin }: BrokenModelPackage & Owned): string {
  return origin === 'shipped' ? modelId : `${modelId}@${basename(directory)}`;
}

const byVersion = new Intl.Collator('en', { numeric: true });

/**
 * The model to run: the one asked for by its key or, of added ones, by its id alone (the newest version
 * then); else the first sound one, ours before others.
 *
 * @throws GlioscopeError not-found when there is none of that key; model-invalid when it cannot be used,
 *         or when no model can (`reason` 'none-installed' when there is no package at all).
 */
export async function chooseModel(folders: ModelFolders, key: string | null): Promise<ModelPackage & Owned> {
  const models = await listModels(folders);
  const eligible = key === null ? models : eligibleFor(models, key);
  const sound = eligible.find((model) => !isBroken(model));
  if (sound !== undefined && !isBroken(sound)) return sound;
  const broken = eligible.find((model) => isBroken(model));
  if (broken !== undefined) {
    const { code, params, detail } = broken.failure;
    throw new GlioscopeError(code, params, detail === undefined ? {} : { detail });
  }
  if (key !== null) throw new GlioscopeError('not-found', {}, { detail: `no model ${key}` });
  throw new GlioscopeError('model-invalid', { model: '', reason: 'none-installed' }, { detail: folders.shipped });
}

function eligibleFor(models: readonly ListedModel[], key: string): readonly ListedModel[] {
  const keyOf = (model: ListedModel): string => (isBroken(model) ? brokenKey(model) : modelKey(model));
  const exact = models.filter((model) => keyOf(model) === key);
  if (exact.length > 0) return exact;
  const ofId = models.filter(({ modelId }) => modelId === key);
  const version = (model: ListedModel): string => (isBroken(model) ? '' : model.version);
  return ofId.toSorted((a, b) => byVersion.compare(version(b), version(a)));
}
