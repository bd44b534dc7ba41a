import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Preferences } from '#shared/contract/index.ts';
import english from '../../resources/locales/en.json';
import korean from '../../resources/locales/ko.json';

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof english };
  }
}

/** What 'system' means on this machine: Korean where the first language is Korean, otherwise English. */
export function resolveLanguage(preference: Preferences['language'], systemLanguage: string): Language {
  if (preference !== 'system') return preference;
  return systemLanguage.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

/** All sentences of the interface, at once and from the bundle: nothing is fetched, nothing flashes untranslated. */
export function createTranslations(language: Language): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: english }, ko: { translation: korean } },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  });
  return instance;
}
