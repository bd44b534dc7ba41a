import { voxelCount, type Vec3 } from '#shared/domain/vector.ts';

/** Some planes, a place along D each, of a network's answer to a tensor [D, H, W]. */
export interface AnswerPlanes {
  /** float32 [channels, planes, H, W], row-major; there may be room for more planes than are meant. */
  readonly values: Float32Array;
  /** Elements from one channel to the next. */
  readonly channelStride: number;
  /** Elements from one plane to the next: H * W. */
  readonly planeStride: number;
  /** Along D: the first plane, which is the first in `values`, and the one behind the last. */
  readonly start: number;
  readonly end: number;
}

/** All of an answer, float32 [channels, D, H, W] of `shape`. */
export function wholeAnswer(values: Float32Array, shape: Vec3): AnswerPlanes {
  const planeStride = shape[1] * shape[2];
  return { values, channelStride: voxelCount(shape), planeStride, start: 0, end: shape[0] };
}
