import { z } from 'zod';
import { failureCodes, type Failure } from '#shared/domain/failure.ts';

const failureSchema = z.object({
  code: z.enum(failureCodes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  detail: z.string().optional(),
});

/**
 * A failure as it is kept in the library and in files. What cannot be read becomes `internal`: a later
 * release may have kept a code that this one has no sentence for, and what has failed is over either way.
 */
export const keptFailureSchema = z.unknown().transform((kept): Failure => {
  const { success, data } = failureSchema.safeParse(kept);
  return success ? data : { code: 'internal', params: {}, detail: `kept as ${JSON.stringify(kept)}` };
});
