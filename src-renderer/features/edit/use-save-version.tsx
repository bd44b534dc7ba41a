import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/workspace-context.tsx';
import { NameForm } from '../../ui/name-form.tsx';

/** Asks what to call the version, and makes it. */
export function useSaveVersion(): () => void {
  const { t } = useTranslation();
  const { correction } = useActions();
  return () => {
    const modalId = modals.open({
      title: t('correction.saveVersion'),
      closeButtonProps: { 'aria-label': t('action.close') },
      children: (
        <NameForm
          name=""
          label={t('correction.versionName')}
          placeholder={t('correction.versionPlaceholder')}
          testId="version-name"
          onSave={(name) => {
            modals.close(modalId);
            void correction.saveVersion(name);
          }}
          onCancel={() => {
            modals.close(modalId);
          }}
        >
          <Text size="sm">{t('correction.saveText')}</Text>
        </NameForm>
      ),
    });
  };
}
