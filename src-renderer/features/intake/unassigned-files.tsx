import { Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFile } from '#shared/contract/index.ts';
import { FileCard } from './file-card.tsx';
import classes from './intake.module.css';

/** Files nobody could place by their name; gone once there are none. */
export function UnassignedFiles({ files }: { files: readonly IntakeFile[] }): ReactElement | null {
  const { t } = useTranslation();
  if (files.length === 0) return null;
  return (
    <section className={classes['unassigned']} aria-label={t('intake.unassigned')} data-testid="intake-unassigned">
      <Group gap="sm" align="baseline" mb="sm">
        <Text fw={650}>{t('intake.unassigned')}</Text>
        <Text size="xs" c="dimmed">
          {t('intake.unassignedHint')}
        </Text>
      </Group>
      <Stack gap="sm">
        {files.map((file) => (
          <FileCard key={file.fileId} file={file} isWide />
        ))}
      </Stack>
    </section>
  );
}
