/** What a correction starts from: a result of the study, the expert's label map, or nothing labelled. */
export type MaskBase =
  { readonly kind: 'result'; readonly resultId: string } | { readonly kind: 'reference' } | { readonly kind: 'empty' };

/** How a result came about: by a network, or by hand out of another label map. */
export type ResultOrigin =
  | { readonly kind: 'network' }
  | {
      readonly kind: 'correction';
      readonly base: MaskBase;
      /** When the base was made, if it is a result; it may have been removed since. */
      readonly baseCreatedAt: string | null;
      /** Which reference, if the base was one (absent in versions of before); it may have been removed or exchanged since. */
      readonly reference?: { readonly labelMapId: string; readonly fileName: string };
      readonly startedAt: string;
      /** Strokes, fills and the like that are in the label map. */
      readonly editCount: number;
    };

/** The same for equal bases of one study. */
export function maskBaseKey(base: MaskBase): string {
  return base.kind === 'result' ? `result:${base.resultId}` : base.kind;
}
