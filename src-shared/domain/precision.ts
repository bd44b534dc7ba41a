/**
 * Numbers a network computes with: as it was trained, or its convolutions in 8-bit integers, where its package brings
 * weights for them. That is quicker on a processor and gives almost, not exactly, the same mask.
 */
export const precisions = ['float32', 'int8'] as const;
export type Precision = (typeof precisions)[number];

/** What runs where nobody chose. */
export const usualPrecision: Precision = 'int8';
