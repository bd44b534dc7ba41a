import type { Affine } from '#shared/domain/affine.ts';
import type { Failure } from '#shared/domain/failure.ts';
import type { Modality } from '#shared/domain/modality.ts';

/* Shapes of a registration, as its caller and the registration process see it. */

/** An image on disk; `fileName` is what the user calls it. */
export interface ImageSource {
  readonly path: string;
  readonly fileName: string;
  /** The `.img` of a pair. */
  readonly partnerPath?: string | undefined;
  /** Which volume of a file that holds several, from 0. */
  readonly frame?: number | undefined;
}

/** A head to be brought to where that of the fixed image lies. */
export interface MovingImage {
  readonly modality: Modality;
  readonly source: ImageSource;
  /** Where the search begins: a rigid transform of the world (RAS+) that about does it; identity without a guess. */
  readonly start: Affine;
}

export interface RegistrationRequest {
  /** Stays where it is. */
  readonly fixed: ImageSource;
  readonly moving: readonly MovingImage[];
}

/**
 * The rigid transform of the world (RAS+ mm) that carries the head of a moving image to where the
 * fixed one's lies: `transform * affine` is the moving file's registered affine.
 */
export interface RegisteredImage {
  readonly modality: Modality;
  readonly transform: Affine;
}

export interface RegistrationOutcome {
  readonly images: readonly RegisteredImage[];
  /** Largest resident memory of the registration process. */
  readonly peakMemoryBytes: number;
  readonly durationMs: number;
}

/** How far a registration has come. */
export interface RegistrationProgress {
  /** Being registered now; null while the fixed image is read. */
  readonly modality: Modality | null;
  /** 0..1 */
  readonly fraction: number;
}

/** What the registration process says: an image that begins, and one last word. */
export type RegistrationReport =
  | { readonly kind: 'begun'; readonly index: number }
  | { readonly kind: 'done'; readonly outcome: RegistrationOutcome }
  | { readonly kind: 'failed'; readonly failure: Failure };
