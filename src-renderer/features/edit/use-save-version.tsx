import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/workspace-context.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';

/** Asks what to call the version, and makes it. */
export function useSaveVersion(): () => void {
  const { t } = useTranslation();
  const { correction } = useActions();
  const { askName } = useDialogs();
  return () => {
    askName({
      title: t('correction.saveVersion'),
      text: <Text size="sm">{t('correction.saveText')}</Text>,
      name: '',
      label: t('correction.versionName'),
      placeholder: t('correction.versionPlaceholder'),
      testId: 'version-name',
      onSave: (name) => void correction.saveVersion(name),
    });
  };
}
