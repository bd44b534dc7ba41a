import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Numbers, dates and times as the reader's language writes them. */
export interface Formats {
  /** Millilitres with one decimal (two below 1 mL), without the unit. */
  readonly ml: (volumeMl: number) => string;
  readonly decimals: (value: number, digits: number) => string;
  /** Up to four significant digits: intensities of any scale. */
  readonly intensity: (value: number) => string;
  readonly percent: (fraction: number) => string;
  /** A fraction with its sign: "+12%", "-3%", "0%". */
  readonly change: (fraction: number) => string;
  readonly bytes: (bytes: number) => string;
  /** To the byte. */
  readonly exactBytes: (bytes: number) => string;
  readonly date: (iso: string) => string;
  /** A day without a time, YYYY-MM-DD: the same day wherever it is read. */
  readonly day: (isoDay: string) => string;
  readonly dateTime: (iso: string) => string;
  /** "1 min 20 s" */
  readonly duration: (milliseconds: number) => string;
}

export function createFormats(language: string): Formats {
  // a figure and its unit stay on one line
  const number = (value: number, options: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(language, options).format(value).replaceAll(' ', '\u00a0');
  const fixed = (value: number, digits: number): string =>
    // `+ 0` turns -0 into 0
    number(Number(value.toFixed(digits)) + 0, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const unit = (value: number, name: string): string =>
    number(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 });
  return {
    ml: (volumeMl) => fixed(volumeMl, volumeMl !== 0 && Math.abs(volumeMl) < 1 ? 2 : 1),
    decimals: fixed,
    intensity: (value) =>
      Math.abs(value) >= 1000 || Number.isInteger(value)
        ? number(value, { maximumFractionDigits: 0 })
        : number(value, { maximumSignificantDigits: 4 }),
    percent: (fraction) => number(fraction, { style: 'percent', maximumFractionDigits: 0 }),
    change: (fraction) => number(fraction, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
    bytes: (bytes) => formatBytes(bytes, number),
    exactBytes: (bytes) =>
      number(bytes, { style: 'unit', unit: 'byte', unitDisplay: 'long', maximumFractionDigits: 0 }),
    date: (iso) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso)),
    day: (isoDay) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(isoDay)),
    dateTime: (iso) =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
    duration(milliseconds) {
      const seconds = Math.max(0, Math.round(milliseconds / 1000));
      if (seconds < 60) return unit(seconds, 'second');
      const rest = seconds % 60;
      const minutes = unit(Math.floor(seconds / 60), 'minute');
      return rest === 0 ? minutes : `${minutes} ${unit(rest, 'second')}`;
    },
  };
}

function formatBytes(bytes: number, number: (value: number, options: Intl.NumberFormatOptions) => string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return number(bytes / 1000 ** power, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 ? 0 : 1,
  });
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  return useMemo(() => createFormats(i18n.language), [i18n.language]);
}
