import { engineFaults, type EngineFault, type EngineId } from '#shared/domain/engine.ts';
import { GlioscopeError, type Failure } from '#shared/domain/failure.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { isMemoryMessage } from './memory-messages.ts';

/** Something that runs one network. */
export interface Engine {
  readonly engineId: EngineId;
  /** Library and version, kept with every result. */
  readonly name: string;
  /** What computes: 'cpu', 'webgpu', 'tensorflow' ... */
  readonly provider: string;
  /**
   * @param tensor float32 [1, channels, D, H, W], row-major.
   * @param shape  D, H, W.
   * @returns      logits, float32 [1, classes, D, H, W]; the caller's to keep and to change.
   */
  predict(tensor: Float32Array, shape: Vec3): Promise<Float32Array>;
  release(): Promise<void>;
}

/** A network and the interface it promises; all an engine has to know. */
export interface Network {
  /** Named in failures. */
  readonly modelId: string;
  /** The ONNX file, verified. */
  readonly bytes: Uint8Array;
  readonly input: { readonly name: string; readonly channels: number };
  readonly output: { readonly name: string; readonly channels: number };
}

export interface EngineOptions {
  /** Threads on the CPU; undefined: one per physical core, the library's own choice. */
  readonly threads?: number | undefined;
}

/** The failure of an engine; `fault` is kept as `reason`, for who decides what to try next. */
export function engineFailed(fault: EngineFault, error: unknown): GlioscopeError {
  const detail = messageOf(error);
  if (fault === 'out-of-memory' || isMemoryMessage(detail)) {
    return new GlioscopeError('out-of-memory', {}, { detail, cause: error });
  }
  return new GlioscopeError('engine-failed', { reason: fault }, { detail, cause: error });
}

/** What a failure says about the engine it came from; null when another engine would fail alike. */
export function faultOf({ code, params }: Failure): EngineFault | null {
  if (code === 'engine-crashed') return 'crashed';
  if (code === 'out-of-memory') return 'out-of-memory';
  if (code !== 'engine-failed') return null;
  return engineFaults.find((fault) => fault === params['reason']) ?? 'failed';
}

/** The failure when an error, not yet one of ours, tells of exhausted memory; else null. */
export function asOutOfMemory(error: unknown): GlioscopeError | null {
  if (error instanceof GlioscopeError) return null;
  const detail = messageOf(error);
  return isMemoryMessage(detail) ? new GlioscopeError('out-of-memory', {}, { detail, cause: error }) : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
