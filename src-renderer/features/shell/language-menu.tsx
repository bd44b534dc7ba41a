import { Button, Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { resolveLanguage } from '../../i18n/translations.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

const choices = ['system', 'en', 'ko'] as const;

export function LanguageMenu(): ReactElement {
  const { t } = useTranslation();
  const preference = useWorkspace((state) => state.preferences.language);
  const { preferences } = useActions();
  const spoken = resolveLanguage(preference, navigator.language);
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconLanguage size="1.1rem" stroke={1.5} />}
          aria-label={`${t('language.label')}: ${t(`language.${spoken}`)}`}
          data-testid="language-menu"
        >
          {t(`language.${spoken}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((language) => (
          <Menu.Item
            key={language}
            data-testid={`language-${language}`}
            leftSection={<IconCheck size="1rem" visibility={language === preference ? 'visible' : 'hidden'} />}
            onClick={() => void preferences.setLanguage(language)}
          >
            {t(`language.${language}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
