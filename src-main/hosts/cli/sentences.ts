import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance } from 'i18next';
import type { Failure } from '#shared/domain/failure.ts';
import { withoutOptionFor } from './without-option.ts';

export const cliLanguages = ['en', 'ko'] as const;
export type CliLanguage = (typeof cliLanguages)[number];

/** The app's own sentences, in one language. */
export interface Sentences {
  text(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** What is wrong, with the sentence of its `reason` where there is one, and the option that would go on nevertheless. */
  failure(failure: Failure): string;
}

/** The system's language where it is one of ours, else English. */
export function systemLanguage(): CliLanguage {
  const locale = new Intl.DateTimeFormat().resolvedOptions().locale;
  return cliLanguages.find((language) => locale.startsWith(language)) ?? 'en';
}

export async function loadSentences(localesDirectory: string, language: CliLanguage): Promise<Sentences> {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(localesDirectory, `${name}.json`), 'utf8'));
  const translations = createInstance();
  await translations.init({
    lng: language,
    fallbackLng: 'en',
    resources: Object.fromEntries(cliLanguages.map((name) => [name, { translation: read(name) }])) as Record<
      string,
      { translation: Record<string, unknown> }
    >, // holds: a locale file is an object
    interpolation: { escapeValue: false },
  });
  const text: Sentences['text'] = (key, values = {}) => translations.t(key, values);
  return {
    text,
    failure({ code, params }) {
      const values = readableParams(params, language);
      const reasonKey = `failureReason.${code}.${String(params['reason'])}`;
      const sentence = text(`failure.${code}`, values);
      const option = withoutOptionFor(params['spare']);
      if (option !== '') return `${sentence} ${text('cli.without', { option })}`;
      if (code === 'brain-not-found') return `${sentence} ${text('cli.extractionOff')}`;
      return translations.exists(reasonKey) ? `${sentence} ${text(reasonKey, values)}` : sentence;
    },
  };
}

/** Byte counts as sizes. */
function readableParams(params: Failure['params'], language: CliLanguage): Record<string, string | number> {
  const size = (bytes: number): string => {
    const [unit, divisor] = bytes < 1e3 ? ['byte', 1] : bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
    const format = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat(language, format).format(bytes / divisor);
  };
  const isSize = (name: string, value: string | number): value is number =>
    typeof value === 'number' && /bytes$/iu.test(name);
  const sizes = Object.entries(params).flatMap(([name, value]) => (isSize(name, value) ? [size(value)] : []));
  // "should hold 17.6 kB but has 17.6 kB" says nothing
  const areAlike = new Set(sizes).size < sizes.length;
  const exact = new Intl.NumberFormat(language, { style: 'unit', unit: 'byte', unitDisplay: 'long' });
  const readable = (value: number): string => (areAlike ? exact.format(value) : size(value));
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, isSize(name, value) ? readable(value) : value]),
  );
}
