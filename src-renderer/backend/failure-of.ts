import { ORPCError } from '@orpc/client';
import { failureSchema } from '#shared/contract/common-schemas.ts';
import { GlioscopeError, toFailure, type Failure } from '#shared/domain/failure.ts';

/** Turns anything a call to the backend threw into the Failure the user is told about. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ORPCError)) return toFailure(error);
  const failure = failureSchema.safeParse(error.data);
  if (error.code === 'FAILED' && failure.success) return failure.data;
  const code = error.code === 'BAD_REQUEST' ? 'invalid-request' : 'internal';
  return { code, params: {}, detail: `${error.code}: ${error.message}` };
}

/** The error a data-plane answer carries (a Failure as JSON); `internal` when it is not one. */
export function errorFromJson(text: string, context: string): GlioscopeError {
  const failure = failureSchema.safeParse(parseJson(text));
  if (!failure.success) return new GlioscopeError('internal', {}, { detail: `${context}: ${text.slice(0, 200)}` });
  const { code, params, detail } = failure.data;
  return new GlioscopeError(code, params, detail === undefined ? {} : { detail });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
