import { ActionIcon, Group, Text } from '@mantine/core';
import { IconCalendar, IconPencil, type Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Study } from '#shared/contract/index.ts';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { useDialogs } from '../../ui/use-dialogs.tsx';

/** Whose study is open, and when it was scanned; both can be changed. */
export function PatientTitle(): ReactElement | null {
  const { t } = useTranslation();
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
      <SmallButton label={t('workspace.renamePatient')} icon={IconPencil} onClick={() => rename(study.patientName)} />
      <ScanDate study={study} />
    </Group>
  );
}

/** When it was scanned, which no file says: until the user has, when it was added. */
function ScanDate({ study: { scannedOn, createdAt } }: { study: Study }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  const actions = useActions();
  const { askName } = useDialogs();
  function ask(): void {
    askName({
      title: t('workspace.scanDate'),
      label: t('workspace.scanDateLabel'),
      text: <Text size="sm">{t('workspace.scanDateText')}</Text>,
      name: scannedOn ?? '',
      latestDay: today(),
      testId: 'scan-date',
      onSave: (day) => void actions.study.setScanDate(day),
    });
  }
  return (
    <>
      {/* where there is no room for both, the name's end goes first, and the date whole */}
      <Text c="dimmed" size="sm" flex="none" visibleFrom="lg" data-testid="study-date">
        {scannedOn === null
          ? t('workspace.added', { time: formats.dateTime(createdAt) })
          : t('workspace.scanned', { day: formats.day(scannedOn) })}
      </Text>
      <SmallButton label={t('workspace.scanDate')} icon={IconCalendar} onClick={ask} testId="set-scan-date" />
    </>
  );
}

interface SmallButtonProps {
  readonly label: string;
  readonly icon: Icon;
  readonly testId?: string;
  readonly onClick: () => void;
}

function SmallButton({ label, icon: Icon, testId, onClick }: SmallButtonProps): ReactElement {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="sm"
      aria-label={label}
      title={label}
      onClick={onClick}
      data-testid={testId}
    >
      <Icon size="1rem" stroke={1.5} />
    </ActionIcon>
  );
}

/** Where the user is. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
