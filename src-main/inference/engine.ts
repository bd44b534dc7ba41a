import type { Vec3 } from '#shared/domain/vector.ts';

/** Something that runs one network. */
export interface Engine {
  /** Name and version, kept with every result. */
  readonly name: string;
  /** What computes: 'cpu' ... */
  readonly provider: string;
  /**
   * @param tensor float32 [1, channels, D, H, W], row-major.
   * @param shape  D, H, W.
   * @returns      logits, float32 [1, classes, D, H, W]; the caller's to keep and to change.
   */
  predict(tensor: Float32Array, shape: Vec3): Promise<Float32Array>;
  release(): Promise<void>;
}
