import { isSameGrid, type Geometry } from '#shared/domain/affine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import { gridModality, modalityNames, type Modality } from '#shared/domain/modality.ts';
import { voxelCount } from '#shared/domain/vector.ts';
import type { Volume } from '#shared/domain/volume.ts';
import { markForeground, markForegroundOn, measureAs } from './normalisation.ts';
import { cropToMask, orientView } from './oriented-view.ts';
import type { InferenceCommand } from './segmentation.ts';
import { fillChannel, planTensorGrid, type TensorGrid } from './tensor-grid.ts';

/** The network's view of a study, and what is needed to find the way back from it. */
export interface PreparedStudy {
  readonly geometry: Geometry;
  readonly grid: TensorGrid;
  /** Study grid, stored order: 1 where any modality is not background. */
  readonly brain: Uint8Array;
  /** float32 [1, channels, D, H, W] of `grid.padded`, row-major; 0 everywhere in the channel of an absent modality. */
  readonly tensor: Float32Array;
}

/**
 * Brings a study into the shape a model wants. The grid of T1ce is the study's; what of the other
 * modalities lies outside it is not looked at.
 *
 * @param volumes       EMPTIED on the way, so that each can be freed once it is in the tensor.
 * @param onChannelDone told how many channels of the tensor are filled.
 * @throws GlioscopeError geometry-mismatch {file, other, reason: apart} when nothing of a modality lies on the grid; no-brain {file, modality}.
 */
export function prepareStudy(
  volumes: Map<Modality, Volume>,
  { inputs, model }: Pick<InferenceCommand, 'inputs' | 'model'>,
  onChannelDone: (done: number) => void,
): PreparedStudy {
  const geometry = gridOf(volumes);
  const { input } = model.manifest;
  const brain = new Uint8Array(voxelCount(geometry.shape));
  for (const [modality, volume] of volumes) {
    if (isSameGrid(volume, geometry)) markForeground(volume, brain);
    else if (!markForegroundOn(geometry, volume, brain)) throw elsewhere(inputs, modality);
  }
  const view = cropToMask(orientView(geometry, input.axes), brain);
  if (view === null) throw noBrain(inputs, gridModality);

  const grid = planTensorGrid(view, input.spacingMm, input.multipleOf, input.patch);
  const size = voxelCount(grid.padded);
  const tensor = new Float32Array(input.channels.length * size);
  for (const [channel, modality] of input.channels.entries()) {
    const volume = volumes.get(modality);
    // the channel of an absent modality stays 0, as the network was shown it in training
    if (volume !== undefined) {
      const normalisation = measureAs(volume, input.normalisation);
      // one value everywhere is a mask, not an image: it would pass as a brain without contrast
      if (!normalisation?.deviation) throw noBrain(inputs, modality);
      fillChannel(tensor.subarray(channel * size, (channel + 1) * size), volume, grid, normalisation);
      volumes.delete(modality);
    }
    onChannelDone(channel + 1);
  }
  return { geometry, grid, brain, tensor };
}

/** The grid of the study, which the label map is to lie on. */
function gridOf(volumes: ReadonlyMap<Modality, Volume>): Geometry {
  const volume = volumes.get(gridModality);
  if (volume === undefined) throw new RangeError(`a study without ${gridModality}`);
  return { shape: volume.shape, affine: volume.affine };
}

/** Intake has said so before, but files can change on disk. */
function elsewhere(inputs: InferenceCommand['inputs'], modality: Modality): GlioscopeError {
  const file = inputs[modality]?.fileName ?? '';
  const other = inputs[gridModality].fileName;
  return new GlioscopeError('geometry-mismatch', { file, other, reason: 'apart' });
}

function noBrain(inputs: InferenceCommand['inputs'], modality: Modality): GlioscopeError {
  return new GlioscopeError('no-brain', { file: inputs[modality]?.fileName ?? '', modality: modalityNames[modality] });
}
