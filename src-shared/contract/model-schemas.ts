import { z } from 'zod';
import { failureSchema, spareModalitySchema } from './common-schemas.ts';

/* Networks, as they cross the wire. */

/** Models that come with Glioscope, and those the user added. */
export const modelOrigins = ['shipped', 'added'] as const;

/** Mean Dice over cases. */
const regionDiceSchema = z.object({ wt: z.number(), tc: z.number(), et: z.number() });

const measuredDiceSchema = z.object({
  cases: z.number(),
  all: regionDiceSchema,
  /** It segments a study only if that lacks nothing, or one modality that is named here. */
  without: z.partialRecord(spareModalitySchema, regionDiceSchema),
});

export const modelSchema = z.object({
  /** What a segmentation is started with: two versions of one model may be there. */
  modelKey: z.string(),
  modelId: z.string(),
  origin: z.enum(modelOrigins),
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  licence: z.string(),
  source: z.string(),
  /** Passes of a thorough segmentation; 1: the network was not taught mirrored images, and there is none. */
  thoroughPasses: z.number(),
  /** What it reached on cases it was never trained on; null: not stated. */
  dice: measuredDiceSchema.nullable(),
  /** Its weights in 8-bit integers, and what those reached; null: it brings none. */
  quantised: z.object({ sha256: z.string(), dice: measuredDiceSchema }).nullable(),
  /** Set when the package is damaged or not ours to run; such a model cannot be chosen. */
  failure: failureSchema.nullable(),
});
export type Model = z.infer<typeof modelSchema>;
