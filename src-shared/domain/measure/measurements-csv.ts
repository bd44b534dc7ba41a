import { csvNotice, csvText, fixedFigure, type CsvCell } from '../csv.ts';
import type { Plane } from '../display.ts';
import {
  isMeasurableByRano,
  measure,
  type MeasuredPlaces,
  type MeasurementKind,
  type MeasurementOrigin,
} from './measurement.ts';

export interface TabledMeasurement {
  readonly kind: MeasurementKind;
  readonly plane: Plane;
  readonly placesMm: MeasuredPlaces;
  readonly origin: MeasurementOrigin;
  readonly name: string | null;
  readonly createdAt: string;
}

const columns = [
  'study_id',
  'name',
  'kind',
  'origin',
  'plane',
  'length_mm',
  'across_mm',
  'product_mm2',
  'angle_deg',
  'rano_measurable',
  'created_at',
  'places_ras_mm',
  'notice',
] as const;

/**
 * Measurements of a study as CSV (RFC 4180): units in the names of the columns, numbers with a point. Without the
 * patient's name. Begins with a byte order mark, without which Excel takes Korean for Latin.
 */
export function measurementsCsv(studyId: string, measurements: readonly TabledMeasurement[]): string {
  const rows = measurements.map((measurement) => [studyId, ...valuesOf(measurement), csvNotice]);
  return `\uFEFF${csvText([columns, ...rows])}`;
}

function valuesOf({ kind, plane, placesMm, origin, name, createdAt }: TabledMeasurement): readonly CsvCell[] {
  const values = measure(kind, placesMm);
  const [length, across] = values.lengthsMm;
  return [
    name,
    kind,
    origin,
    plane,
    fixedFigure(length, 2),
    fixedFigure(across, 2),
    fixedFigure(values.productMm2, 2),
    fixedFigure(values.degrees, 2),
    kind === 'bidimensional' ? (isMeasurableByRano(values) ? 'yes' : 'no') : '',
    createdAt,
    { figures: placesMm.map((place) => place.map((mm) => mm.toFixed(2)).join(' ')).join('; ') },
  ];
}
