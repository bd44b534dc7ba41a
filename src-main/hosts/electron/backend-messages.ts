import { z } from 'zod';
import { failureSchema } from '#shared/contract/common-schemas.ts';

/* What the main process and the backend process say to each other, beside the ports of the pages. */

export const toBackendSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    dataDirectory: z.string().min(1),
    modelsDirectory: z.string().min(1),
    /** URL of the inference process' entry. */
    inferenceEntry: z.url(),
    registrationEntry: z.url(),
    sampleEntry: z.url(),
    appVersion: z.string().min(1),
  }),
  /** Comes with two ports, [control, blobs]. */
  z.object({ kind: z.literal('connect') }),
  z.object({ kind: z.literal('stop') }),
]);
export type ToBackend = z.infer<typeof toBackendSchema>;
export type BackendStart = Extract<ToBackend, { kind: 'start' }>;

export const fromBackendSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('failed'), failure: failureSchema }),
]);
export type FromBackend = z.infer<typeof fromBackendSchema>;
