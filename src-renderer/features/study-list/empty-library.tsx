import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconFolder, IconPhotoPlus } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useActions } from '../../state/workspace-context.tsx';
import { OpeningTiles } from './opening-tiles.tsx';
import classes from './empty-library.module.css';

/** The first thing a newcomer sees: what to do, and a way to try it without files. */
export function EmptyLibrary(): ReactElement {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <div className={classes['screen']} data-testid="study-list">
      <Stack className={classes['panel']} align="center" justify="center" gap="lg">
        <OpeningTiles />
        <Stack gap="xs" align="center">
          <Title order={1} size="h2">
            {t('studies.emptyTitle')}
          </Title>
          <Text c="dimmed" ta="center" maw="46rem" className={classes['balanced'] ?? ''}>
            {t('studies.emptyText')}
          </Text>
        </Stack>
        <Group>
          <Button
            size="md"
            leftSection={<IconPhotoPlus size="1.2rem" stroke={1.5} />}
            onClick={() => void actions.chooseFiles()}
            data-testid="new-study"
          >
            {t('action.chooseFiles')}
          </Button>
          <Button
            size="md"
            variant="default"
            leftSection={<IconFolder size="1.2rem" stroke={1.5} />}
            onClick={() => void actions.chooseFolder()}
            data-testid="new-study-folder"
          >
            {t('action.chooseFolder')}
          </Button>
        </Group>
        <Button variant="subtle" onClick={() => void actions.intake.openSample()} data-testid="open-sample">
          {t('action.trySample')}
        </Button>
        <Text c="dimmed" size="sm">
          {t('studies.emptyPrivacy')}
        </Text>
      </Stack>
    </div>
  );
}
