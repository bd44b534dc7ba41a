import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { resolveLanguage } from '../../i18n/translations.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Carries the chosen language to the page and its host. Draws nothing. */
export function LanguageSync(): null {
  const { i18n } = useTranslation();
  const preference = useWorkspace((state) => state.preferences.language);
  const { preferences } = useActions();
  const language = resolveLanguage(preference, navigator.language);

  useEffect(() => {
    void i18n.changeLanguage(language);
    document.documentElement.lang = language;
    preferences.announceLanguage(language);
  }, [i18n, language, preferences]);
  return null;
}
