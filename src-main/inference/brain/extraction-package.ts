import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { BrainExtractionMode } from '#shared/domain/brain-extraction.ts';
import type { Network } from '../engine.ts';
import { packageFields } from '../model-manifest.ts';
import { brainExtractionFolder } from '../model-package.ts';
import { modelInvalid, readVerifiedNetwork } from '../model-weights.ts';
import type { BrainExtractionRequest } from '../segmentation.ts';

/**
 * `model.json` of the package. What the network is fed and how it answers is the same for all of its versions and
 * stands in `brain-input.ts`: float32 `image` [1, 1, D, H, W] in, `logits` [1, 2, D, H, W] out (background, brain).
 */
const extractionManifestSchema = z.strictObject({
  ...packageFields,
  id: z.literal(brainExtractionFolder),
  /** Of the network's voxels, which are cubes. */
  spacingMm: z.number().positive(),
  /** D, H and W are padded with zeros at their ends to a multiple of this. */
  multipleOf: z.int().min(1).max(512),
});

/** A network that finds the brain in one image, whose manifest has been read and understood. */
export interface ExtractionPackage extends z.infer<typeof extractionManifestSchema> {
  readonly onnxPath: string;
}

/**
 * What to ask an inference process for.
 *
 * @param modelsDirectories the first that holds the package is taken.
 */
export function requestExtraction(
  mode: BrainExtractionMode,
  modelsDirectories: readonly [string, ...string[]],
): BrainExtractionRequest | undefined {
  if (mode === 'off') return undefined;
  const folders = modelsDirectories.map((directory) => join(directory, brainExtractionFolder));
  const directory = folders.find((folder) => existsSync(join(folder, 'model.json')));
  return { mode, directory: directory ?? join(modelsDirectories[0], brainExtractionFolder) };
}

/** The manifest alone; the weights are not looked at. Throws `model-invalid`. */
export async function readExtractionPackage(directory: string): Promise<ExtractionPackage> {
  const modelId = basename(directory);
  const text = await readFile(join(directory, 'model.json'), 'utf8').catch((error: unknown) => {
    throw modelInvalid(modelId, 'manifest-missing', String(error));
  });
  const manifest = parseManifest(modelId, text);
  return { ...manifest, onnxPath: join(directory, manifest.file) };
}

function parseManifest(modelId: string, text: string): z.infer<typeof extractionManifestSchema> {
  try {
    return extractionManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw modelInvalid(modelId, 'manifest-invalid', String(error));
  }
}

/** The package's verified network with the interface all of them have. Throws `model-invalid`. */
export async function readExtractionNetwork({ id, sha256, onnxPath }: ExtractionPackage): Promise<Network> {
  return {
    modelId: id,
    bytes: await readVerifiedNetwork({ modelId: id, sha256, onnxPath }),
    input: { name: 'image', channels: 1 },
    output: { name: 'logits', channels: 2 },
  };
}
