import { Button, CopyButton, Loader, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconFolderOpen } from '@tabler/icons-react';
import { useEffect, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageUse } from '#shared/contract/index.ts';
import { useFormats } from '../../i18n/formats.ts';
import { useActions, useWorkspace } from '../../state/workspace-context.tsx';
import { SettingsSection } from './settings-section.tsx';
import classes from './settings.module.css';

const parts = ['images', 'labelMaps', 'models', 'rest', 'free'] as const satisfies readonly (keyof StorageUse)[];

/** Where patients and results lie on this computer, and how much room they take. */
export function StorageSection(): ReactElement {
  const { t } = useTranslation();
  const storage = useWorkspace((state) => state.storage);
  const { settings } = useActions();
  useEffect(() => void settings.measureStorage(), [settings]);
  return (
    <SettingsSection title={t('storage.title')} text={t('storage.text')}>
      {storage === null ? <Loader size="sm" /> : <StorageFacts storage={storage} />}
      <Text c="dimmed" size="xs">
        {t('storage.backUp')}
      </Text>
    </SettingsSection>
  );
}

function StorageFacts({ storage }: { storage: StorageUse }): ReactElement {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <div className={classes['place']}>
        <code data-testid="data-directory">{storage.directory}</code>
        <PlaceButtons directory={storage.directory} />
      </div>
      <dl className={classes['amounts']}>
        {parts.map((part) => {
          const bytes = storage[part];
          return bytes === null ? null : (
            <div key={part} data-testid={`storage-${part}`}>
              <dt>{t(`storage.part.${part}`)}</dt>
              <dd>{formats.bytes(bytes)}</dd>
            </div>
          );
        })}
      </dl>
    </>
  );
}

function PlaceButtons({ directory }: { directory: string }): ReactElement {
  const { t } = useTranslation();
  const isShowable = useWorkspace((state) => state.canShowDataDirectory);
  const { settings } = useActions();
  return (
    <>
      <CopyButton value={directory}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="xs"
            leftSection={copied ? <IconCheck size="1rem" stroke={1.5} /> : <IconCopy size="1rem" stroke={1.5} />}
            onClick={copy}
          >
            {copied ? t('storage.copied') : t('storage.copy')}
          </Button>
        )}
      </CopyButton>
      {isShowable && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFolderOpen size="1rem" stroke={1.5} />}
          onClick={settings.showDataDirectory}
          data-testid="show-data-directory"
        >
          {t('storage.show')}
        </Button>
      )}
    </>
  );
}
