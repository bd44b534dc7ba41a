import { describeModels } from './models.ts';
import type { Operations } from './operations.ts';

// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- oRPC infers it from the contract
export function createModelsService({ models }: Operations, modelsDirectory: string) {
  return models.router({ list: models.list.handler(() => describeModels(modelsDirectory)) });
}
