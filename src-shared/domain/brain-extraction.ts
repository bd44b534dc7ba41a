/**
 * Whether the brain is found before the tumour is sought: `auto` where an image shows a skull, `on` in every image,
 * `off` never.
 */
export const brainExtractionModes = ['auto', 'on', 'off'] as const;
export type BrainExtractionMode = (typeof brainExtractionModes)[number];

/** What happens where nobody chose. */
export const usualBrainExtraction: BrainExtractionMode = 'auto';
