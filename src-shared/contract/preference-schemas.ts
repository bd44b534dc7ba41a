import { z } from 'zod';
import {
  colourMapNames,
  displayConventions,
  foldableSections,
  labelStyles,
  planes,
  readingLayouts,
} from '../domain/display.ts';
import { engineChoices } from '../domain/engine.ts';
import { precisions } from '../domain/precision.ts';

/* The program itself and how its user likes it, as they cross the wire. */

/** How this reader likes pictures; kept from study to study. */
export const viewerPreferencesSchema = z.object({
  displayConvention: z.enum(displayConventions),
  layout: z.enum(readingLayouts),
  largePlane: z.enum(planes),
  isInterpolated: z.boolean(),
  isCrosshairVisible: z.boolean(),
  colourMap: z.enum(colourMapNames),
  labelStyle: z.enum(labelStyles),
  /** 0..1 */
  labelOpacity: z.number().min(0).max(1),
  /** Sections of the side panel of which only the title is shown. */
  foldedSections: z.array(z.enum(foldableSections)).readonly().exactOptional(),
});
export type ViewerPreferences = z.infer<typeof viewerPreferencesSchema>;

export const preferencesSchema = z.object({
  language: z.enum(['system', 'en', 'ko']),
  engine: z.enum(engineChoices),
  /** Absent: `usualPrecision`. */
  precision: z.enum(precisions).optional(),
  /** Key of the model to segment with; absent or null: the default one. */
  model: z.string().nullable().optional(),
  /** Absent until the reader has changed anything. */
  viewer: viewerPreferencesSchema.optional(),
});
export type Preferences = z.infer<typeof preferencesSchema>;

/** Those to be changed. */
export const preferenceChangesSchema = preferencesSchema.extend({
  language: preferencesSchema.shape.language.exactOptional(),
  engine: preferencesSchema.shape.engine.exactOptional(),
});
export type PreferenceChanges = z.infer<typeof preferenceChangesSchema>;

export const appInfoSchema = z.object({
  appVersion: z.string(),
  host: z.enum(['electron', 'browser', 'cli', 'test']),
  dataDirectory: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

const bytesSchema = z.number().min(0);
/** What lies on this computer's disk because of Glioscope, in bytes. */
export const storageUseSchema = z.object({
  /** Where all of it lies. */
  directory: z.string(),
  images: bytesSchema,
  labelMaps: bytesSchema,
  /** Models the user added. */
  models: bytesSchema,
  /** Names, results, journals, the log, files on their way in. */
  rest: bytesSchema,
  /** Left on that disk for this user; null where the system does not say. */
  free: bytesSchema.nullable(),
});
export type StorageUse = z.infer<typeof storageUseSchema>;
