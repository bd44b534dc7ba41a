/** MR sequences of a study, in the order the slots are shown. */
export const modalities = ['t1n', 't1c', 't2w', 't2f'] as const;
export type Modality = (typeof modalities)[number];

/** What a file of a study is: one of the modalities, or the expert's label map. */
export const slots = [...modalities, 'reference'] as const;
export type Slot = (typeof slots)[number];

/** Names a radiologist uses; the same in every language. */
export const modalityNames: Readonly<Record<Modality, string>> = {
  t1n: 'T1',
  t1c: 'T1ce',
  t2w: 'T2',
  t2f: 'FLAIR',
};

/**
 * The modality whose grid is the study's: label maps lie on it, and are exported with its header. No study
 * is without it.
 */
export const gridModality = 't1c' satisfies Modality;

/** Modalities a study may be without, one of them at a time. */
export const spareModalities = ['t1n', 't2w', 't2f'] as const satisfies readonly Exclude<
  Modality,
  typeof gridModality
>[];
export type SpareModality = (typeof spareModalities)[number];

/** Something for each modality a study has. */
export type PerModality<T> = Readonly<Record<typeof gridModality, T> & Partial<Record<SpareModality, T>>>;

export function isModality(slot: Slot): slot is Modality {
  return slot !== 'reference';
}

/** The absent modality of a study that has these: null when it has all four, or lacks what no study may lack. */
export function absentModality(present: readonly Modality[]): SpareModality | null {
  const missing = modalities.filter((modality) => !present.includes(modality));
  return missing.length === 1 ? (spareModalities.find((modality) => modality === missing[0]) ?? null) : null;
}

/** @throws RangeError without the grid's modality. */
export function perModality<T>(entries: readonly (readonly [Modality, T])[]): PerModality<T> {
  const record: Partial<Record<Modality, T>> = Object.fromEntries(entries);
  const grid = record[gridModality];
  if (grid === undefined) throw new RangeError(`no study is without ${gridModality}`);
  return { ...record, [gridModality]: grid };
}

/** What there is, in the order of the slots. */
export function modalityEntries<T>(record: PerModality<T>): readonly (readonly [Modality, T])[] {
  return modalities.flatMap((modality) => {
    const value = record[modality];
    return value === undefined ? [] : [[modality, value] as const];
  });
}

export function presentModalities(record: PerModality<unknown>): readonly Modality[] {
  return modalityEntries(record).map(([modality]) => modality);
}
