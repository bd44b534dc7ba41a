import { ActionIcon, Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';

/** Whose study is open, and since when it is here; the name can be changed. */
export function PatientTitle(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const study = useWorkspace((state) => (state.study.status === 'open' ? state.study.study : null));
  const [isRenaming, setIsRenaming] = useState(false);
  if (study === null) return null;
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <Text fw={600} truncate data-testid="patient-title">
        {study.patientName}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t('workspace.renamePatient')}
        title={t('workspace.renamePatient')}
        onClick={() => {
          setIsRenaming(true);
        }}
      >
        <IconPencil size="1rem" stroke={1.5} />
      </ActionIcon>
      <Text c="dimmed" size="sm" truncate visibleFrom="sm">
        {formats.dateTime(study.createdAt)}
      </Text>
      {isRenaming && (
        <RenameDialog
          name={study.patientName}
          onClose={() => {
            setIsRenaming(false);
          }}
        />
      )}
    </Group>
  );
}

function RenameDialog(props: { name: string; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { study } = useActions();
  const [name, setName] = useState(props.name);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('workspace.renamePatient')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void study.renamePatient(name.trim());
          props.onClose();
        }}
      >
        <TextInput
          label={t('intake.patientName')}
          value={name}
          maxLength={200}
          data-autofocus
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={props.onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''}>
            {t('action.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
