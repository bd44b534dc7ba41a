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

/** The modality whose grid is the study's: label maps lie on it, and are exported with its header. */
export const gridModality: Modality = 't1c';

export function isModality(slot: Slot): slot is Modality {
  return slot !== 'reference';
}
