import type { MeasurementKind } from '#shared/domain/measure/measurement.ts';

/** Keys that mean nothing else on the reading screen, nor while the mask is corrected. */
export const measuringKeys: Readonly<Record<MeasurementKind | 'rano' | 'visible', string>> = {
  distance: 't',
  angle: '9', // N is the next place to check
  bidimensional: 'w',
  rano: 'j',
  visible: 'z',
};
