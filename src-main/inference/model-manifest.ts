import { z } from 'zod';
import { modalities, spareModalities } from '#shared/domain/modality.ts';
import { regions, tissues } from '#shared/domain/label-scheme.ts';
import { flipDirections } from '#shared/domain/uncertainty.ts';

/**
 * `model.json` of a model package: everything needed to feed the network and to read its answer.
 * Nothing of it is assumed elsewhere; a package that says less, or more, is refused.
 */

const axisLetters = /^(?=.*[LR])(?=.*[AP])(?=.*[SI])[LRAPSI]{3}$/u;

/** Real intensities -> what the network was taught to see. Percentiles are those of the non-zero voxels. */
const normalisationSchema = z.discriminatedUnion('kind', [
  /** Subtract the mean, divide by the deviation: MONAI's `NormalizeIntensity(nonzero=True, channel_wise=True)`, nnU-Net. */
  z.strictObject({ kind: z.literal('z-score'), over: z.literal('nonzero') }),
  /** Clip to the percentiles, then the same. */
  z.strictObject({
    kind: z.literal('percentile-clip-z-score'),
    lowerPercentile: z.number().min(0).max(50),
    upperPercentile: z.number().min(50).max(100),
    over: z.literal('nonzero'),
  }),
  /** Clip likewise; then the median becomes 0 and the distance of the quartiles 1.349, as normally distributed values have it. */
  z.strictObject({
    kind: z.literal('percentile-clip-quartiles'),
    lowerPercentile: z.number().min(0).max(25),
    upperPercentile: z.number().min(75).max(100),
    over: z.literal('nonzero'),
  }),
  /** The percentiles become 0 and 1, what lies beyond is clipped: MONAI's `ScaleIntensityRangePercentiles`. */
  z.strictObject({
    kind: z.literal('percentile-scale'),
    lowerPercentile: z.number().min(0).max(50),
    upperPercentile: z.number().min(50).max(100),
    over: z.literal('nonzero'),
  }),
]);

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
  /** Per channel, over its non-zero voxels; 0 elsewhere. */
  normalisation: normalisationSchema,
  /** The one size of D, H, W the network takes; left out: any that `multipleOf` allows. */
  patch: z.tuple([z.int().min(8), z.int().min(8), z.int().min(8)]).optional(),
});

const className = z.enum(['background', ...tissues]);

/** The class with the largest value wins, whether logits or probabilities. */
const softmaxSchema = z.strictObject({
  kind: z.literal('softmax'),
  /** Name of the float32 output tensor [1, classes, D, H, W]. */
  name: z.string().min(1),
  /** Meaning of each class, in class order. */
  classes: z
    .array(className)
    .length(tissues.length + 1)
    .refine((classes) => new Set(classes).size === classes.length, 'each class once'),
});

/** One channel per region, each a yes or no of its own: MONAI's BraTS networks, nnU-Net's region-based ones. */
const regionsSchema = z.strictObject({
  kind: z.literal('regions'),
  /** Name of the float32 output tensor [1, regions, D, H, W]. */
  name: z.string().min(1),
  /** Region of each channel, in channel order. */
  channels: z
    .array(z.enum(regions))
    .length(regions.length)
    .refine((channels) => new Set(channels).size === channels.length, 'each region once'),
  /** Logits mean yes above 0, probabilities (after a sigmoid) above 0.5. */
  values: z.enum(['logits', 'probabilities']).default('logits'),
});

/** How the first manifests said `softmax`. */
const plainClassesSchema = z
  .strictObject({ name: z.string().min(1), labels: softmaxSchema.shape.classes })
  .transform(({ name, labels }) => ({ kind: 'softmax' as const, name, classes: labels }));

const outputSchema = z.union([z.discriminatedUnion('kind', [softmaxSchema, regionsSchema]), plainClassesSchema]);

const regionDiceSchema = z.strictObject({
  wt: z.number().min(0).max(1),
  tc: z.number().min(0).max(1),
  et: z.number().min(0).max(1),
});

/** Mean Dice by region over cases that were never trained on. */
const diceSchema = z.strictObject({
  cases: z.int().positive(),
  /** With all four modalities. */
  all: regionDiceSchema,
  /** With one of them absent, its channel 0 everywhere; a study that lacks one not named here is refused. */
  without: z.partialRecord(z.enum(spareModalities), regionDiceSchema).default({}),
});

const costSchema = z.strictObject({
  /** Resident memory of the engine's process before it predicts, voxels of the study not counted. */
  fixedBytes: z.number().positive(),
  /** Additional peak memory per voxel of the tensor. */
  bytesPerVoxel: z.number().positive(),
  /** One core's time per million voxels: a first guess until this machine has been measured. */
  coreMsPerMegavoxel: z.number().positive(),
});

/** The same network with its convolutions in 8-bit integers, for the processor. */
const quantisedSchema = z.strictObject({
  /** An ONNX file beside the other, with the same input and output. */
  file: z.string().regex(/^[\w.-]+\.onnx$/u),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  coreMsPerMegavoxel: costSchema.shape.coreMsPerMegavoxel,
  /** Measured with these weights, not taken over from the others. */
  dice: diceSchema,
});

/** What every package says of itself, whatever its network does. */
export const packageFields = {
  formatVersion: z.literal(1),
  /** Equals the name of the package's folder. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/u),
  name: z.string().min(1),
  /** Also the name of a folder. */
  version: z.string().regex(/^[0-9A-Za-z][\w.+-]{0,63}$/u),
  /** The ONNX file, beside the manifest. */
  file: z.string().regex(/^[\w.-]+\.onnx$/u),
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  licence: z.string().min(1),
  source: z.string().min(1),
};

export const modelManifestSchema = z.strictObject({
  ...packageFields,
  input: inputSchema,
  output: outputSchema,
  /**
   * What is marked as tumour. `largest`: what its output says by itself. `expected-dice`: what promises the best Dice
   * (analysis/expected-dice.ts), for a network whose probabilities were fitted to cases it was not trained on.
   */
  marking: z.enum(['largest', 'expected-dice']).default('largest'),
  /** Separate parts smaller than this in which nothing enhances are left out of its label maps (analysis/specks.ts). */
  leastPartMl: z.number().positive().max(1).optional(),
  cost: costSchema.default({ fixedBytes: 5e8, bytesPerVoxel: 1500, coreMsPerMegavoxel: 10_000 }),
  quantised: quantisedSchema.optional(),
  /** For people: how it was trained and what it reached. */
  training: z
    .strictObject({
      summary: z.string().min(1),
      cases: z.int().positive(),
      steps: z.int().positive(),
      /** Directions along which it was shown mirrored images; those it may be asked again along. */
      flips: z.array(z.enum(flipDirections)).optional(),
      dice: diceSchema.optional(),
    })
    .optional(),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;

/** What somebody else writes: the checksum is taken when the model is added, and where it is stated it has to match. */
export const addedManifestSchema = modelManifestSchema.extend({ sha256: modelManifestSchema.shape.sha256.optional() });
