import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GlioscopeError, toFailure } from '#shared/domain/failure.ts';
import type { checkModel } from '../inference/check-model.ts';
import { addedManifestSchema, type ModelManifest } from '../inference/model-manifest.ts';
import { readModelPackage, type ModelPackage } from '../inference/model-package.ts';
import { withStorageErrors } from '../library/storage-failure.ts';
import { describeModel, listModels, type ModelFolders } from './models.ts';

export interface AddModelRequest {
  /** An ONNX file, or a folder with it and its `model.json`. */
  readonly path: string;
  /** Null: the `model.json` beside the network. */
  readonly manifestPath: string | null;
}

export interface ModelShelfOptions {
  readonly folders: ModelFolders;
  /** The self-test, in a process of its own. */
  readonly check: (model: ModelPackage) => ReturnType<typeof checkModel>;
}

/** Why a model is not taken; `reason` of the failure `model-not-added`, beside those of `model-invalid`. */
type Refusal =
  'manifest-missing' | 'manifest-invalid' | 'file-missing' | 'hash-mismatch' | 'already-installed' | 'several-networks';

/**
 * Takes a model from elsewhere: reads its manifest, takes its checksum, tries it in a process of its own, and
 * keeps a copy under `<id>/<version>`. Nothing is left when it is refused.
 *
 * @throws GlioscopeError model-not-added {model, reason, problem}; out-of-memory, engine-failed from the
 *         self-test; storage-full, storage-failed.
 */
export async function addModel(request: AddModelRequest, { folders, check }: ModelShelfOptions): Promise<ModelPackage> {
  const { manifest, networkPath } = await readOffer(request);
  const bytes = await readFile(networkPath).catch(() => {
    throw notAdded(manifest.id, 'file-missing', basename(networkPath));
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (manifest.sha256 !== undefined && manifest.sha256 !== sha256) throw notAdded(manifest.id, 'hash-mismatch');
  const quantised = await readQuantised(manifest, dirname(networkPath));
  await refuseInstalled(manifest, folders);
  const networks = new Map([...quantised, [manifest.file, bytes] as const]);
  return withStorageErrors(() => shelve({ ...manifest, sha256 }, networks, { folders, check }));
}

/**
 * Deletes an added model, named by its key, or by its id where one version is there.
 *
 * @throws GlioscopeError model-not-removed {model, reason: shipped, not-installed, several-versions}; storage-failed.
 */
export async function removeModel(key: string, folders: ModelFolders): Promise<void> {
  const models = await listModels(folders);
  const matching = models.filter((model) => describeModel(model).modelKey === key || model.modelId === key);
  const added = matching.filter(({ origin }) => origin === 'added');
  const [model, ...others] = added;
  if (model === undefined) throw notRemoved(key, matching.length > 0 ? 'shipped' : 'not-installed');
  if (others.length > 0) throw notRemoved(key, 'several-versions', added.map(versionOf).join(', '));
  const { directory } = model;
  await withStorageErrors(async () => {
    await rm(directory, { recursive: true, force: true });
    const left = await readdir(dirname(directory));
    if (left.length === 0) await rm(dirname(directory), { recursive: true, force: true });
  });
}

function notRemoved(model: string, reason: string, versions = ''): GlioscopeError {
  return new GlioscopeError('model-not-removed', { model, reason, versions });
}

/** The folder of an added model is named after its version, also where the manifest can no longer be read. */
function versionOf({ directory }: { directory: string }): string {
  return basename(directory);
}

type AddedManifest = Omit<ModelManifest, 'sha256'> & { readonly sha256?: string | undefined };

async function readOffer({ path, manifestPath }: AddModelRequest): Promise<{
  manifest: AddedManifest;
  networkPath: string;
}> {
  const offered = resolve(path);
  const stats = await stat(offered).catch(() => {
    throw new GlioscopeError('file-not-found', { file: basename(offered) });
  });
  const directory = stats.isDirectory() ? offered : dirname(offered);
  const manifest = await readManifest(manifestPath === null ? join(directory, 'model.json') : resolve(manifestPath));
  return { manifest, networkPath: stats.isDirectory() ? join(offered, manifest.file) : offered };
}

async function readManifest(path: string): Promise<AddedManifest> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw notAdded('', 'manifest-missing', basename(path));
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw notAdded('', 'manifest-invalid', error instanceof Error ? error.message : String(error));
  }
  const parsed = addedManifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; ');
  throw notAdded('', 'manifest-invalid', problem);
}

/** The 8-bit weights, by the name of their file, where the manifest names some: they have to lie beside the others. */
async function readQuantised(
  { id, quantised }: AddedManifest,
  directory: string,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  if (quantised === undefined) return [];
  const bytes = await readFile(join(directory, quantised.file)).catch(() => {
    throw notAdded(id, 'file-missing', quantised.file);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== quantised.sha256) throw notAdded(id, 'hash-mismatch');
  return [[quantised.file, bytes]];
}

async function refuseInstalled({ id, version }: AddedManifest, folders: ModelFolders): Promise<void> {
  const installed = await listModels(folders);
  const isThere = installed.some(
    (model) => model.modelId === id && ('manifest' in model ? model.version : versionOf(model)) === version,
  );
  if (isThere) throw notAdded(id, 'already-installed', version);
}

/** Into a folder nobody lists, tried there, then renamed to its place. */
async function shelve(
  manifest: ModelManifest,
  networks: ReadonlyMap<string, Uint8Array>,
  { folders, check }: ModelShelfOptions,
): Promise<ModelPackage> {
  const trial = join(folders.added, `.${randomUUID()}`, manifest.id);
  const place = join(folders.added, manifest.id, manifest.version);
  try {
    await mkdir(trial, { recursive: true });
    for (const [file, bytes] of networks) await writeFile(join(trial, file), bytes);
    await writeFile(join(trial, 'model.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await check(await readModelPackage(trial)).catch((error: unknown) => {
      throw asRefusal(manifest.id, error);
    });
    await mkdir(dirname(place), { recursive: true });
    await rename(trial, place);
  } finally {
    await rm(dirname(trial), { recursive: true, force: true });
  }
  return readModelPackage(place, manifest.id);
}

function asRefusal(model: string, error: unknown): unknown {
  const { code, params, detail = '' } = toFailure(error);
  if (code !== 'model-invalid') return error;
  return new GlioscopeError(
    'model-not-added',
    { model, reason: params['reason'] ?? '', problem: detail },
    { detail, cause: error },
  );
}

function notAdded(model: string, reason: Refusal, problem = ''): GlioscopeError {
  return new GlioscopeError('model-not-added', { model, reason, problem });
}
