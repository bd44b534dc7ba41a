import { ActionIcon, Group, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';

/** Whose study is open, and since when it is here; the name can be changed. */
export function PatientTitle(): ReactElement | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const study = useWorkspace((state) => (state.study.status === 'open' ? state.study.study : null));
  const actions = useActions();
  const { askRequiredName } = useDialogs();
  if (study === null) return null;
  function rename(name: string): void {
    askRequiredName({
      title: t('workspace.renamePatient'),
      label: t('intake.patientName'),
      name,
      testId: 'new-patient-name',
      onSave: (entered) => void actions.study.renamePatient(entered),
    });
  }
  return (
    <Group gap="xs" wrap="nowrap" miw={0}>
      <Text fw={600} truncate title={study.patientName} data-testid="patient-title">
        {study.patientName}
      </Text>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={t('workspace.renamePatient')}
        title={t('workspace.renamePatient')}
        onClick={() => {
          rename(study.patientName);
        }}
      >
        <IconPencil size="1rem" stroke={1.5} />
      </ActionIcon>
      {/* not when it was scanned, which no file says; where there is no room for both, the name's end goes first, and the date whole */}
      <Text c="dimmed" size="sm" flex="none" visibleFrom="lg">
        {t('workspace.added', { time: formats.dateTime(study.createdAt) })}
      </Text>
    </Group>
  );
}
