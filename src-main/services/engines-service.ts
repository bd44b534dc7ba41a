import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import type { EngineRoster } from './engine-roster.ts';
import type { Operations } from './operations.ts';

export function createEnginesService(
  { engines }: Operations,
  roster: EngineRoster,
): Router<Contract['engines'], object> {
  return engines.router({
    watch: engines.watch.handler(({ signal }) => roster.watch(signal)),
    test: engines.test.handler(() => {
      // hours on a machine with a stuck driver: the caller watches instead of waiting
      void roster.test();
    }),
  });
}
