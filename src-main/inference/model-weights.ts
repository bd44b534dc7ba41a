import { webcrypto } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Precision } from '#shared/domain/precision.ts';
import type { ModelManifest } from './model-manifest.ts';

/* What the inference process has to know of a package, whose manifest it is given: nothing that checks manifests is loaded. */

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

/**
 * The network's bytes, exactly those whose SHA-256 the manifest states: what is checked is what runs,
 * the file is not opened a second time. Throws `model-invalid`.
 */
export async function readVerifiedNetwork(
  model: Pick<ModelPackage, 'modelId' | 'onnxPath' | 'sha256'>,
): Promise<Uint8Array> {
  const bytes = await readAtOnce(model.onnxPath).catch((error: unknown) => {
    throw modelInvalid(model.modelId, 'file-missing', String(error));
  });
  // on the thread pool: this thread has files to read meanwhile
  const sha256 = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
  if (sha256 !== model.sha256) {
    throw modelInvalid(model.modelId, 'hash-mismatch', `expected ${model.sha256}, got ${sha256}`);
  }
  return bytes;
}

/** `readFile` comes back for every half a megabyte, and this thread may be busy with images meanwhile. */
async function readAtOnce(path: string): Promise<Uint8Array<ArrayBuffer>> {
  await using file = await open(path);
  const bytes = new Uint8Array((await file.stat()).size);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Channels of the network's answer. */
export function outputChannelCount({ output }: Pick<ModelManifest, 'output'>): number {
  return output.kind === 'softmax' ? output.classes.length : output.channels.length;
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
