import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Failure, FailureParams } from '#shared/domain/failure.ts';
import { createFormats } from './formats.ts';

/**
 * What is wrong, where, and what to do, in the reader's language. A `reason` among the params adds
 * its own sentence where there is one (`failureReason.<code>.<reason>`); byte counts are written as sizes.
 */
export function failureSentence(translations: i18n, failure: Failure): string {
  const { code, params } = failure;
  const values = readableParams(params, translations);
  const sentence = translations.t(`failure.${code}`, values);
  const reasonKey = `failureReason.${code}.${String(params['reason'])}`;
  if (params['reason'] === undefined || !translations.exists(reasonKey)) return sentence;
  return `${sentence} ${dynamicText(translations, reasonKey, values)}`;
}

/** A key made at run time, which `exists` has found. */
function dynamicText(translations: i18n, key: string, values: FailureParams): string {
  const translate = translations.t as (key: string, values: FailureParams) => string; // holds: t takes any key, its type only known ones
  return translate(key, values);
}

function readableParams(params: FailureParams, translations: i18n): FailureParams {
  const formats = createFormats(translations.language);
  const sizes = Object.entries(params).flatMap(([name, value]) =>
    isByteCount(name, value) ? [formats.bytes(value)] : [],
  );
  // "should hold 17.6 kB but has 17.6 kB" says nothing
  const areAlike = new Set(sizes).size < sizes.length;
  const readable = (name: string, value: string | number): string | number => {
    if (isByteCount(name, value)) return areAlike ? formats.exactBytes(value) : formats.bytes(value);
    return name === 'modality' && value === 'Reference' ? translations.t('slot.reference') : value;
  };
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, readable(name, value)]));
}

function isByteCount(name: string, value: string | number): value is number {
  return typeof value === 'number' && /bytes$/i.test(name);
}

/** Failures as sentences, following the language. */
export function useFailureSentence(): (failure: Failure) => string {
  const { i18n } = useTranslation();
  return (failure) => failureSentence(i18n, failure);
}
