import type { Router } from '@orpc/server';
import type { Contract } from '#shared/contract/index.ts';
import { describeModels } from './models.ts';
import type { Operations } from './operations.ts';

export function createModelsService(
  { models }: Operations,
  modelsDirectory: string,
): Router<Contract['models'], object> {
  return models.router({ list: models.list.handler(() => describeModels(modelsDirectory)) });
}
