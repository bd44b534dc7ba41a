import { implement, ORPCError, type ImplementerInternalWithMiddlewares } from '@orpc/server';
import { contract, type Contract } from '#shared/contract/index.ts';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';
import { asStorageError } from '../library/storage-failure.ts';
import type { Logger } from './logger.ts';

/** The contract to be implemented: whatever an operation throws leaves it as the typed error FAILED. */
export type Operations = ImplementerInternalWithMiddlewares<Contract, object, object>;

export function createOperations(log: Logger): Operations {
  return implement(contract).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (error) {
      const failure = failureOf(error);
      // without the params: names of files can be names of patients
      const fields = { operation: path.join('.'), code: failure.code, detail: failure.detail };
      if (failure.code === 'internal') log.error('an operation failed', fields);
      else log.info('an operation was refused', fields);
      throw asFailed(failure, error);
    }
  });
}

/** Events of an operation; what stops them midway leaves it as the typed error, too. */
export async function* withTypedFailures<T>(events: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    yield* events;
  } catch (error) {
    throw asFailed(failureOf(error), error);
  }
}

function asFailed(failure: Failure, cause: unknown): Error {
  return new ORPCError('FAILED', { data: failure, message: failure.code, cause });
}

function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const detail = error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
    return { code: 'invalid-request', params: {}, detail };
  }
  return toFailure(error instanceof GlioscopeError ? error : asStorageError(error));
}
