/* How pictures are shown, in the words that preferences keep. */

/** Radiological: the patient's right is on the left of axial and coronal pictures. Neurological: on the right. */
export const displayConventions = ['radiological', 'neurological'] as const;
export type DisplayConvention = (typeof displayConventions)[number];

export const planes = ['axial', 'coronal', 'sagittal'] as const;
export type Plane = (typeof planes)[number];

/** Colours of intensities, from the window's low end to its high one. */
export const colourMapNames = ['grey', 'inverted', 'hot', 'viridis', 'inferno'] as const;
export type ColourMapName = (typeof colourMapNames)[number];

export const labelStyles = ['fill', 'outline', 'both'] as const;
export type LabelStyle = (typeof labelStyles)[number];

/** Three planes of one modality; one of them alone; one plane of every modality; one plane of two label maps; three planes and the tumour in 3D. */
export const readingLayouts = ['planes', 'single', 'modalities', 'label-maps', 'surface'] as const;
export type ReadingLayout = (typeof readingLayouts)[number];

/** Sections of the side panel that can be folded to their titles. */
export const foldableSections = [
  'volumes',
  'history',
  'uncertainty',
  'export',
  'comparison',
  'measuring',
  'provenance',
] as const;
export type FoldableSection = (typeof foldableSections)[number];

/** What is seldom wanted starts folded, so that what is wanted every time fits a window of 1280 x 720. */
export const initiallyFolded: readonly FoldableSection[] = ['uncertainty', 'comparison', 'measuring', 'provenance'];
