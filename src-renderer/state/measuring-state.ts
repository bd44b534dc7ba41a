import type { Measurement } from '#shared/contract/index.ts';
import type { Plane } from '#shared/domain/display.ts';
import type { MeasuredPlaces, MeasurementKind } from '#shared/domain/measure/measurement.ts';

/** Why no pair of diameters was placed. */
export type PlacingRefusal = 'no-mask' | 'nothing-enhances';

export interface MeasuringState {
  /** Of the open study, in the order they were made. */
  readonly measurements: readonly Measurement[];
  readonly selectedId: string | null;
  readonly isVisible: boolean;
  /** What a press in a view measures; null: nothing. */
  readonly tool: MeasurementKind | null;
  /** Begun, and not all of its places set. */
  readonly draft: MeasurementDraft | null;
  readonly refusal: PlacingRefusal | null;
}

export interface MeasurementDraft {
  readonly kind: MeasurementKind;
  readonly plane: Plane;
  readonly placesMm: MeasuredPlaces;
}

export const initialMeasuring: MeasuringState = {
  measurements: [],
  selectedId: null,
  isVisible: true,
  tool: null,
  draft: null,
  refusal: null,
};
