import { z } from 'zod';
import { planes } from '../domain/display.ts';
import { measurementKinds, measurementOrigins, placeCounts } from '../domain/measure/measurement.ts';
import { vec3Schema } from './common-schemas.ts';
import { resultNameSchema } from './result-schemas.ts';

/* What was measured in slices, as it crosses the wire. */

/** Something measured in a slice (domain/measure/measurement.ts), as the page keeps it. */
export const newMeasurementSchema = z
  .object({
    measurementId: z.uuid(),
    studyId: z.string().min(1),
    kind: z.enum(measurementKinds),
    /** Of the slice it lies on. */
    plane: z.enum(planes),
    placesMm: z.array(vec3Schema),
    origin: z.enum(measurementOrigins),
    /** What the user calls it; null: nothing of its own. */
    name: resultNameSchema,
  })
  .refine(({ kind, placesMm }) => placesMm.length === placeCounts[kind], 'as many places as the kind has');
export type NewMeasurement = z.infer<typeof newMeasurementSchema>;

export const measurementSchema = z.intersection(newMeasurementSchema, z.object({ createdAt: z.string() }));
export type Measurement = z.infer<typeof measurementSchema>;
