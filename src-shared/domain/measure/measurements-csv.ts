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
] as const;

/**
 * Measurements as CSV (RFC 4180): units in the names of the columns, numbers with a point, one line above them that
 * says what it is not for. Without the patient's name. Begins with a byte order mark, without which Excel
 * takes Korean for Latin.
 */
export function measurementsCsv(measurements: readonly TabledMeasurement[]): string {
  const notice = ['# Glioscope measurements. Research use only, not a medical device.'];
  const lines = [notice, columns, ...measurements.map(row)];
  return `\uFEFF${lines.map((fields) => fields.map(quoted).join(',')).join('\r\n')}\r\n`;
}

function row({ kind, plane, placesMm, origin, name, createdAt }: TabledMeasurement): readonly string[] {
  const values = measure(kind, placesMm);
  const number = (value: number | null | undefined): string => (typeof value === 'number' ? value.toFixed(2) : '');
  const [length, across] = values.lengthsMm;
  return [
    name === null ? '' : withoutFormula(name),
    kind,
    origin,
    plane,
    number(length),
    number(across),
    number(values.productMm2),
    number(values.degrees),
    kind === 'bidimensional' ? (isMeasurableByRano(values) ? 'yes' : 'no') : '',
    createdAt,
    placesMm.map((place) => place.map((mm) => mm.toFixed(2)).join(' ')).join('; '),
  ];
}

/** A spreadsheet would run a name that begins like a formula. */
function withoutFormula(name: string): string {
  return /^[=+\-@\t\r]/u.test(name) ? `'${name}` : name;
}

function quoted(field: string): string {
  return /[",\r\n]/u.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
