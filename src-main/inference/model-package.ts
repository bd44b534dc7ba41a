import { webcrypto } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import type { Precision } from '#shared/domain/precision.ts';
import { modelManifestSchema, type ModelManifest } from './model-manifest.ts';

/** A model folder `<modelId>/{model.json, *.onnx, MODEL_CARD.md}` whose manifest has been read and understood. */
export interface ModelPackage {
  readonly modelId: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** Of the weights in `onnxPath`; a package as it is read is float32 (`weightsFor`). */
  readonly precision: Precision;
  readonly licence: string;
  readonly source: string;
  readonly directory: string;
  readonly onnxPath: string;
  readonly manifest: ModelManifest;
}

/** Folder of the network that finds the brain (brain/extraction-package.ts), among the models: none that segments. */
export const brainExtractionFolder = 'brain-extraction';

/** A model folder that cannot be used, and why. */
export interface BrokenModelPackage {
  readonly modelId: string;
  readonly directory: string;
  readonly failure: Failure;
}

/** Why a package is refused; `reason` of the failure `model-invalid`. */
export type ModelDefect =
  | 'manifest-missing'
  | 'manifest-invalid'
  | 'file-missing'
  | 'hash-mismatch'
  | 'network-unreadable'
  | 'wrong-interface'
  | 'not-finite'
  | 'self-test-ended';

/** The failure of a package: `model` is its id, `reason` one of `ModelDefect`. */
export function modelInvalid(model: string, reason: ModelDefect, detail?: string): GlioscopeError {
  return new GlioscopeError('model-invalid', { model, reason }, detail === undefined ? {} : { detail });
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

/**
 * The network's bytes, exactly those whose SHA-256 the manifest states: what is checked is what runs,
 * the file is not opened a second time. Throws `model-invalid`.
 */
export async function readVerifiedNetwork(
  model: Pick<ModelPackage, 'modelId' | 'onnxPath' | 'sha256'>,
): Promise<Uint8Array> {
  const bytes = await readFile(model.onnxPath).catch((error: unknown) => {
    throw modelInvalid(model.modelId, 'file-missing', String(error));
  });
  // on the thread pool: this thread has files to read meanwhile
  const sha256 = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
  if (sha256 !== model.sha256) {
    throw modelInvalid(model.modelId, 'hash-mismatch', `expected ${model.sha256}, got ${sha256}`);
  }
  return bytes;
}

/** Null for a folder that is no package: it has no manifest and no network (the training recipe, for one). */
async function listModelPackage(directory: string, modelId: string): Promise<ModelPackage | BrokenModelPackage | null> {
  const names = await readdir(directory).catch(() => []);
  if (!names.some((name) => name === 'model.json' || name.endsWith('.onnx'))) return null;
  try {
    const model = await readModelPackage(directory, modelId);
    await readVerifiedNetwork(model);
    const quantised = quantisedPackage(model);
    if (quantised !== null) await readVerifiedNetwork(quantised);
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

/** The package with its 8-bit weights, whatever runs them; null where it brings none. */
export function quantisedPackage(model: ModelPackage): ModelPackage | null {
  const { manifest, directory } = model;
  const { quantised } = manifest;
  if (quantised === undefined) return null;
  const { file, sha256, coreMsPerMegavoxel, dice } = quantised;
  return {
    ...model,
    ...{ sha256, precision: 'int8', onnxPath: join(directory, file) },
    manifest: {
      ...manifest,
      cost: { ...manifest.cost, coreMsPerMegavoxel },
      ...(manifest.training === undefined ? {} : { training: { ...manifest.training, dice } }),
    },
  };
}
