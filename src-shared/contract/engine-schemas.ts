import { z } from 'zod';
import { engineFaults, engineIds } from '../domain/engine.ts';

/* What runs networks, as it crosses the wire. */

/** What can run a network here, and what its test on this machine found. */
export const engineSchema = z.object({
  engineId: z.enum(engineIds),
  /** `untested`: nobody has tried yet; `testing`: someone is trying now. */
  state: z.enum(['untested', 'testing', 'works', 'faulty']),
  /** Library and version; '' until it has worked. */
  version: z.string(),
  fault: z.enum(engineFaults).nullable(),
  /** What the engine said, in English, for those who look after the machine. */
  detail: z.string(),
  /** How many times as fast as the reference engine; null until measured. */
  speed: z.number().positive().nullable(),
  /** Whether the next segmentation starts on it. */
  isUsed: z.boolean(),
});
export type Engine = z.infer<typeof engineSchema>;

export const enginesReportSchema = z.object({
  engines: z.array(engineSchema),
  isTesting: z.boolean(),
  /** When the newest of the tests ended; null before the first. */
  testedAt: z.string().nullable(),
});
export type EnginesReport = z.infer<typeof enginesReportSchema>;
