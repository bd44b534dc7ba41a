import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/workspace-context.tsx';

/** Asks what to call the version, and makes it. */
export function useSaveVersion(): () => void {
  const { t } = useTranslation();
  const { correction } = useActions();
  return () => {
    const modalId = modals.open({
      title: t('correction.saveVersion'),
      closeButtonProps: { 'aria-label': t('action.close') },
      children: (
        <VersionForm
          onSave={(name) => {
            modals.close(modalId);
            void correction.saveVersion(name);
          }}
          onCancel={() => {
            modals.close(modalId);
          }}
        />
      ),
    });
  };
}

function VersionForm(props: { onSave: (name: string | null) => void; onCancel: () => void }): ReactElement {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(name.trim() === '' ? null : name.trim());
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('correction.saveText')}</Text>
        <TextInput
          data-autofocus
          label={t('correction.versionName')}
          placeholder={t('correction.versionPlaceholder')}
          maxLength={200}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
          data-testid="version-name"
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" data-testid="confirm-version">
            {t('action.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
