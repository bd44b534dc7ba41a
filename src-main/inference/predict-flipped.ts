import { flipInPlace, type Flip } from './flips.ts';
import type { Engine } from './engine.ts';
import type { ModelManifest } from './model-manifest.ts';
import { predictVolume } from './predict-volume.ts';
import { toProbabilities } from './probabilities.ts';
import type { TilePlan } from './tiling.ts';
import type { Vec3 } from '#shared/domain/vector.ts';

/** A network's answer for a whole tensor. */
export interface Prediction {
  /** float32 [1, channels, D, H, W]. */
  readonly values: Float32Array;
  /** How to read them: as the manifest says, or as probabilities where they were averaged. */
  readonly output: ModelManifest['output'];
}

/**
 * One pass as it is, or the mean of the probabilities over passes with the tensor mirrored, each turned
 * back (test-time augmentation).
 *
 * @param tensor float32 [1, channels, D, H, W], row-major; as it was when this returns.
 * @param flips  the plain one first.
 */
export async function predictFlipped(
  engine: Engine,
  tensor: Float32Array,
  options: {
    readonly shape: Vec3;
    readonly plan: TilePlan;
    readonly output: ModelManifest['output'];
    readonly flips: readonly Flip[];
    /** Of `flips.length` times the plan's tiles. */
    readonly onTileDone: (done: number) => void;
  },
): Promise<Prediction> {
  const { shape, plan, output, flips, onTileDone } = options;
  if (flips.length === 1) {
    return { values: await predictVolume(engine, tensor, { shape, plan, onTileDone }), output };
  }
  const tiles = plan.starts.length;
  let mean = new Float32Array(0);
  for (const [pass, flip] of flips.entries()) {
    flipInPlace(tensor, shape, flip);
    const values = await predictVolume(engine, tensor, {
      ...{ shape, plan },
      onTileDone: (done) => onTileDone(pass * tiles + done),
    });
    flipInPlace(tensor, shape, flip);
    toProbabilities(values, output);
    flipInPlace(values, shape, flip);
    if (pass === 0) mean = new Float32Array(values.length);
    for (let index = 0; index < mean.length; index += 1) {
      mean[index] = (mean[index] ?? 0) + (values[index] ?? 0) / flips.length;
    }
    if (tiles === 1) onTileDone(pass + 1);
  }
  return { values: mean, output: output.kind === 'regions' ? { ...output, values: 'probabilities' } : output };
}
