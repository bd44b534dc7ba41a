import { z } from 'zod';
import { brainExtractionModes } from '../domain/brain-extraction.ts';
import { engineIds } from '../domain/engine.ts';
import { failureSchema } from './common-schemas.ts';

/* Segmentations under way, as they cross the wire. */

export const jobStages = ['queued', 'reading', 'extracting', 'preparing', 'predicting', 'finishing'] as const;

/** What of a segmentation the user chooses. */
export const jobWishSchema = z.object({
  /** Null: the default model. */
  modelId: z.string().nullable(),
  isThorough: z.boolean().optional(),
  /** Left out: where an image shows a skull. */
  brainExtraction: z.enum(brainExtractionModes).optional(),
});
export type JobWish = z.infer<typeof jobWishSchema>;

/** A segmentation under way or ended. */
export const jobSchema = z.object({
  jobId: z.string(),
  studyId: z.string(),
  modelId: z.string(),
  isThorough: z.boolean(),
  brainExtraction: z.enum(brainExtractionModes),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  stage: z.enum(jobStages),
  /** 0..1, never falls; reaches 1 only when done. */
  fraction: z.number().min(0).max(1),
  elapsedMs: z.number(),
  /** Null while it waits or runs. */
  endedAt: z.string().nullable(),
  /** Estimated from earlier runs on this machine; null when there were none. */
  remainingMs: z.number().nullable(),
  resultId: z.string().nullable(),
  failure: failureSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

/** How long a segmentation of a study will take on this machine, from its start to the stored result. */
export const durationEstimateSchema = z.object({
  durationMs: z.number().positive(),
  /** `measured` on segmentations made here; `expected` from the engine's test and what the model says of itself. */
  basis: z.enum(['measured', 'expected']),
  engineId: z.enum(engineIds),
});
export type DurationEstimate = z.infer<typeof durationEstimateSchema>;
