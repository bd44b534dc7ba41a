import { z } from 'zod';

/* What a network said about its own answer (domain/uncertainty.ts), as it is kept in files. */

const rangeSchema = z.object({ low: z.number(), high: z.number() });
export const regionRangesSchema = z.object({ wt: rangeSchema, tc: rangeSchema, et: rangeSchema });

const shareSchema = z.number().min(0).max(1);
const diceSchema = shareSchema.nullable();
/** Null in what was kept before networks said it, too. */
export const expectationSchema = z
  .object({ dice: z.object({ wt: diceSchema, tc: diceSchema, et: diceSchema }), markedFrom: shareSchema })
  .nullable()
  .default(null);
