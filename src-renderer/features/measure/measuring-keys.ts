import type { MeasurementKind } from '#shared/domain/measure/measurement.ts';

/** Letters that mean nothing else on the reading screen, nor while the mask is corrected. */
export const measuringKeys: Readonly<Record<MeasurementKind | 'rano' | 'visible', string>> = {
  distance: 't',
  angle: 'n',
  bidimensional: 'w',
  rano: 'j',
  visible: 'z',
};
