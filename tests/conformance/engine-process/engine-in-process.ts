import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { EngineId } from '#shared/domain/engine.ts';
import { GlioscopeError } from '#shared/domain/failure.ts';
import type { Engine, Network } from '../../../src-main/inference/engine.ts';
import type { EngineCommand, EngineReply } from './engine-process.ts';

type Reply<Kind extends EngineReply['kind']> = Extract<EngineReply, { kind: Kind }>;

/**
 * Opens an engine in a process of its own, as the program does: with an environment that must stand when the
 * process starts, and where a driver that crashes takes nothing along.
 *
 * @throws GlioscopeError as `createEngine` does; engine-crashed.
 */
export async function openEngineInProcess(
  engineId: EngineId,
  network: Network,
  environment: Readonly<Record<string, string>>,
): Promise<Engine> {
  const child = fork(new URL('./engine-process.ts', import.meta.url), [], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  try {
    const { name, provider } = await ask(child, { kind: 'open', engineId, network }, 'opened');
    return {
      ...{ engineId, name, provider },
      predict: async (tensor, shape) => (await ask(child, { kind: 'predict', tensor, shape }, 'predicted')).logits,
      async release() {
        await ask(child, { kind: 'release' }, 'released');
        child.disconnect();
        await once(child, 'exit');
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

async function ask<Kind extends EngineReply['kind']>(
  child: ChildProcess,
  command: EngineCommand,
  kind: Kind,
): Promise<Reply<Kind>> {
  const reply = await new Promise<EngineReply>((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null): void =>
      reject(new GlioscopeError('engine-crashed', { reason: signal ?? `exit ${code ?? 'unknown'}` }));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as EngineReply); // holds: engine-process.ts sends nothing else
    });
    child.send(command);
  });
  if (reply.kind === 'failed') {
    const { code, params, detail } = reply.failure;
    throw new GlioscopeError(code, params, detail === undefined ? {} : { detail });
  }
  if (reply.kind !== kind) throw new Error(`expected ${kind}, got ${reply.kind}`);
  return reply as Reply<Kind>; // holds: just compared
}
