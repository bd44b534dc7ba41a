import type { Vec3 } from '#shared/domain/vector.ts';
import type { Engine } from './engine.ts';
import { flipInPlace, type Flip } from './flips.ts';
import type { ModelManifest } from './model-manifest.ts';
import { toProbabilities } from './probabilities.ts';

type Output = ModelManifest['output'];

/**
 * A network's answer to a tensor: one pass as it is, or the mean of the probabilities over passes with the
 * tensor mirrored, each turned back (test-time augmentation).
 *
 * @param tensor float32 [1, channels, D, H, W], row-major; as it was when this returns.
 * @param flips  the plain one first.
 * @returns      float32 [1, channels, D, H, W], to be read as `answeredOutput` says.
 */
export async function predictFlipped(
  engine: Engine,
  tensor: Float32Array,
  options: {
    readonly shape: Vec3;
    readonly output: Output;
    readonly flips: readonly Flip[];
    /** After each pass. */
    readonly onPassDone: () => void;
  },
): Promise<Float32Array> {
  const { shape, output, flips, onPassDone } = options;
  let mean: Float32Array | null = null;
  for (const flip of flips) {
    flipInPlace(tensor, shape, flip);
    const values = await engine.predict(tensor, shape);
    flipInPlace(tensor, shape, flip);
    onPassDone();
    if (flips.length === 1) return values;
    toProbabilities(values, shape, output);
    flipInPlace(values, shape, flip);
    mean ??= new Float32Array(values.length);
    for (let index = 0; index < mean.length; index += 1) {
      mean[index] = (mean[index] ?? 0) + (values[index] ?? 0) / flips.length;
    }
  }
  if (mean === null) throw new RangeError('at least the plain pass');
  return mean;
}

/** How to read an answer: as the manifest says, or as probabilities where they were averaged. */
export function answeredOutput(output: Output, { length: passes }: readonly Flip[]): Output {
  return passes > 1 && output.kind === 'regions' ? { ...output, values: 'probabilities' } : output;
}
