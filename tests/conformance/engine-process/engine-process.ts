import type { EngineId } from '#shared/domain/engine.ts';
import { toFailure, type Failure } from '#shared/domain/failure.ts';
import type { Vec3 } from '#shared/domain/vector.ts';
import { createEngine } from '../../../src-main/inference/create-engine.ts';
import type { Engine, Network } from '../../../src-main/inference/engine.ts';

/* An engine in a process of its own: opens one, predicts as often as it is told, releases it. */

export type EngineCommand =
  | { readonly kind: 'open'; readonly engineId: EngineId; readonly network: Network }
  | { readonly kind: 'predict'; readonly tensor: Float32Array; readonly shape: Vec3 }
  | { readonly kind: 'release' };

export type EngineReply =
  | { readonly kind: 'opened'; readonly name: string; readonly provider: string }
  | { readonly kind: 'predicted'; readonly logits: Float32Array }
  | { readonly kind: 'released' }
  | { readonly kind: 'failed'; readonly failure: Failure };

let engine: Engine | undefined;

async function obey(command: EngineCommand): Promise<EngineReply> {
  if (command.kind === 'open') {
    engine = await createEngine(command.engineId, command.network, {});
    return { kind: 'opened', name: engine.name, provider: engine.provider };
  }
  if (engine === undefined) throw new Error('no engine is open');
  if (command.kind === 'predict') {
    return { kind: 'predicted', logits: await engine.predict(command.tensor, command.shape) };
  }
  await engine.release();
  return { kind: 'released' };
}

process.on('message', (message) => {
  void obey(message as EngineCommand) // holds: engine-in-process.ts sends nothing else
    .catch((error: unknown): EngineReply => ({ kind: 'failed', failure: toFailure(error) }))
    .then((reply) => process.send?.(reply));
});
