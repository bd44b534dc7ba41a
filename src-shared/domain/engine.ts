/**
 * What can run a network, in the order a fair fight would have it: graphics cards first. The part before
 * the dash is the program library, the one behind it what computes.
 */
export const engineIds = [
  'onnx-cuda',
  'onnx-dml',
  'onnx-coreml',
  'onnx-webgpu',
  'onnx-cpu',
  'tensorflow-gpu',
  'tensorflow-cpu',
] as const;
export type EngineId = (typeof engineIds)[number];

/** The engine everything else is compared with, and falls back to: it is in the package of every system. */
export const referenceEngine = 'onnx-cpu' satisfies EngineId;

/** An engine of the user's choice, or the fastest that passed its test. */
export const engineChoices = ['automatic', ...engineIds] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** Why an engine cannot be used, or was not used to the end. */
export const engineFaults = [
  'not-on-this-system',
  'not-installed',
  'no-device',
  'failed',
  'crashed',
  'timed-out',
  'wrong-numbers',
  'out-of-memory',
] as const;
export type EngineFault = (typeof engineFaults)[number];

/** What the test of an engine found. `works` has its figures, `faulty` its reason. */
export type EngineTest =
  | {
      readonly state: 'works';
      /** Library and version. */
      readonly version: string;
      /** Time per million voxels of the test network, once warm. */
      readonly msPerMegavoxel: number;
      /** Largest difference of a probability from the reference engine's. */
      readonly maxDifference: number;
    }
  | { readonly state: 'faulty'; readonly fault: EngineFault; readonly detail: string };

/** An engine given up during a job, and why. */
export interface EngineFallback {
  readonly engineId: EngineId;
  readonly fault: EngineFault;
}
