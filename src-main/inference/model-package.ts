import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { toFailure, type Failure } from '#shared/domain/failure.ts';
import { modelManifestSchema, type ModelManifest } from './model-manifest.ts';
import { modelInvalid, quantisedPackage, type ModelPackage } from './model-weights.ts';
import { verifyNetwork } from './verify-network.ts';

export type { ModelPackage };

/** Folder of the network that finds the brain (brain/extraction-package.ts), among the models: none that segments. */
export const brainExtractionFolder = 'brain-extraction';

/** A model folder that cannot be used, and why. */
export interface BrokenModelPackage {
  readonly modelId: string;
  readonly directory: string;
  readonly failure: Failure;
}

/** Every package that segments in a folder, by id; broken ones too, with what is wrong. An absent folder holds none. */
export async function listModelPackages(
  modelsDirectory: string,
): Promise<readonly (ModelPackage | BrokenModelPackage)[]> {
  const names = (await listFolders(modelsDirectory)).filter((name) => name !== brainExtractionFolder);
  const listed = await Promise.all(names.map((name) => listModelPackage(join(modelsDirectory, name), name)));
  return listed.filter((model) => model !== null);
}

export function isBroken(model: ModelPackage | BrokenModelPackage): model is BrokenModelPackage {
  return 'failure' in model;
}

/**
 * Models the user added, by id and version: `<modelId>/<version>/{model.json, *.onnx}`. An absent folder
 * holds none.
 */
export async function listAddedPackages(
  addedDirectory: string,
): Promise<readonly (ModelPackage | BrokenModelPackage)[]> {
  const ids = await listFolders(addedDirectory);
  const listed = await Promise.all(
    ids.map(async (modelId) => {
      const versions = await listFolders(join(addedDirectory, modelId));
      return Promise.all(versions.map((version) => listModelPackage(join(addedDirectory, modelId, version), modelId)));
    }),
  );
  return listed.flat().filter((model) => model !== null);
}

/** Names of the folders in a folder that anybody is to see, sorted. */
async function listFolders(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return folders.map(({ name }) => name).sort();
}

/** Reads a package's manifest; the weights are not looked at. Throws `model-invalid`. */
export async function readModelPackage(directory: string, modelId = basename(directory)): Promise<ModelPackage> {
  const text = await readFile(join(directory, 'model.json'), 'utf8').catch((error: unknown) => {
    throw modelInvalid(modelId, 'manifest-missing', String(error));
  });
  const manifest = parseManifest(modelId, text);
  const { name, version, sha256, licence, source, file } = manifest;
  const onnxPath = join(directory, file);
  return { modelId, name, version, sha256, precision: 'float32', licence, source, directory, onnxPath, manifest };
}

/** Null for a folder that is no package: it has no manifest and no network (the training recipe, for one). */
async function listModelPackage(directory: string, modelId: string): Promise<ModelPackage | BrokenModelPackage | null> {
  const names = await readdir(directory).catch(() => []);
  if (!names.some((name) => name === 'model.json' || name.endsWith('.onnx'))) return null;
  try {
    const model = await readModelPackage(directory, modelId);
    await verifyNetwork(model);
    const quantised = quantisedPackage(model);
    if (quantised !== null) await verifyNetwork(quantised);
    return model;
  } catch (error) {
    return { modelId, directory, failure: toFailure(error) };
  }
}

function parseManifest(modelId: string, text: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw modelInvalid(modelId, 'manifest-invalid', String(error));
  }
  const parsed = modelManifestSchema.safeParse(json);
  if (!parsed.success) throw modelInvalid(modelId, 'manifest-invalid', parsed.error.message);
  if (parsed.data.id !== modelId) {
    throw modelInvalid(modelId, 'manifest-invalid', `the folder is ${modelId}, the manifest says ${parsed.data.id}`);
  }
  return parsed.data;
}
