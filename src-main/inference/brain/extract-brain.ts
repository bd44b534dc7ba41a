import { isSameGrid, voxelVolumeMl, type Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { gridModality, modalities, modalityNames, type Modality, type PerModality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import type { Engine } from '../engine.ts';
import type { BrainOutcome, SegmentationInput } from '../segmentation.ts';
import type { TensorGrid } from '../tensor-grid.ts';
import { makeBrainInput, planBrainGrid } from './brain-input.ts';
import { createBrainVotes } from './brain-votes.ts';
import type { ExtractionPackage } from './extraction-package.ts';
import { brainOn, maskVolume, type BrainField } from './mask-volume.ts';

export interface BrainExtraction {
  /** Names the images in failures. */
  readonly inputs: PerModality<SegmentationInput>;
  /** Images the network is asked about, at least one; the others show nothing but the brain. */
  readonly asked: ReadonlySet<Modality>;
  readonly extractor: ExtractionPackage;
  readonly engine: Engine;
  /** Told after each image the network was asked about, and after each that was masked. */
  readonly onStep: (done: number, count: number) => void;
}

/**
 * Finds the brain of a study and makes everything else background, in every image.
 *
 * @param volumes CHANGED: their voxels in place, and volumes replaced where their type holds no background.
 * @throws GlioscopeError no-brain {file, modality} for an image without contrast; brain-not-found; what the engine throws.
 */
export async function extractBrain(
  volumes: Map<Modality, Volume>,
  { inputs, asked, extractor, engine, onStep }: BrainExtraction,
): Promise<BrainOutcome> {
  const study = volumes.get(gridModality);
  if (study === undefined) throw new RangeError(`a study without ${gridModality}`);
  const geometry: Geometry = { shape: study.shape, affine: study.affine };
  const grid = planBrainGrid(geometry, extractor);
  const votes = createBrainVotes(grid);
  const count = asked.size + volumes.size;
  let done = 0;
  const step = (): void => onStep((done += 1), count);
  for (const [modality, volume] of volumes) {
    if (!asked.has(modality)) {
      votes.addStripped(volume);
      continue;
    }
    await ask(volume, { grid, engine, votes, onContrastless: () => noContrast(inputs, modality) });
    step();
  }
  const probabilities = votes.decide();
  if (probabilities === null) throw new GlioscopeError('brain-not-found');
  const mask = maskAll(volumes, geometry, { grid, probabilities }, step);
  const voxels = mask.reduce((sum, voxel) => sum + voxel, 0);
  if (voxels === 0) throw new GlioscopeError('brain-not-found');
  return {
    mask,
    volumeMl: voxels * voxelVolumeMl(geometry.affine),
    extractor: { modelId: extractor.id, name: extractor.name, version: extractor.version, sha256: extractor.sha256 },
    asked: modalities.filter((modality) => asked.has(modality)),
    megavoxels: (asked.size * voxelCount(grid.padded)) / 1e6,
  };
}

interface Question {
  readonly grid: TensorGrid;
  readonly engine: Engine;
  readonly votes: ReturnType<typeof createBrainVotes>;
  readonly onContrastless: () => GlioscopeError;
}

async function ask(volume: Volume, { grid, engine, votes, onContrastless }: Question): Promise<void> {
  const input = makeBrainInput(volume, grid);
  if (input === null) throw onContrastless();
  votes.addAnswer(await engine.predict(input.tensor, grid.padded), input.reached);
}

/** Masks every volume at its own voxels, one after the other; returns the brain on the study's grid. */
function maskAll(
  volumes: Map<Modality, Volume>,
  geometry: Geometry,
  field: BrainField,
  onMasked: () => void,
): Uint8Array<ArrayBuffer> {
  const ofStudy = brainOn(geometry, field);
  for (const [modality, volume] of volumes) {
    volumes.set(modality, maskVolume(volume, isSameGrid(volume, geometry) ? ofStudy : brainOn(volume, field)));
    onMasked();
  }
  return ofStudy;
}

function noContrast(inputs: BrainExtraction['inputs'], modality: Modality): GlioscopeError {
  return new GlioscopeError('no-brain', { file: inputs[modality]?.fileName ?? '', modality: modalityNames[modality] });
}
