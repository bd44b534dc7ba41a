import { implement, ORPCError } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import { asStorageError } from '../library/storage-failure.ts';
import type { Logger } from './logger.ts';

/** The contract to be implemented: whatever an operation throws leaves it as the typed error FAILED. */
export type Operations = ReturnType<typeof createOperations>;

// the return type is oRPC's own, and what the services are typed by
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function createOperations(log: Logger) {
  return implement(contract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (error) {
      const failure = failureOf(error);
      const fields = { operation: path.join('.'), ...failure };
      if (failure.code === 'internal') log.error('an operation failed', fields);
      else log.info('an operation was refused', fields);
      throw new ORPCError('FAILED', { data: failure, message: failure.code, cause: error });
    }
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const detail = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
    return { code: 'invalid-request', params: {}, detail };
  }
  return toFailure(error instanceof GlioscopeError ? error : asStorageError(error));
}
