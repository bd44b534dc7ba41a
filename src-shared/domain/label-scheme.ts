/** Tissues of the tumour: necrotic / non-enhancing core, oedema, enhancing tumour. */
export const tissues = ['ncr', 'ed', 'et'] as const;
export type Tissue = (typeof tissues)[number];

/** BraTS regions: whole tumour, tumour core, enhancing tumour. */
export const regions = ['wt', 'tc', 'et'] as const;
export type Region = (typeof regions)[number];

export const regionTissues: Readonly<Record<Region, readonly Tissue[]>> = {
  wt: ['ncr', 'ed', 'et'],
  tc: ['ncr', 'et'],
  et: ['et'],
};

/** Volumes of the BraTS regions, in mL, out of those of the tissues they are made of. */
export function regionsMl(tissuesMl: Readonly<Record<Tissue, number>>): Record<Region, number> {
  const sum = (region: Region): number =>
    regionTissues[region].reduce((volumeMl, tissue) => volumeMl + tissuesMl[tissue], 0);
  return { wt: sum('wt'), tc: sum('tc'), et: sum('et') };
}

/** How tissues are coded in a label map; background is 0 everywhere. */
export type LabelCodes = Readonly<Record<Tissue, number>>;

/** Conventions for files: BraTS 2018-2021 code enhancing tumour as 4, BraTS 2023 on as 3; the Medical Segmentation Decathlon also trades 1 and 2. */
export const labelConventions = {
  'brats-2018': { ncr: 1, ed: 2, et: 4 },
  'brats-2023': { ncr: 1, ed: 2, et: 3 },
  msd: { ncr: 2, ed: 1, et: 3 },
} as const satisfies Record<string, LabelCodes>;
export type LabelConvention = keyof typeof labelConventions;
export const labelConventionNames = Object.keys(labelConventions) as [LabelConvention, ...LabelConvention[]]; // holds: keys of a const object

/** Codes of every label map inside Glioscope; files are translated on the way in and out. */
export const internalLabels: LabelCodes = labelConventions['brats-2023'];

/** Red, green, blue, 0..255. From the Okabe-Ito set, so that they differ for colour-blind readers too. */
export const tissueColours: Readonly<Record<Tissue, readonly [number, number, number]>> = {
  ncr: [213, 94, 0],
  ed: [86, 180, 233],
  et: [240, 228, 66],
};

/** Table old code -> new code; what is no tissue's code in `from` becomes 0. */
export function recodingTable(from: LabelCodes, to: LabelCodes): Uint8Array {
  const table = new Uint8Array(256);
  for (const tissue of tissues) table[from[tissue]] = to[tissue];
  return table;
}
