import { z } from 'zod';
import { modalities } from '#shared/domain/modality.ts';
import { tissues } from '#shared/domain/label-scheme.ts';

/**
 * `model.json` of a model package: everything needed to feed the network and to read its answer.
 * Nothing of it is assumed elsewhere; a package that says less, or more, is refused.
 */

const axisLetters = /^(?=.*[LR])(?=.*[AP])(?=.*[SI])[LRAPSI]{3}$/u;

const inputSchema = z.strictObject({
  /** Name of the float32 input tensor. */
  name: z.string().min(1),
  /** Modality of each channel, in channel order. */
  channels: z
    .array(z.enum(modalities))
    .length(modalities.length)
    .refine((channels) => new Set(channels).size === channels.length, 'each modality once'),
  /** Tensor dimensions: batch, channel, then three of space; row-major, so W is fastest. */
  layout: z.literal('NCDHW'),
  /** Side of the patient each of D, H, W runs towards: 'LPS' = D to the left, H to posterior, W to superior. */
  axes: z.string().regex(axisLetters),
  /** Voxel spacing the network was trained on, along D, H, W. */
  spacingMm: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]),
  /** D, H and W are padded with zeros at their ends to a multiple of this. */
  multipleOf: z.int().min(1).max(512),
  /** The network sees the box of voxels that are not zero in at least one modality. */
  crop: z.literal('nonzero-any'),
  /** Per channel, over its non-zero voxels: clip to the percentiles, subtract the mean, divide by the deviation; 0 elsewhere. */
  normalisation: z.strictObject({
    kind: z.literal('percentile-clip-z-score'),
    lowerPercentile: z.number().min(0).max(50),
    upperPercentile: z.number().min(50).max(100),
    over: z.literal('nonzero'),
  }),
});

const outputSchema = z.strictObject({
  /** Name of the float32 output tensor [1, classes, D, H, W]; the class with the largest logit wins. */
  name: z.string().min(1),
  /** Meaning of each class, in class order. */
  labels: z
    .array(z.enum(['background', ...tissues]))
    .length(tissues.length + 1)
    .refine((labels) => new Set(labels).size === labels.length, 'each label once'),
});

const costSchema = z.strictObject({
  /** Resident memory of the engine's process before it predicts, voxels of the study not counted. */
  fixedBytes: z.number().positive(),
  /** Additional peak memory per voxel of the tensor. */
  bytesPerVoxel: z.number().positive(),
  /** One core's time per million voxels: a first guess until this machine has been measured. */
  coreMsPerMegavoxel: z.number().positive(),
});

export const modelManifestSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Equals the name of the package's folder. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/u),
  name: z.string().min(1),
  version: z.string().min(1),
  /** The ONNX file, beside the manifest. */
  file: z.string().regex(/^[\w.-]+\.onnx$/u),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  licence: z.string().min(1),
  source: z.string().min(1),
  input: inputSchema,
  output: outputSchema,
  cost: costSchema,
  /** For people: how it was trained and what it reached. */
  training: z.strictObject({ summary: z.string().min(1), cases: z.int().positive(), steps: z.int().positive() }),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;
